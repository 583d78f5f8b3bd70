"""The commands and their arguments, each with its words."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, Final

from coding.base.errors import UnusableInputError
from coding.commands.month_arguments import add_month
from coding.commands.parser import Parser, add_signing_in
from coding.commands.shared_arguments import (
    add_amendments,
    add_answers,
    add_calendar,
    add_crosswalks,
    add_knowledge,
    add_telling,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


#: The commands that judge pages, which have a day of discharge.
_OF_PAGES: Final = frozenset({"check", "group", "month"})


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The command line as values; ``command`` is None for the window. Raises UnusableInputError."""
    found = _parser().parse_args(argv)
    if getattr(found, "dated", ()) and found.command not in _OF_PAGES:
        raise UnusableInputError(f"命令 {found.command} 不按出院日期选文件：请去掉文件名后的 @日期。")
    return found


def _parser() -> Parser:
    parser = Parser(
        prog="python main.py",
        description="住院病案首页编码与质控：不带参数打开窗口；也可不开窗口，直接运行下面的一条命令。",
    )
    parser.add_argument("--sample", action="store_true", help="打开窗口并载入内置示例病案")
    parser.add_argument("--db", metavar="数据文件", help="窗口的数据文件放在哪里（默认：用户的数据文件夹）")
    parser.add_argument("--quit-when-ready", action="store_true", help="窗口能响应时写出启动用时（秒）并退出")
    commands = parser.add_subparsers(dest="command", title="命令", metavar="命令", parser_class=Parser)

    check = commands.add_parser("check", help="检查首页文件，写出问题、分组、评分等五个文件")
    check.add_argument(
        "files",
        nargs="+",
        metavar="文件",
        help="首页或结算清单文件、流程时间表（CSV、Excel、DBF、JSON、XML、zip；按列名识别）",
    )
    check.add_argument("--out", required=True, metavar="目录", help="结果写到这个目录")
    check.add_argument(
        "--db",
        metavar="数据文件",
        default=argparse.SUPPRESS,
        help="窗口所用的数据文件：用其中导入的知识、本院规则和术语、列对照、本院写法；下面写出的参数在其前",
    )
    check.add_argument("--dx-table", metavar="表", help="本院的诊断编码表（含编码、名称两列）")
    check.add_argument("--px-table", metavar="表", help="本院的手术操作编码表")
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
    check.add_argument("--jobs", type=int, default=0, metavar="数", help="并行进程数（默认：全部处理器）")
    check.add_argument("--as-of", metavar="日期", help="以哪一天为“今天”来判断时限（默认：现在）")

    check.add_argument(
        "--fail-on",
        choices=("error", "warning"),
        help="有强制问题（error），或有强制问题或提示（warning）时退出码为 1；结果照样写出",
    )
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

    group = commands.add_parser(
        "group",
        help="对文件中每一行分组",
        description="对文件中每一行分组。国家 DRG 3.0：从国家医保局网站（nhsa.gov.cn）下载"
        "《按病组（DRG）付费3.0版分组方案配置信息》.xlsx，不用改动，写作 --scheme 该文件。",
    )
    group.add_argument("file", metavar="文件", help="首页导出文件或紧凑布局的 CSV")
    group.add_argument(
        "--scheme", metavar="分组包", help="DRG 或 DIP 方案包，国家发布的 3.0 文件（默认：内置通用方案）"
    )
    add_amendments(group)
    group.add_argument("--tariff", metavar="权重表", help="病组权重表：给出时多写一列 weight；DIP 方案为分值表")
    add_answers(group)
    group.add_argument("--out", required=True, metavar="结果", help="写出的 CSV 文件（- 为标准输出）")
    add_telling(group)

    _add_payment(commands)

    suggest = commands.add_parser("suggest", help="为一列诊断或手术名称推荐编码")
    suggest.add_argument("file", metavar="文件", help="含有名称列的 CSV 或 .xlsx")
    suggest.add_argument("--kind", required=True, choices=("dx", "px"), help="dx 诊断，px 手术操作")
    suggest.add_argument("--table", metavar="表", help="编码表（含编码、名称两列；默认：内置）")
    suggest.add_argument("--column", required=True, metavar="列", help="名称所在的列")
    suggest.add_argument("--terms", metavar="对照", help="本院已认可的名称对照（含 raw、std 两列）")
    suggest.add_argument("--top", type=int, default=10, metavar="数", help="每个名称给出几个候选（默认 10）")
    suggest.add_argument("--out", required=True, metavar="结果", help="写出的 CSV 文件（- 为标准输出）")
    add_telling(suggest)

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

    proof = commands.add_parser("proof", help="与医保结算结果核对：一致率、最大的差异，改哪一条规则最能减少差异")
    proof.add_argument("files", nargs="+", metavar="文件", help="带医保病组一列的结算明细（CSV、Excel 等；按列名识别）")
    proof.add_argument("--out", required=True, metavar="目录", help="结果写到这个目录")
    proof.add_argument(
        "--db",
        metavar="数据文件",
        default=argparse.SUPPRESS,
        help="窗口所用的数据文件：用其中导入的知识、列对照、本院写法；下面写出的参数在其前",
    )
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
    _add_compare(commands)
    add_month(commands)
    _add_notice(commands)

    _add_keeping(commands)
    _add_packages(commands)
    _add_support(commands)

    screenshots = commands.add_parser("screenshots", help="用示例病案画出每个界面的图片")
    screenshots.add_argument("dir", metavar="目录", help="图片写到这个目录")

    bench = commands.add_parser("bench", help="测量本机的速度和内存，结果为 JSON")
    bench.add_argument("--scheme", metavar="分组包", help="另测这个分组方案包的载入、分组速度和内存（默认：内置）")
    return parser


