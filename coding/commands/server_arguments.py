"""The command line of what the administrator of a department's server asks for now and then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.commands.shared_arguments import add_telling

if TYPE_CHECKING:
    import argparse

    from coding.commands.parser import Parser


def add_servers(commands: argparse._SubParsersAction[Parser]) -> None:
    """The command with all its options."""
    care = commands.add_parser("server-care", help="科室服务器的照看：升级数据，重建权限，恢复备份以后记入审计")
    care.add_argument("place", metavar="地址", help="服务器管理员的地址：postgres://postgres@服务器/数据库，或连接文件")
    which = care.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--upgrade", action="store_true", help="升级程序以后用：把数据升级到本程序的版本，重新建立权限，以 --user 登录"
    )
    which.add_argument("--again", action="store_true", help="只按本程序的角色表重新建立权限，数据库改名以后用")
    which.add_argument(
        "--restored",
        nargs=2,
        metavar=("共有的链尾", "原来的链尾"),
        help="把恢复记入审计：照 restore.sh 写出的写，以 --user 登录",
    )
    care.add_argument("--now", action="store_true", help="升级数据时断开还连着的窗口；不写则有人连着就不升级")
    care.add_argument("--user", metavar="用户", help="升级数据、把恢复记入审计时：以哪位管理员登录")
    care.add_argument("--password-file", metavar="文件", help="口令所在的文件（一行）；在终端上不写则询问")
    care.add_argument("--server-password-file", metavar="文件", help="服务器登录名（postgres）的口令所在的文件（一行）")
    add_telling(care)
