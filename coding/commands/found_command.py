"""``found``: a store on a department's server comes to be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.server_file import is_server_file, named_place
from coding.commands.signing_in import one_line
from coding.review.people import ALL_ROLES
from coding.store.doorkeeper import Founds
from coding.store.kept_people import NewPerson

if TYPE_CHECKING:
    import argparse

    from coding.store.store import Opener


def found(arguments: argparse.Namespace, open_store: Opener | None) -> int:
    """Run the command; the exit code."""
    if not isinstance(open_store, Founds):
        raise UnusableInputError("数据文件部分没有安装：请重新安装本程序。")
    place = named_place(arguments.target)
    if not is_server_file(place):
        raise UnusableInputError(f"“{arguments.target}”不是服务器：请写 postgres://主机/数据库名，或连接文件。")
    given = arguments.server_password_file
    first = NewPerson(
        arguments.user, arguments.name or arguments.user, ALL_ROLES, one_line(arguments.password_file, "口令文件")
    )
    words = open_store.found(place, first, one_line(given, "服务器口令文件") if given else "")
    if arguments.json:
        print(json.dumps({"user": first.user, "recovery_key": words}, ensure_ascii=False))
    else:  # whatever else is kept quiet: it is shown once, and never again
        print(f"服务器上的数据已建立，第一个用户是“{first.user}”。恢复密钥只显示这一次，请抄下锁起来：{words}")
    return 0
