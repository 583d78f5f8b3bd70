"""The one driver of PostgreSQL: psycopg 3, which is loaded when the first store on a server is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.store.store_errors import StoreError

if TYPE_CHECKING:
    from types import ModuleType

_ABSENT = (
    "这台电脑上没有连接数据库服务器的组件（psycopg）：请用带服务器组件的安装包重新安装，"
    "或由信息科安装 frontpage-coding[server]。"
)


def require_driver() -> ModuleType:
    """Psycopg. Raises StoreError where it is not installed."""
    try:
        import psycopg
    except ImportError as error:
        raise StoreError(_ABSENT) from error
    return psycopg
