"""The command lines of a department's server: how a store comes to stand there, or goes there and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.commands.parser import add_signing_in
from coding.commands.shared_arguments import add_telling

if TYPE_CHECKING:
    import argparse

    from coding.commands.parser import Parser


def add_servers(commands: argparse._SubParsersAction[Parser]) -> None:
    """The two commands with all their options."""
    made = commands.add_parser(
        "server-setup", help="在科室服务器的空数据库里建立表、权限和第一位管理员；写出恢复密钥，请打印后收好"
    )
    made.add_argument("place", metavar="地址", help="postgres://postgres@服务器/数据库，或连接文件（.fpserver）")
    made.add_argument("--user", metavar="用户", help="第一位管理员登录时用的名字；在终端上不写则询问")
    made.add_argument("--name", metavar="姓名", help="第一位管理员的姓名；在终端上不写则询问")
    made.add_argument("--password-file", metavar="文件", help="第一位管理员的口令文件（一行）；在终端上不写则询问")
    made.add_argument("--again", action="store_true", help="已有数据：只按本程序的角色表重新建立权限，升级程序以后用")
    made.add_argument(
        "--restored",
        nargs=2,
        metavar=("共有的链尾", "原来的链尾"),
        help="恢复备份以后：把恢复记入审计，照 restore.sh 写出的写；以 --user 登录",
    )
    _add_how(made)
    add_telling(made)
    transfer = commands.add_parser(
        "transfer", help="把数据整个迁移到科室服务器（PostgreSQL），或迁回一个数据文件：两边都校验，原来的留作存底"
    )
    transfer.add_argument(
        "source", metavar="从", help="窗口所用的数据文件，或服务器的地址（postgres://…）；先关上所有窗口"
    )
    transfer.add_argument("target", metavar="到", help="服务器的地址（postgres://…），或一个还没有的数据文件")
    _add_how(transfer)
    add_signing_in(transfer)
    add_telling(transfer)


def _add_how(command: Parser) -> None:
    command.add_argument(
        "--server-password-file",
        metavar="文件",
        help="地址里写了服务器的登录名（postgres）时：它的口令文件（一行）",
    )
    command.add_argument(
        "--clear-identities",
        action="store_true",
        help="服务器由科室自己管：姓名、证件号等不另加密（默认加密，不能改）",
    )
