"""The command lines of the data file: kept safe, sent in packages, told the days off."""

from __future__ import annotations

import argparse

from coding.commands.parser import Parser
from coding.commands.shared_arguments import add_signed_telling, add_store, add_telling


def add_keeping(commands: argparse._SubParsersAction[Parser]) -> None:
    """What keeps a data file safe."""
    verify = commands.add_parser(
        "verify", help="校验数据文件：审计记录和每一行是否与写下时相同；有不符时退出码为 1，逐条写出"
    )
    add_store(verify, "窗口所用的数据文件")
    verify.add_argument(
        "--backups", metavar="文件夹", help="备份所在的文件夹：另与各备份中的链尾核对，由此发现末尾被截去"
    )
    add_signed_telling(verify)
    backup = commands.add_parser("backup", help="备份数据文件、密钥文件和本院知识，校验后才写成；旧备份按保留表删去")
    add_store(backup, "窗口所用的数据文件；窗口可以开着")
    backup.add_argument("folder", metavar="文件夹", help="备份写到这个文件夹（移动硬盘、网络盘）")
    backup.add_argument("--thorough", action="store_true", help="病案很多时也逐行核对（默认：很多时只核对审计记录）")
    add_signed_telling(backup)
    restore = commands.add_parser("restore", help="从备份恢复：先校验备份，现有的移到一旁，不覆盖")
    restore.add_argument("backup", metavar="备份", help="备份文件（.fpb）")
    add_store(restore, "恢复到这个位置")
    add_signed_telling(restore)
    move = commands.add_parser("move", help="移动数据文件，连同密钥、设置、本院知识：复制、读回比较以后才换到新位置")
    add_store(move, "窗口所用的数据文件；窗口须先关闭")
    move.add_argument("folder", metavar="文件夹", help="移到这个文件夹（本机磁盘，已经有的）")
    move.add_argument("--remove-old", action="store_true", help="移动后删除原处的旧文件（默认：改名留在原处）")
    add_signed_telling(move)
    transfer = commands.add_parser(
        "transfer", help="把数据整个迁移到科室服务器（PostgreSQL），或迁回一个数据文件：两边都校验，原来的留作存底"
    )
    transfer.add_argument(
        "source", metavar="从", help="窗口所用的数据文件，或服务器的地址（postgres://…）；先关上所有窗口"
    )
    transfer.add_argument("target", metavar="到", help="服务器的地址（postgres://…），或一个还没有的数据文件")
    transfer.add_argument(
        "--server-password-file", metavar="文件", help="服务器地址里写了登录名时：它的口令所在的文件（一行）"
    )
    add_signed_telling(transfer)
    found = commands.add_parser("found", help="在科室服务器的空数据库里建立数据和第一个用户（管理员），写出恢复密钥")
    found.add_argument("target", metavar="服务器", help="服务器的地址（postgres://…），或连接文件（.fpserver）")
    found.add_argument("--user", required=True, metavar="用户名", help="第一个用户，担任管理员")
    found.add_argument("--name", metavar="姓名", help="修改记录中显示的姓名（默认：用户名）")
    found.add_argument("--password-file", required=True, metavar="文件", help="第一个用户的口令所在的文件（一行）")
    found.add_argument(
        "--server-password-file", metavar="文件", help="服务器地址里写了登录名时：它的口令所在的文件（一行）"
    )
    add_telling(found)


def add_support(commands: argparse._SubParsersAction[Parser]) -> None:
    """What is sent to whoever maintains the program."""
    support = commands.add_parser("support", help="求助包：版本、设置、日志、用时，不含病案内容，发给维护人员")
    support.add_argument("--out", required=True, metavar="文件", help="写成这个 .zip；写文件夹时按日期取名")
    support.add_argument(
        "--db", metavar="数据文件", default=argparse.SUPPRESS, help="窗口所用的数据文件；打不开时也照样写出其余各项"
    )
    add_telling(support)


