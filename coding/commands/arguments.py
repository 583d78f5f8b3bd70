"""The words of the command line, in Chinese throughout, argparse's own included."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NoReturn

from coding.base.errors import UnusableInputError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese and raises UnusableInputError instead of ending the process."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs["add_help"] = False
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示本说明后退出")

    def format_usage(self) -> str:
        """The usage line."""
        return super().format_usage().replace("usage: ", "用法：", 1)

    def format_help(self) -> str:
        """The whole help."""
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        """A wrong command line, as one Chinese sentence."""
        raise UnusableInputError(f"命令写得不对（{_in_chinese(message)}）：请用 python main.py --help 查看用法。")


def _in_chinese(message: str) -> str:
    for english, chinese in (
        ("the following arguments are required: ", "缺少参数 "),
        ("unrecognized arguments: ", "不认识的参数 "),
        ("expected one argument", "后面要跟一个值"),
        ("expected at least one argument", "后面至少要跟一个值"),
        ("invalid choice: ", "不可用的选择 "),
        ("invalid int value: ", "不是整数 "),
        ("invalid float value: ", "不是数字 "),
        ("ambiguous option: ", "不明确的选项 "),
        ("could match ", "可能是 "),
        (" (choose from ", "，可选 "),
        ("argument ", "参数 "),
    ):
        message = message.replace(english, chinese)
    return message.removesuffix(")") if "，可选 " in message else message


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The command line as values; ``command`` is None for the window. Raises UnusableInputError."""
    return _parser().parse_args(argv)


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
    check.add_argument("--scheme", metavar="分组包", help="地区分组方案包（文件夹或 .zip）")
    _add_amendments(check)
    check.add_argument("--tariff", metavar="权重表", help="地区病组权重表")
    _add_answers(check)
    check.add_argument("--rules", metavar="规则文件", help="本院改过和自加的规则（从规则库导出的 CSV）")
    check.add_argument("--jobs", type=int, default=0, metavar="数", help="并行进程数（默认：全部处理器）")
    check.add_argument("--as-of", metavar="日期", help="以哪一天为“今天”来判断时限（默认：现在）")

    check.add_argument(
        "--preflight",
        action="store_true",
        help="另写 preflight.csv（文件本身的缺陷）和 rejects（退回行，改好可再读入）",
    )
    _add_telling(check)

    group = commands.add_parser(
        "group",
        help="对文件中每一行分组",
        description="对文件中每一行分组。国家 DRG 3.0：从国家医保局网站（nhsa.gov.cn）下载"
        "《按病组（DRG）付费3.0版分组方案配置信息》.xlsx，不用改动，写作 --scheme 该文件。",
    )
    group.add_argument("file", metavar="文件", help="首页导出文件或紧凑布局的 CSV")
    group.add_argument("--scheme", metavar="分组包", help="DRG 或 DIP 方案包、国家发布的 DRG 3.0（默认：内置通用方案）")
    _add_amendments(group)
    group.add_argument("--tariff", metavar="权重表", help="病组权重表：给出时多写一列 weight")
    _add_answers(group)
    group.add_argument("--out", required=True, metavar="结果", help="写出的 CSV 文件")
    _add_telling(group)

    suggest = commands.add_parser("suggest", help="为一列诊断或手术名称推荐编码")
    suggest.add_argument("file", metavar="文件", help="含有名称列的 CSV 或 .xlsx")
    suggest.add_argument("--kind", required=True, choices=("dx", "px"), help="dx 诊断，px 手术操作")
    suggest.add_argument("--table", metavar="表", help="编码表（含编码、名称两列；默认：内置）")
    suggest.add_argument("--column", required=True, metavar="列", help="名称所在的列")
    suggest.add_argument("--terms", metavar="对照", help="本院已认可的名称对照（含 raw、std 两列）")
    suggest.add_argument("--top", type=int, default=10, metavar="数", help="每个名称给出几个候选（默认 10）")
    suggest.add_argument("--out", required=True, metavar="结果", help="写出的 CSV 文件")

    scheme = commands.add_parser("scheme", help="检查一个分组方案：问题逐行写出，有问题时退出码为 1")
    scheme.add_argument("file", metavar="分组包", help="方案包（文件夹、.zip、.xlsx）或国家发布的 DRG 3.0 配置信息")
    _add_amendments(scheme)
    scheme.add_argument("--amendments-out", metavar="文件", help="把程序能提出的更正写成更正表")
    scheme.add_argument("--dx-table", metavar="表", help="诊断编码表：另查方案中的编码是否都在表内")
    scheme.add_argument("--px-table", metavar="表", help="手术操作编码表：同上")
    scheme.add_argument("--dx-map", metavar="对照表", help="诊断编码对照表：另认出只属于临床版的编码")
    scheme.add_argument("--px-map", metavar="对照表", help="手术操作编码对照表：同上")
    scheme.add_argument("--repaired", metavar="文件夹", help="把能确定的编码和表号改正后另存为一个方案包，原包不动")
    _add_telling(scheme)

    screenshots = commands.add_parser("screenshots", help="用示例病案画出每个界面的图片")
    screenshots.add_argument("dir", metavar="目录", help="图片写到这个目录")

    bench = commands.add_parser("bench", help="测量本机的速度和内存，结果为 JSON")
    bench.add_argument("--scheme", metavar="分组包", help="另测这个分组方案包的载入、分组速度和内存（默认：内置）")
    return parser


def _add_telling(command: argparse.ArgumentParser) -> None:
    """How a command tells what it found."""
    command.add_argument("--json", action="store_true", help="标准输出写成一个 JSON")
    command.add_argument("--quiet", action="store_true", help="只写结果和错误，不写说明")


def _add_amendments(command: argparse.ArgumentParser) -> None:
    """What mends a scheme."""
    command.add_argument("--amendments", metavar="更正表", help="更正方案中个别错漏的表，每处写明来源")


def _add_answers(command: argparse.ArgumentParser) -> None:
    """What goes with a crosswalk and with a tariff; both commands group and price alike."""
    command.add_argument("--dx-map", metavar="对照表", help="诊断编码的临床版→医保版对照表：分组前转换一次")
    command.add_argument("--px-map", metavar="对照表", help="手术操作编码的临床版→医保版对照表")
    command.add_argument(
        "--edition", choices=("clinical", "insurance"), help="首页编码是临床版还是医保版（默认：按文件所写和布局）"
    )
    command.add_argument("--tariff-level", metavar="档", help="权重表按医院等级、参保类别分列时用哪一档，如 三级职工")
    command.add_argument("--rate", type=float, metavar="元", help="权重为 1 时的支付额，先于权重表所写")
