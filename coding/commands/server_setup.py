"""``server-setup``: tables, rights and the first person in the empty database of a department's server."""

from __future__ import annotations

import json
import re
from getpass import getpass
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.server_file import is_server_file, named_place
from coding.commands.signing_in import is_asked, one_line
from coding.commands.transfer_command import how_served
from coding.review.people import ALL_ROLES
from coding.store.kept_audit import Head
from coding.store.kept_people import NewPerson, SignIn
from coding.store.transferred import Serves

if TYPE_CHECKING:
    import argparse

    from coding.store.store import Opener


def server_setup(arguments: argparse.Namespace, open_store: Opener | None) -> int:
    """Run the command; the exit code."""
    if not isinstance(open_store, Serves):
        raise UnusableInputError("数据文件部分没有安装：请重新安装本程序。")
    place = named_place(arguments.place)
    if not is_server_file(place):
        raise UnusableInputError(f"“{arguments.place}”不是服务器：请写 postgres://…，或连接文件（.fpserver）。")
    how = how_served(arguments)
    if arguments.again:
        open_store.renew_rights(place, how)
        _tell(arguments, {"place": str(place)}, "权限已按本程序的角色表重新建立。")
        return 0
    if arguments.restored:
        shared, was = (_end(given) for given in arguments.restored)
        open_store.note_restored(place, _signing_in(arguments), (shared, was), how)
        _tell(arguments, {"place": str(place)}, "已把恢复记入审计。")
        return 0
    words = open_store.set_up(place, _first(arguments), how)
    told = f"数据已在服务器上建立。恢复密钥（请打印后锁起来，只显示这一次）：{words}"
    _tell(arguments, {"place": str(place), "recovery": words}, told)
    return 0


def _end(given: str) -> Head:
    """The end of a chain as it is written: number, colon, hash."""
    number, _, digest = given.partition(":")
    if not number.isdigit() or not re.fullmatch("[0-9a-f]{64}", digest):
        raise UnusableInputError(f"“{given}”不是链尾：请照 restore.sh 写出的原样写（编号:哈希）。")
    return Head(int(number), digest)


def _signing_in(arguments: argparse.Namespace) -> SignIn:
    if not arguments.user:
        raise UnusableInputError("没有写 --user：请写出以哪位管理员登录。")
    if arguments.password_file:
        return SignIn(arguments.user, one_line(arguments.password_file, "口令文件"))
    if not is_asked():
        raise UnusableInputError("没有终端可以问：请写出 --password-file。")
    return SignIn(arguments.user, getpass("口令："))


def _first(arguments: argparse.Namespace) -> NewPerson:
    """The first person: in all roles, until others come."""
    if not is_asked() and not all((arguments.user, arguments.name, arguments.password_file)):
        raise UnusableInputError("没有终端可以问：请写出 --user、--name 和 --password-file。")
    user = arguments.user or input("用户：").strip()
    name = arguments.name or input("姓名：").strip()
    if arguments.password_file:
        password = one_line(arguments.password_file, "口令文件")
    else:
        password = getpass("口令：")
        if getpass("再输入一次：") != password:
            raise UnusableInputError("两次输入的口令不同，没有建立：请重新执行。")
    return NewPerson(user, name, ALL_ROLES, password)


def _tell(arguments: argparse.Namespace, said: dict[str, str], words: str) -> None:
    print(json.dumps(said, ensure_ascii=False) if arguments.json else words)
