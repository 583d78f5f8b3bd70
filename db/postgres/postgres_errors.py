"""Errors of PostgreSQL as errors of the store, each one Chinese sentence that says where and what to do."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from coding.store.store_errors import (
    NotAllowedError,
    StoreAwayError,
    StoreBusyError,
    StoreCorruptError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
    WrongPasswordError,
)
from db.shared.refused_values import TOO_LARGE, half_character

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

_AWAY: Final = (
    StoreAwayError,
    "与服务器 {name} 的连接断了：请检查网线和网络，接通后自动重连；没有写进去的输入会留在草稿中。",
)
_BUSY: Final = (StoreBusyError, "服务器 {name} 正在写入别人的修改，本次修改没有写入：请稍候再试。")
_READ_ONLY: Final = (StoreReadOnlyError, "服务器 {name} 现在只能读，没有写入：请联系服务器管理员。")
_DAMAGED: Final = (StoreCorruptError, "服务器 {name} 上的数据有损坏之处：请服务器管理员检查，并从备份恢复。")
#: SQLSTATE, or its first two letters → what is told to the user (postgresql.org, appendix "Error Codes").
_BY_STATE: Final[dict[str, tuple[type[StoreError], str]]] = {
    "08": _AWAY,
    "57": _AWAY,
    "25P03": _AWAY,
    "55P03": _BUSY,
    "40": _BUSY,
    "57014": (StoreBusyError, "服务器 {name} 太久没有答复，本次操作没有完成：请稍候再试。"),
    "53100": (StoreFullError, "服务器 {name} 的磁盘满了，本次修改没有写入：请告诉服务器管理员腾出空间。"),
    "53200": (StoreFullError, "服务器 {name} 的内存不够，本次修改没有写入：请告诉服务器管理员。"),
    "53300": (StoreBusyError, "服务器 {name} 的连接数已满：请稍候再试，或请服务器管理员调大 max_connections。"),
    "28": (
        WrongPasswordError,
        "服务器 {name} 不让登录：用户名或口令不对，登录已停用，或这台电脑没有获准连接，请核对后再试。",
    ),
    "3D000": (StoreError, "服务器 {name} 上没有这个数据库：请核对连接文件，或请服务器管理员建立。"),
    "3F000": (StoreError, "服务器 {name} 上还没有建立数据：请管理员先建立第一个用户。"),
    "42P01": (StoreError, "服务器 {name} 上还没有建立数据：请管理员先建立第一个用户。"),
    "42501": (StoreReadOnlyError, "服务器 {name} 没有给您这样做的权限，没有写入：请联系管理员。"),
    "25006": _READ_ONLY,
    "0A000": _READ_ONLY,  # a standby has nothing of who is at which page
    "22003": (StoreError, TOO_LARGE),
    "54000": (StoreError, "有一栏的文字太长（一栏至多约 800 字），没有写入服务器 {name}：请缩短后再试。"),
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}
#: What was there when the store was opened is hidden from her now.
NOTHING_THERE: Final = frozenset({"3F000", "42P01"})
_REFUSED: Final = "42501"
_UNKNOWN: Final = (StoreError, "服务器 {name} 没有完成这次操作（错误 {state}）：请稍候再试，仍不行时联系服务器管理员。")
_UNREACHED: Final = (
    StoreAwayError,
    "连不上服务器 {name}：请检查网络、服务器是否开机，以及连接文件里的主机和端口。",
)
#: What libpq and a server say while nobody has come in yet, without a state and in English (all of these) → what is
#: told.
_BY_WORDS: Final[tuple[tuple[tuple[str, ...], tuple[type[StoreError], str]], ...]] = (
    (
        ("certificate",),
        (
            StoreError,
            "服务器 {name} 的证书核对不过（已到期，或不是它的），没有连接：请向服务器管理员索取根证书，并写进连接文件的"
            " sslrootcert；到期的请他续上。",
        ),
    ),
    (
        ("support SSL",),
        (StoreError, "服务器 {name} 不支持加密连接，没有连接：请服务器管理员打开 TLS，或核对连接文件的 sslmode。"),
    ),
    (
        ("authentication method",),
        (StoreError, "服务器 {name} 要求明文交出口令，没有连接：请服务器管理员改用 scram-sha-256。"),
    ),
    (('database "', "does not exist"), _BY_STATE["3D000"]),
    (('role "', "does not exist"), _BY_STATE["28"]),
    (("permitted to log in",), _BY_STATE["28"]),
    (("pg_hba",), _BY_STATE["28"]),
    (("too many c",), _BY_STATE["53300"]),
    (("connection slots",), _BY_STATE["53300"]),
    (
        ("not currently accepting connections",),
        (StoreError, "服务器 {name} 上的这个数据库现在不许连接：请询问服务器管理员。"),
    ),
    (("password",), (WrongPasswordError, "用户名或口令不对，没有登录服务器 {name}：请重新输入。")),
)


def store_error(error: psycopg.Error, name: str, *, opening: bool = False) -> StoreError:
    """The Chinese form of an error of PostgreSQL."""
    state = error.sqlstate or ""
    said = error.diag.message_primary or ""
    if state == _REFUSED and not said.isascii():  # the rights at the server say it themselves
        return NotAllowedError(f"服务器 {name}：{said}")
    if not state and opening:
        kind, sentence = next(
            (told for words, told in _BY_WORDS if all(each in str(error) for each in words)), _UNREACHED
        )
    elif not state:
        kind, sentence = _AWAY
    else:
        kind, sentence = _BY_STATE.get(state) or _BY_STATE.get(state[:2], _UNKNOWN)
    return kind(sentence.format(name=name, state=state))


def is_refused(error: BaseException) -> bool:
    """Whether the server does not let somebody do what was tried."""
    return getattr(error, "sqlstate", None) == _REFUSED


@contextmanager
def told_in_chinese(name: str, *, opening: bool = False) -> Iterator[None]:
    """Turn every error of PostgreSQL inside the block, and of what is handed to it, into one that a user can read."""
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise store_error(error, name, opening=opening) from error
    except UnicodeEncodeError as error:
        raise half_character(error) from error
    except OverflowError as error:
        raise StoreError(TOO_LARGE) from error
