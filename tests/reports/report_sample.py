"""An invented report with everything that is hard to print: rare signs, markup, formulas, very wide, very long."""

from datetime import date, datetime
from decimal import Decimal

from coding.reports.report_page import Chart, Column, Kind, Report, ReportPage, Table

HOSPITAL = "某某市第一人民医院（某某医科大学附属医院、某某市急救中心）"
GROUP_COLUMNS = (
    Column("病组", width=6), Column("名称", width=16), Column("例数", Kind.COUNT), Column("权重", Kind.NUMBER, 4),
    Column("总权重", Kind.NUMBER, 2), Column("例均费用（元）", Kind.YUAN), Column("平均住院日", Kind.DAYS, 1),
    Column("占总费用", Kind.SHARE), Column("比去年", Kind.CHANGE),
)  # fmt: skip
ODD = (
    "=cmd|'/c calc'!A0", "<b>粗体</b> & <script>", "**星号** __下划线__ {nb}", r"\(反斜线\) %PDF endstream", "{{医院}}",
    "@SUM(A1)", "+86-010", "错𬌗畸形",
)  # fmt: skip
LONG_NUMBER = "ZY2026" + "0123456789" * 9
LONG_TEXT = "甲乙丙丁，" * 1500


def groups(count=60):
    rows = [
        (
            f"虚{number:03}", f"虚构病组第{number}号：{'部位名称' * (number % 6 + 1)}手术，伴一般并发症或合并症",
            number * 137, Decimal("0.8123") + number, Decimal(number) * 3, Decimal("61234.56") * number,
            Decimal("3.25"), Decimal("0.2215"), Decimal("0.31288") if number % 3 else None,
        )
        for number in range(1, count + 1)
    ]  # fmt: skip
    money = (Decimal("8670.11"), Decimal(6000))
    rows.append(("合计", "", 8610, None, *money, Decimal("3.3"), Decimal(1), Decimal("-0.05")))
    return Table(
        "groups", "病组一览表", GROUP_COLUMNS, tuple(rows), ("分母为入组病例。", "变化＝（今年－去年）÷去年。"),
        Chart("bar", 0, (2,), "各病组例数"), "病组", total=True,
    )  # fmt: skip


def sample_report():
    few = Table(
        "few", "付费方式",
        (Column("付费方式"), Column("例数", Kind.COUNT), Column("占比", Kind.SHARE), Column("到", Kind.DAY)),
        (("职工", 1907, Decimal("0.2215"), date(2026, 10, 31)), ("居民", 6703, Decimal("0.7785"), None)),
    )  # fmt: skip
    empty = Table("empty", "空表", (Column("病案号"), Column("原因")), ())
    odd = Table(
        "odd", "怪字表", (Column("病案号"), Column("姓名"), Column("科室")),
        (*((f"00{at}", word, "普外科") for at, word in enumerate(ODD)), (LONG_NUMBER, "欧阳", "皮肤性病科门诊" * 20)),
    )  # fmt: skip
    wide = Table(
        "wide", "很宽的表", (Column("病区"), *(Column(f"指标{at:02}", Kind.YUAN) for at in range(30))),
        (("心血管内科一病区", *(Decimal("1234567.89") + at for at in range(30))),),
    )  # fmt: skip
    long = Table("long", "很长的格", (Column("项目"), Column("说明")), (("其一", LONG_TEXT), ("其二", "完")))
    return Report(
        "病案首页质控月报", HOSPITAL, "2026-10", datetime(2026, 11, 28, 9, 30),
        (
            ReportPage("a", "一、概况", ("本月病案首页 8,610 份。", "第二句。"), (few, empty, odd), ("页注。",)),
            ReportPage("b", "二、病组", ("例数最多的病组。",), (groups(),)),
            ReportPage("c", "三、宽与长", (), (wide, long)),
        ),
        ("国卫办医函〔2021〕28号", "医保办发〔2021〕34号"),
    )  # fmt: skip


def squeezed(text):
    """A text without spaces and ends of lines: how a reader of .pdf gives them says nothing."""
    return "".join(text.split())
