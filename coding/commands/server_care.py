"""``server-care``: what the administrator of a department's server asks for after an upgrade and after a restore."""

from __future__ import annotations

import json
import re
from getpass import getpass
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.server_file import is_server_file, named_place
from coding.commands.signing_in import is_asked, one_line
from coding.store.kept_audit import Head
from coding.store.kept_people import SignIn
from coding.store.transferred import CaresForServers

if TYPE_CHECKING:
    import argparse

    from coding.store.store import Opener
    from coding.store.transferred import Upgraded


def server_care(arguments: argparse.Namespace, open_store: Opener | None) -> int:
    """Run the command; the exit code."""
    if not isinstance(open_store, CaresForServers):
        raise UnusableInputError("数据文件部分没有安装：请重新安装本程序。")
    place = named_place(arguments.place)
    if not is_server_file(place):
        raise UnusableInputError(f"“{arguments.place}”不是服务器：请写 postgres://…，或连接文件（.fpserver）。")
    given = arguments.server_password_file
    password = one_line(given, "服务器口令文件") if given else ""
    if arguments.now and not arguments.upgrade:
        raise UnusableInputError("--now 只与 --upgrade 同用：请核对。")
    if arguments.again:
        open_store.renew_rights(place, password)
        said = "权限已按本程序的角色表重新建立。"
    elif arguments.upgrade:
        said = _upgraded(open_store.upgrade(place, _signing_in(arguments), password, now=arguments.now))
    else:
        shared, was = (_end(one) for one in arguments.restored)
        open_store.note_restored(place, _signing_in(arguments), (shared, was), password)
        said = "已把恢复记入审计。"
    print(json.dumps({"place": str(place), "said": said}, ensure_ascii=False) if arguments.json else said)
    return 0


def _upgraded(done: Upgraded) -> str:
    if done.before == done.after:
        return f"服务器 {done.place} 上的数据已是本程序的版本（{done.after}），权限已按本程序的角色表重新建立。"
    return (
        f"服务器 {done.place} 上的数据已从版本 {done.before} 升级到 {done.after}，权限已重新建立，并已记入审计："
        "现在可以升级各台工作站。"
    )


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