def add_packages(commands: argparse._SubParsersAction[Parser]) -> None:
    """Pages on their way between two machines without a server."""
    package = commands.add_parser("package", help="工作包：分发、打开、交回、合并病案，交换名片")
    whats = package.add_subparsers(dest="what", title="做什么", metavar="做什么", required=True, parser_class=Parser)

    deal = whats.add_parser("deal", help="把病案分发成工作包，每人一个")
    add_store(deal, "科室的数据文件")
    deal.add_argument("folder", metavar="文件夹", help="工作包写到这个文件夹")
    which = deal.add_mutually_exclusive_group(required=True)
    which.add_argument("--ward", nargs="+", action="extend", metavar="病区", help="这些病区的病案")
    which.add_argument("--pages", metavar="清单", help="这些病案：每行一个病案号的文件")
    deal.add_argument(
        "--to", nargs="+", action="extend", required=True, metavar="姓名",
        help="发给谁；写几个时与各病区依次对应，只写一个时都给此人",
    )  # fmt: skip
    deal.add_argument("--period", metavar="时期", help="只要这段时期出院的，如 2026-10")
    deal.add_argument("--review", action="store_true", help="送审：送给质控员看，不是分发给编码员")
    _add_package_ends(deal)

    opening = whats.add_parser("open", help="打开发来的工作包，读入其中的病案")
    opening.add_argument("file", metavar="工作包", help="发来的工作包（.fpk）")
    add_store(opening, "本人的数据文件")
    _add_package_ends(opening)

    back = whats.add_parser("return", help="把做完的病案写成交回的工作包")
    add_store(back, "本人的数据文件")
    back.add_argument("folder", metavar="文件夹", help="交回的工作包写到这个文件夹")
    back.add_argument("--package", metavar="编号", help="交回哪一个工作包；只读入过一个时可以不写")
    _add_package_ends(back)

    merge = whats.add_parser("merge", help="查看交回的工作包会带来什么；加 --take 才合并")
    merge.add_argument("file", metavar="工作包", help="交回的工作包（.fpk）")
    add_store(merge, "分发它的数据文件")
    merge.add_argument("--take", action="store_true", help="合并；有冲突的保持本机内容，在窗口里逐项选择")
    _add_package_ends(merge)

    card = whats.add_parser("card", help="写出本人的名片，发给要交换工作包的人")
    add_store(card, "本人登录的数据文件，须已加密")
    card.add_argument("file", metavar="文件", help="名片写到这个文件")
    add_signed_telling(card)

    know = whats.add_parser("know", help="登记对方的名片")
    know.add_argument("file", metavar="文件", help="对方的名片（以 fpcard1: 开头的一行）")
    add_store(know, "登记到这个数据文件，须已加密")
    know.add_argument("--replace", action="store_true", help="同名的人换了密钥，已与本人核对校验码：替换原来的名片")
    add_signed_telling(know)


def _add_package_ends(command: argparse.ArgumentParser) -> None:
    """What packages are sealed with beside cards, and what every command has."""
    command.add_argument("--passphrase-file", metavar="文件", help="不用名片而用口令：口令所在的文件（一行）")
    add_signed_telling(command)


def add_notice(commands: argparse._SubParsersAction[Parser]) -> None:
    """``calendar`` with all its options."""
    notice = commands.add_parser("calendar", help="录入一年的放假安排（通知原文或表），以后算工作日用")
    notice.add_argument("file", metavar="通知", help="通知原文（.txt，- 为标准输入）或放假、上班日期的表（CSV、.xlsx）")
    notice.add_argument("--year", type=int, metavar="年", help="文件和文件名都没有写年份时")
    notice.add_argument("--db", metavar="数据文件", default=argparse.SUPPRESS, help="录入到窗口所用的数据文件")
    notice.add_argument("--by", metavar="姓名", help="由谁录入")
    notice.add_argument("--out", metavar="文件", help="另写成一张可用于 --calendar 的表")
    add_telling(notice)
