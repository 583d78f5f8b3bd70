"""The command line of ``month``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.commands.shared_arguments import (
    add_failing,
    add_files,
    add_format,
    add_jobs,
    add_knowledge,
    add_out,
    add_running,
)

if TYPE_CHECKING:
    import argparse

    from coding.commands.parser import Parser


def add_month(commands: argparse._SubParsersAction[Parser]) -> None:
    """``month`` with all its options."""
    month = commands.add_parser(
        "month",
        help="一个时期的病案：指标、病组表、质控月报（.xlsx、.docx、.pdf、.html）、各病区的反馈单；或两页体检",
        description="一个时期出院的病案：写出指标表、病组表、质控月报和各病区的反馈单；加 --brief 只写两页体检。",
    )
    add_files(month, "这一时期的首页文件，其他时期出院的不计入；或 check --format parquet 的结果目录，汇总各机构")
    month.add_argument(
        "--period",
        metavar="时期",
        help="2026、2026-H1、2026-Q3、2026-10、2026-W40、2026-10-31；--brief 时可以不写（文件中病案最多的一个月）",
    )
    month.add_argument(
        "--before",
        nargs="+",
        action="extend",
        default=[],
        metavar="文件",
        help="以前各月的首页文件：上一时期的数值，以及再住院",
    )
    month.add_argument(
        "--last-year", nargs="+", action="extend", default=[], metavar="文件", help="去年同期的首页文件：同比"
    )
    month.add_argument(
        "--times", nargs="+", action="extend", default=[], metavar="文件", help="流程时间表：及时率、归档逾期与扣罚"
    )
    month.add_argument("--lists", nargs="+", action="extend", default=[], metavar="文件", help="医保结算清单")
    month.add_argument("--teams", metavar="名单", help="医疗组名单：医师、医疗组，可另有起、止日期")
    month.add_argument("--orders", nargs="+", action="extend", default=[], metavar="文件", help="医嘱、费用明细")
    month.add_argument(
        "--sampling",
        nargs="+",
        action="extend",
        default=[],
        metavar="评分表",
        help="抽查评分表：病案号，主要诊断、主要手术、其他是否正确，等级，错误类别",
    )
    month.add_argument(
        "--paid", metavar="结算结果", help="医保的结算结果（病案号或结算号、病组、支付额、拒付额、原因）"
    )
    add_out(month)
    add_format(month, "汇总检查结果时，指标写成 CSV 表，或写成按机构和时期分目录的 Parquet 数据集")
    month.add_argument("--brief", action="store_true", help="只写两页体检（brief.pdf）：一份文件即可，什么都不必设置")
    month.add_argument(
        "--next-scheme", metavar="分组包", help="另一个分组方案（如国家 DRG 3.0）：体检另说换用后哪些病组改变"
    )
    month.add_argument("--next-tariff", metavar="权重表", help="另一个方案的权重表")
    month.add_argument("--fines", action="store_true", help="另写可签字的归档逾期扣罚单（fines.pdf、fines.docx）")
    month.add_argument("--hospital", metavar="名称", help="报表抬头的医院名称（默认：病案中所写的）")
    month.add_argument("--due", metavar="日期", help="反馈单的答复期限")
    add_jobs(month)
    add_running(month)
    month.add_argument("--as-of", metavar="日期", help="以哪一天为“今天”来判断时限（默认：现在）")
    month.add_argument("--rules", metavar="规则文件", help="本院改过和自加的规则（从规则库导出的 CSV）")
    month.add_argument("--sex-table", metavar="表", help="性别对照表（编码、名称、性别三列）")
    month.add_argument("--tcm-sheet", metavar="表", help="中医首页检查表：第二个评分按它算")
    add_failing(month)
    add_knowledge(month)
