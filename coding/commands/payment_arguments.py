"""The command lines of money, and of what was coded before: ``payment``, ``paid``, ``learn``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.commands.shared_arguments import add_files, add_knowledge, add_out

if TYPE_CHECKING:
    import argparse

    from coding.commands.parser import Parser


def add_payment(commands: argparse._SubParsersAction[Parser]) -> None:
    """``payment``, ``paid`` and ``learn`` with all their options."""
    payment = commands.add_parser(
        "payment", help="首页文件按支付政策汇总：费用、支付估算、差额、倍率、特例、除外、清算"
    )
    add_files(payment, "首页或结算清单文件")
    add_out(payment)
    add_knowledge(payment)
    paid = commands.add_parser("paid", help="医保结算结果与首页对应：差异按原因，拒付和申诉期限")
    paid.add_argument(
        "file", metavar="结算结果", help="医保的结算结果（CSV、Excel；病案号或结算号、病组、支付额、拒付额、原因）"
    )
    paid.add_argument("--pages", required=True, nargs="+", metavar="文件", help="首页或结算清单文件")
    add_out(paid)
    paid.add_argument("--as-of", metavar="日期", help="以哪一天为“今天”来算申诉期限（默认：现在）")
    add_knowledge(paid)
    learn = commands.add_parser("learn", help="从本院已编码的历年病案学习：名称与编码的对照、下个月的命中、通常的住院")
    learn.add_argument("files", nargs="*", metavar="文件", help="首页文件；不写则读 --db 中的病案")
    add_out(learn)
    learn.add_argument("--keep", action="store_true", help="学到的写入 --db 的术语本，待审核")
    add_knowledge(learn)
