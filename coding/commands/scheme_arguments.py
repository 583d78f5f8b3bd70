"""The command lines of what is done with schemes: ``scheme``, ``proof``, ``region``, ``compare``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.commands.shared_arguments import (
    add_amendments,
    add_crosswalks,
    add_db,
    add_files,
    add_jobs,
    add_out,
    add_running,
    add_telling,
)

if TYPE_CHECKING:
    import argparse

    from coding.commands.parser import Parser


def add_scheme(commands: argparse._SubParsersAction[Parser]) -> None:
    """``scheme`` with all its options."""
    scheme = commands.add_parser("scheme", help="检查一个分组方案：问题逐行写出，有问题时退出码为 1")
    scheme.add_argument("file", metavar="分组包", help="DRG 或 DIP 方案包（文件夹、.zip、.xlsx），国家发布的 3.0 文件")
    add_amendments(scheme)
    scheme.add_argument("--amendments-out", metavar="文件", help="把程序能提出的更正写成更正表")
    scheme.add_argument("--dx-table", metavar="表", help="诊断编码表：另查方案中的编码是否都在表内")
    scheme.add_argument("--px-table", metavar="表", help="手术操作编码表：同上")
    scheme.add_argument("--dx-map", metavar="对照表", help="诊断编码对照表：另认出只属于临床版的编码")
    scheme.add_argument("--px-map", metavar="对照表", help="手术操作编码对照表：同上")
    scheme.add_argument("--repaired", metavar="文件夹", help="把能确定的编码和表号改正后另存为一个方案包，原包不动")
    add_telling(scheme)


def add_proof(commands: argparse._SubParsersAction[Parser]) -> None:
    """``proof`` with all its options."""
    proof = commands.add_parser("proof", help="与医保结算结果核对：一致率、最大的差异，改哪一条规则最能减少差异")
    add_files(proof, "带医保病组一列的结算明细（CSV、Excel 等；按列名识别）")
    add_out(proof)
    add_db(proof, "用其中导入的知识、列对照、本院写法；下面写出的参数在其前")
    proof.add_argument("--scheme", metavar="分组包", help="要核对的 DRG 分组方案（默认：内置通用方案）")
    proof.add_argument("--amendments", metavar="更正表", help="在方案之上生效的本地更正（amendments.csv）")
    add_crosswalks(proof)
    proof.add_argument(
        "--take", type=int, default=0, metavar="序号", help="采纳 mends.csv 中的这一种改法，另写 amendments.csv"
    )
    proof.add_argument("--reason", metavar="理由", help="采纳的理由，写进 amendments.csv")
    proof.add_argument("--by", metavar="姓名", help="采纳人，写进 amendments.csv")
    proof.add_argument("--as-of", metavar="日期", help="采纳的日期（默认：今天）")
    add_telling(proof)


def add_region(commands: argparse._SubParsersAction[Parser]) -> None:
    """``region`` with all its options."""
    region = commands.add_parser("region", help="由本地分组目录建立一个地区的分组方案，没有说清的留作待定问题")
    region.add_argument("--base", metavar="分组包", help="基础方案：方案包或国家发布的 DRG 3.0（默认：内置通用方案）")
    region.add_argument("--groups", metavar="目录", help="本地分组目录：有 DRG 编码和名称两列的表，或粘贴的文本")
    region.add_argument(
        "--lists", metavar="文件夹", help="各 ADRG 的编码表，一个文件一张（FR1.txt、FR1_P1.txt），或一张总表"
    )
    region.add_argument("--answers", metavar="文件", help="逐条的回答（answers.csv 的样子）；输出位置已有的回答保留")
    region.add_argument("--accept-derived", action="store_true", help="名称说得清楚、整个 ADRG 前后一致的，一并同意")
    region.add_argument("--dx-table", metavar="表", help="诊断编码表：粘贴的编码按它核对（默认：基础方案自身的编码）")
    region.add_argument("--px-table", metavar="表", help="手术操作编码表：同上")
    region.add_argument("--name", metavar="名称", help="方案的名称（默认：目录的文件名）")
    region.add_argument("--source", metavar="来源", help="目录的来源：发布单位和文号")
    region.add_argument("--date", metavar="日期", help="目录发布或执行的日期")
    region.add_argument(
        "--out", required=True, metavar="位置", help="写到这个文件夹或 .zip；已有以前保存的方案时接着做"
    )
    add_telling(region)


def add_compare(commands: argparse._SubParsersAction[Parser]) -> None:
    """``compare`` with all its options."""
    compare = commands.add_parser("compare", help="同一批病案在两个分组方案下各分组一次，写出谁变、为什么、谁增谁减")
    add_files(compare, "首页或结算清单文件、紧凑布局的 CSV，或放 Parquet 的文件夹")
    compare.add_argument(
        "--scheme",
        action="append",
        metavar="分组包",
        help="写两次：先原方案，后新方案（DRG 或 DIP 方案包、国家发布的方案；内置通用方案写 embedded）",
    )
    compare.add_argument(
        "--tariff",
        action="append",
        metavar="权重表",
        help="依次对应两个 --scheme；没有的写 -（缺一个时，两方案都用由总费用推算的暂定权重）",
    )
    compare.add_argument(
        "--tariff-level", action="append", metavar="档", help="依次对应两个权重表：用哪一档，如 三级职工；没有的写 -"
    )
    compare.add_argument(
        "--rate", action="append", metavar="元", help="依次对应两个权重表：权重为 1 时的支付额；没有的写 -"
    )
    compare.add_argument(
        "--policy",
        action="append",
        metavar="政策表",
        help="依次对应两个 --scheme：支付政策表（演示政策写 demo）；没有的写 -",
    )
    compare.add_argument(
        "--amendments", action="append", metavar="更正表", help="依次对应两个 --scheme：方案的更正表；没有的写 -"
    )
    add_crosswalks(compare)
    compare.add_argument(
        "--period", metavar="时期", help="只比较这一时期出院的：2026、2026-H1、2026-Q3、2026-10、2026-W40、2026-10-31"
    )
    add_db(compare, "用其中的对照表、列对照、本院写法")
    add_jobs(compare)
    add_running(compare)
    add_out(compare)
    add_telling(compare)