def _add_payment(commands: Any) -> None:
    payment = commands.add_parser(
        "payment", help="首页文件按支付政策汇总：费用、支付估算、差额、倍率、特例、除外、清算"
    )
    payment.add_argument("files", nargs="+", metavar="文件", help="首页或结算清单文件")
    payment.add_argument("--out", required=True, metavar="目录", help="结果写到这个目录")
    add_knowledge(payment)
    paid = commands.add_parser("paid", help="医保结算结果与首页对应：差异按原因，拒付和申诉期限")
    paid.add_argument(
        "file", metavar="结算结果", help="医保的结算结果（CSV、Excel；病案号或结算号、病组、支付额、拒付额、原因）"
    )
    paid.add_argument("--pages", required=True, nargs="+", metavar="文件", help="首页或结算清单文件")
    paid.add_argument("--out", required=True, metavar="目录", help="结果写到这个目录")
    paid.add_argument("--as-of", metavar="日期", help="以哪一天为“今天”来算申诉期限（默认：现在）")
    add_knowledge(paid)
    learn = commands.add_parser("learn", help="从本院已编码的历年病案学习：名称与编码的对照、下个月的命中、通常的住院")
    learn.add_argument("files", nargs="*", metavar="文件", help="首页文件；不写则读 --db 中的病案")
    learn.add_argument("--out", required=True, metavar="目录", help="结果写到这个目录")
    learn.add_argument("--keep", action="store_true", help="学到的写入 --db 的术语本，待审核")
    add_knowledge(learn)


def _add_compare(commands: argparse._SubParsersAction[Parser]) -> None:
    compare = commands.add_parser("compare", help="同一批病案在两个分组方案下各分组一次，写出谁变、为什么、谁增谁减")
    compare.add_argument("files", nargs="+", metavar="文件", help="首页或结算清单文件、紧凑布局的 CSV")
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
    compare.add_argument(
        "--db",
        metavar="数据文件",
        default=argparse.SUPPRESS,
        help="窗口所用的数据文件：用其中的对照表、列对照、本院写法",
    )
    compare.add_argument("--jobs", type=int, default=0, metavar="数", help="并行进程数（默认：全部处理器）")
    compare.add_argument("--out", required=True, metavar="目录", help="结果写到这个目录")
    add_telling(compare)


def _add_keeping(commands: argparse._SubParsersAction[Parser]) -> None:
    """What keeps a data file safe."""
    verify = commands.add_parser(
        "verify", help="校验数据文件：审计记录和每一行是否与写下时相同；有不符时退出码为 1，逐条写出"
    )
    verify.add_argument("store", metavar="数据文件", help="窗口所用的数据文件")
    verify.add_argument(
        "--backups", metavar="文件夹", help="备份所在的文件夹：另与各备份中的链尾核对，由此发现末尾被截去"
    )
    add_signing_in(verify)
    add_telling(verify)
    backup = commands.add_parser("backup", help="备份数据文件、密钥文件和本院知识，校验后才写成；旧备份按保留表删去")
    backup.add_argument("store", metavar="数据文件", help="窗口所用的数据文件；窗口可以开着")
    backup.add_argument("folder", metavar="文件夹", help="备份写到这个文件夹（移动硬盘、网络盘）")
    backup.add_argument("--thorough", action="store_true", help="病案很多时也逐行核对（默认：很多时只核对审计记录）")
    add_signing_in(backup)
    add_telling(backup)
    restore = commands.add_parser("restore", help="从备份恢复：先校验备份，现有的移到一旁，不覆盖")
    restore.add_argument("backup", metavar="备份", help="备份文件（.fpb）")
    restore.add_argument("store", metavar="数据文件", help="恢复到这个位置")
    add_signing_in(restore)
    add_telling(restore)


