"""The one driver of PostgreSQL: psycopg 3, which is loaded when the first store on a server is opened."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coding.base.version import program_version
from coding.store.store_errors import StoreError

if TYPE_CHECKING:
    from types import ModuleType

#: What stands beside the folder of the interpreter where the set-up of Windows, or its portable folder, put both.
_STARTER: Final = "frontpage-coding-window.pyw"
_NO_ADD_ON: Final = (
    "这台电脑上还没有科室服务器的座位组件：请打开与安装程序一起公布的 frontpage-coding-{version}-server-seat.zip，"
    "把里面的 server-seat 文件夹整个放进“{folder}”（已有同名文件夹的，先删除旧的），再重新打开本程序。"
)
_NOT_INSTALLED: Final = (
    '这里没有安装连接科室服务器的组件（psycopg）：请在源代码文件夹里执行 pip install ".[server]"'
    '（用离线安装包集的，在它的文件夹里执行 pip install --no-index --find-links . "frontpage-coding[server]"），'
    "再重新打开本程序。"
)


def require_driver() -> ModuleType:
    """Psycopg. Raises StoreError, which says how to come by it, where it is not installed."""
    try:
        import psycopg
    except ImportError as error:
        folder = _program_folder()
        if folder is None:
            raise StoreError(_NOT_INSTALLED) from error
        raise StoreError(_NO_ADD_ON.format(version=program_version(), folder=folder)) from error
    return psycopg


def _program_folder() -> Path | None:
    """Where the add-on belongs; None where the program was not laid out by its set-up."""
    folder = Path(sys.executable).parent.parent
    return folder if (folder / _STARTER).is_file() else None
