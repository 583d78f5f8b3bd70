"""The words of the command line, in Chinese throughout, argparse's own included."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, Final, NoReturn

from coding.base.errors import UnusableInputError
from coding.commands.file_days import file_with_days

if TYPE_CHECKING:
    from collections.abc import Sequence


#: The options that name a file which may be used for some days of discharge only.
DATED: Final = (
    "--dx-table",
    "--px-table",
    "--scheme",
    "--tariff",
    "--amendments",
    "--policy",
    "--dx-map",
    "--px-map",
)
#: The commands that judge pages, which have a day of discharge.
_OF_PAGES: Final = frozenset({"check", "group"})


class DatedFile(argparse.Action):
    """A file, or a file with days (``PATH@2027-01-01..2027-12-31``): those are gathered in ``dated``, each beside the
    others; of files without days the last one counts.
    """

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002 - as argparse calls it
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        """Take one value."""
        found = file_with_days(str(values), option_string or "")
        if found is None:
            setattr(namespace, self.dest, values)
        else:
            namespace.dated = (*getattr(namespace, "dated", ()), (self.dest, *found))


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese and raises UnusableInputError instead of ending the process."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs["add_help"] = False
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示本说明后退出")

    def add_argument(self, *names: str, **kwargs: Any) -> argparse.Action:
        """An argument; one that names a file of knowledge may be given with days, and several times."""
        if names and names[0] in DATED:
            kwargs.setdefault("action", DatedFile)
        return super().add_argument(*names, **kwargs)

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
        "--scheme", metavar="分组包", help="地区分组方案包（文件夹或 .zip）；可写成 文件@起日..止日，给出多个"
    )
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

    group = commands.add_parser("group", help="对文件中每一行分组")
    group.add_argument("file", metavar="文件", help="首页导出文件或紧凑布局的 CSV")
    group.add_argument("--scheme", metavar="分组包", help="DRG 或 DIP 方案包、国家发布的 DRG 3.0（默认：内置通用方案）")
    group.add_argument("--tariff", metavar="权重表", help="病组权重表：给出时多写一列 weight")
    _add_answers(group)
    group.add_argument("--out", required=True, metavar="结果", help="写出的 CSV 文件")

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
    scheme.add_argument("--dx-table", metavar="表", help="诊断编码表：另查方案中的编码是否都在表内")
    scheme.add_argument("--px-table", metavar="表", help="手术操作编码表：同上")

    screenshots = commands.add_parser("screenshots", help="用示例病案画出每个界面的图片")
    screenshots.add_argument("dir", metavar="目录", help="图片写到这个目录")

    bench = commands.add_parser("bench", help="测量本机的速度和内存，结果为 JSON")
    bench.add_argument("--scheme", metavar="分组包", help="另测这个分组方案包的载入、分组速度和内存（默认：内置）")
    return parser


def _add_answers(command: argparse.ArgumentParser) -> None:
    """What goes with a crosswalk and with a tariff; both commands group and price alike."""
    command.add_argument("--dx-map", metavar="对照表", help="诊断编码的临床版→医保版对照表：分组前转换一次")
    command.add_argument("--px-map", metavar="对照表", help="手术操作编码的临床版→医保版对照表")
    command.add_argument(
        "--edition", choices=("clinical", "insurance"), help="首页编码是临床版还是医保版（默认：按文件所写和布局）"
    )
    command.add_argument("--tariff-level", metavar="档", help="权重表按医院等级、参保类别分列时用哪一档，如 三级职工")
    command.add_argument("--rate", type=float, metavar="元", help="权重为 1 时的支付额，先于权重表所写")
