"""The command lines of what is done daily: ``check``, ``group``, ``suggest``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.commands.shared_arguments import (
    add_amendments,
    add_answers,
    add_calendar,
    add_db,
    add_failing,
    add_files,
    add_format,
    add_jobs,
    add_out,
    add_running,
    add_tables,
    add_telling,
)

if TYPE_CHECKING:
    import argparse

    from coding.commands.parser import Parser


def add_check(commands: argparse._SubParsersAction[Parser]) -> None:
    """``check`` with all its options."""
    check = commands.add_parser("check", help="检查首页文件，写出问题、分组、评分等五个文件")
    add_files(
        check, "首页或结算清单文件、流程时间表（CSV、Excel、DBF、JSON、XML、zip、Parquet，或放 Parquet 的文件夹）"
    )
    add_out(check)
    add_format(check, "写成 CSV 表，或写成按机构和出院月份分目录的 Parquet 数据集（可交给 month 汇总）")
    add_db(check, "用其中导入的知识、本院规则和术语、列对照、本院写法；下面写出的参数在其前")
    add_tables(check)
    check.add_argument(
        "--scheme",
        metavar="分组包",
        help="DRG 或 DIP 方案包，国家发布的 3.0 文件；可写成 文件@起日..止日，给出多个",
    )
    add_amendments(check)
    check.add_argument("--tariff", metavar="权重表", help="地区病组权重表；DIP 方案为分值表")
    add_answers(check)
    add_calendar(check)
    check.add_argument(
        "--sex-table", metavar="表", help="性别对照表（编码、名称、性别三列，性别写男或女）：在内置的性别限定之外另查"
    )
    check.add_argument("--tcm-sheet", metavar="表", help="中医首页检查表（项目、规则、分值三列）：第二个评分按它算")
    check.add_argument("--rules", metavar="规则文件", help="本院改过和自加的规则（从规则库导出的 CSV）")
    add_jobs(check)
    add_running(check)
    check.add_argument("--as-of", metavar="日期", help="以哪一天为“今天”来判断时限（默认：现在）")

    add_failing(check)
    check.add_argument(
        "--preflight",
        action="store_true",
        help="另写 preflight.csv（文件本身的缺陷）和 rejects（退回行，改好可再读入）",
    )
    check.add_argument(
        "--principals",
        action="store_true",
        help="另写 principals.csv：每条诊断作主要诊断是允许、存疑还是禁止，哪一条更合适，凭哪条规则",
    )
    check.add_argument(
        "--suggestions", action="store_true", help="另写 suggestions.csv：需要的每一行的前十条编码建议，及前后的病组"
    )
    add_telling(check)


def add_group(commands: argparse._SubParsersAction[Parser]) -> None:
    """``group`` with all its options."""
    group = commands.add_parser(
        "group",
        help="对文件中每一行分组",
        description="对文件中每一行分组。国家 DRG 3.0：从国家医保局网站（nhsa.gov.cn）下载"
        "《按病组（DRG）付费3.0版分组方案配置信息》.xlsx，不用改动，写作 --scheme 该文件。",
    )
    group.add_argument("file", metavar="文件", help="首页导出文件、紧凑布局的 CSV，或放 Parquet 的文件夹")
    add_format(group, "结果写成 CSV，或一个 Parquet 文件，各行次序不变")
    group.add_argument(
        "--scheme", metavar="分组包", help="DRG 或 DIP 方案包，国家发布的 3.0 文件（默认：内置通用方案）"
    )
    add_amendments(group)
    group.add_argument("--tariff", metavar="权重表", help="病组权重表：给出时多写一列 weight；DIP 方案为分值表")
    add_answers(group)
    group.add_argument("--out", required=True, metavar="结果", help="写出的 CSV 文件（- 为标准输出）")
    add_running(group)
    add_telling(group)


def add_suggest(commands: argparse._SubParsersAction[Parser]) -> None:
    """``suggest`` with all its options."""
    suggest = commands.add_parser("suggest", help="为一列诊断或手术名称推荐编码")
    suggest.add_argument("file", metavar="文件", help="含有名称列的 CSV 或 .xlsx")
    suggest.add_argument("--kind", required=True, choices=("dx", "px"), help="dx 诊断，px 手术操作")
    suggest.add_argument("--table", metavar="表", help="编码表（含编码、名称两列；默认：内置）")
    suggest.add_argument("--column", required=True, metavar="列", help="名称所在的列")
    suggest.add_argument("--terms", metavar="对照", help="本院已认可的名称对照（含 raw、std 两列）")
    suggest.add_argument("--top", type=int, default=10, metavar="数", help="每个名称给出几个候选（默认 10）")
    suggest.add_argument("--out", required=True, metavar="结果", help="写出的 CSV 文件（- 为标准输出）")
    add_telling(suggest)