def _add_support(commands: Any) -> None:
    support = commands.add_parser("support", help="求助包：版本、设置、日志、用时，不含病案内容，发给维护人员")
    support.add_argument("--out", required=True, metavar="文件", help="写成这个 .zip；写文件夹时按日期取名")
    support.add_argument(
        "--db", metavar="数据文件", default=argparse.SUPPRESS, help="窗口所用的数据文件；打不开时也照样写出其余各项"
    )
    add_telling(support)


def _add_packages(commands: argparse._SubParsersAction[Parser]) -> None:
    """Pages on their way between two machines without a server."""
    package = commands.add_parser("package", help="工作包：分发、打开、交回、合并病案，交换名片")
    whats = package.add_subparsers(dest="what", title="做什么", metavar="做什么", required=True, parser_class=Parser)

    deal = whats.add_parser("deal", help="把病案分发成工作包，每人一个")
    deal.add_argument("store", metavar="数据文件", help="科室的数据文件")
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
    opening.add_argument("store", metavar="数据文件", help="本人的数据文件")
    _add_package_ends(opening)

    back = whats.add_parser("return", help="把做完的病案写成交回的工作包")
    back.add_argument("store", metavar="数据文件", help="本人的数据文件")
    back.add_argument("folder", metavar="文件夹", help="交回的工作包写到这个文件夹")
    back.add_argument("--package", metavar="编号", help="交回哪一个工作包；只读入过一个时可以不写")
    _add_package_ends(back)

    merge = whats.add_parser("merge", help="查看交回的工作包会带来什么；加 --take 才合并")
    merge.add_argument("file", metavar="工作包", help="交回的工作包（.fpk）")
    merge.add_argument("store", metavar="数据文件", help="分发它的数据文件")
    merge.add_argument("--take", action="store_true", help="合并；有冲突的保持本机内容，在窗口里逐项选择")
    _add_package_ends(merge)

    card = whats.add_parser("card", help="写出本人的名片，发给要交换工作包的人")
    card.add_argument("store", metavar="数据文件", help="本人登录的数据文件，须已加密")
    card.add_argument("file", metavar="文件", help="名片写到这个文件")
    add_signing_in(card)
    add_telling(card)

    know = whats.add_parser("know", help="登记对方的名片")
    know.add_argument("file", metavar="文件", help="对方的名片（以 fpcard1: 开头的一行）")
    know.add_argument("store", metavar="数据文件", help="登记到这个数据文件，须已加密")
    know.add_argument("--replace", action="store_true", help="同名的人换了密钥，已与本人核对校验码：替换原来的名片")
    add_signing_in(know)
    add_telling(know)


def _add_package_ends(command: argparse.ArgumentParser) -> None:
    """What packages are sealed with beside cards, and what every command has."""
    command.add_argument("--passphrase-file", metavar="文件", help="不用名片而用口令：口令所在的文件（一行）")
    add_signing_in(command)
    add_telling(command)


def _add_notice(commands: argparse._SubParsersAction[Parser]) -> None:
    notice = commands.add_parser("calendar", help="录入一年的放假安排（通知原文或表），以后算工作日用")
    notice.add_argument("file", metavar="通知", help="通知原文（.txt，- 为标准输入）或放假、上班日期的表（CSV、.xlsx）")
    notice.add_argument("--year", type=int, metavar="年", help="文件和文件名都没有写年份时")
    notice.add_argument("--db", metavar="数据文件", default=argparse.SUPPRESS, help="录入到窗口所用的数据文件")
    notice.add_argument("--by", metavar="姓名", help="由谁录入")
    notice.add_argument("--out", metavar="文件", help="另写成一张可用于 --calendar 的表")
    add_telling(notice)
