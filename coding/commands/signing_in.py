"""Who a command signs in as: a user and a password out of a file, the recovery key, or whoever sits at the terminal."""

from __future__ import annotations

import sys
from getpass import getpass
from typing import TYPE_CHECKING, Final

from coding.base.errors import UnusableInputError
from coding.base.trouble import file_trouble
from coding.commands.inputs import existing
from coding.store.doorkeeper import Doorkeeper
from coding.store.kept_people import SignIn

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from coding.store.store import Opener, Store

#: A file with a password is no longer than this.
_MOST_BYTES: Final = 4_096


def signed_in(path: Path, arguments: argparse.Namespace, open_store: Opener) -> Store:
    """The store at a place, as whoever the command line names. A clear one needs nobody.

    Raises SealedStoreError where somebody is needed, none is named, and there is no terminal to ask at.
    """
    if not isinstance(open_store, Doorkeeper):
        return open_store(path)
    door = open_store.door(path)
    if door.restore_told:
        print(door.restore_told, file=sys.stderr)
    who = named(arguments)
    if who is None and door.is_sealed and is_asked():
        who = asked(arguments)
    return open_store(path, who)


def named(arguments: argparse.Namespace) -> SignIn | None:
    """Whom the command line names; None where it names nobody."""
    user, password, recovery = arguments.user, arguments.password_file, arguments.recovery_file
    if recovery:
        if user or password:
            raise UnusableInputError("--recovery-file 不能与 --user、--password-file 同时写：请只用一种登录办法。")
        return SignIn("", recovery=one_line(recovery, "恢复密钥文件"))
    if password and not user:
        raise UnusableInputError("写了 --password-file 而没有写 --user：请写出以谁登录。")
    if user and not password:
        if is_asked():
            return None
        raise UnusableInputError("写了 --user 而没有写 --password-file：请写出口令所在的文件，或在终端上运行。")
    return SignIn(user, one_line(password, "口令文件")) if user else None


def is_asked() -> bool:
    """Whether somebody sits at a terminal who can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def asked(arguments: argparse.Namespace) -> SignIn:
    """Whoever sits at the terminal; asked once a command."""
    kept = getattr(arguments, "asked", None)
    if kept is None:
        user = arguments.user or input("用户：")
        kept = arguments.asked = SignIn(user.strip(), getpass("口令："))
    return kept


def one_line(given: str, word: str) -> str:
    """The one line of a file. Raises UnusableInputError."""
    path = existing(given, word)
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8-sig").strip("\r\n")
    except UnicodeDecodeError as error:
        raise UnusableInputError(f"{word}“{given}”不是 UTF-8 文字：请重新保存后再试。") from error
    except OSError as error:
        raise UnusableInputError(f"{word}“{given}”读不出来（{file_trouble(error)}）：请检查位置和权限。") from error
    if not text or "\n" in text:
        raise UnusableInputError(f"{word}“{given}”应只有一行：请改好后再试。")
    return text
