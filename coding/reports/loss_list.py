"""The loss list as it goes round: a line a stay, with room for what each station says; and the sums by reason."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from coding.reports.report_page import Chart, Column, Kind, Report, ReportPage, Table
from coding.review.losses import counted_reasons, course_of, loss_steps, reason_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from coding.reports.report_page import Cell
    from coding.review.losses import LossCourse, LossStay, LossWord

_NOTES: Final = (
    "亏损＝住院总费用大于支付估算；是估算，不是医保结算结果。",
    "亏损不等于编码错误：病历没有依据的编码，不得为减少亏损而改动。",
)
_FEN: Final = Decimal(100)
_MULTIPLES: Final = {"high": "高倍率", "low": "低倍率"}


@dataclass(frozen=True, slots=True)
class LossList:
    """The list. ``names``: group → name; ``pages``: all that were looked at; ``unknown``: that nobody can judge."""

    hospital: str
    period: str
    made_at: datetime
    ward: str
    stays: Sequence[LossStay]
    known: Mapping[int, LossCourse]
    names: Mapping[str, str]
    pages: int
    unknown: int


def loss_report(found: LossList) -> Report:
    """The list as pages for any writer: sums, then a page a ward."""
    wards = sorted({stay.ward for stay in found.stays})
    pages = [_sums(found)]
    for ward in wards:
        stays = [stay for stay in found.stays if stay.ward == ward]
        title = f"{ward or '未填写病区'}亏损清单"
        pages.append(ReportPage(f"losses_{ward}", title, (_asked(),), (_stay_table(stays, found),), _NOTES))
    return Report(
        title=f"{found.ward}亏损清单" if found.ward else "亏损清单",
        hospital=found.hospital,
        period=found.period,
        made_at=found.made_at,
        pages=tuple(pages),
        signatures=tuple(step.label for step in loss_steps().values()),
    )


def _asked() -> str:
    """What each station is asked, in the order in which the list goes round."""
    stations = (f"{step.label}（{step.asks}）" for step in loss_steps().values())
    return f"传阅次序：{' → '.join(stations)}。"


def _sums(found: LossList) -> ReportPage:
    lost = sum(stay.loss for stay in found.stays)
    lead = [
        f"{found.period} 病案 {found.pages:,} 份，其中亏损 {len(found.stays):,} 份，"
        f"费用合计超出支付估算 {Decimal(lost) / _FEN:,.2f} 元。",
    ]
    if found.unknown:
        lead.append(f"{found.unknown:,} 份的费用或支付额不明，没有判断。")
    reasons = counted_reasons(found.stays, found.known)
    whole = len(found.stays)
    waiting = [
        (step.label, sum(course_of(stay.page_id, found.known).at == step.id for stay in found.stays))
        for step in loss_steps().values()
    ]
    done = sum(not course_of(stay.page_id, found.known).at for stay in found.stays)
    tables = (
        Table(
            "reasons",
            "亏损原因",
            (
                Column("原因", width=18), Column("例数", Kind.COUNT), Column("占比", Kind.SHARE, 1),
                Column("费用－支付（元）", Kind.YUAN),
            ),
            tuple(
                (reason_label(reason), cases, Decimal(cases) / whole, Decimal(fen) / _FEN)
                for reason, cases, fen in reasons
            ),
            ("以最后填写的一步为准；“未填写”为还没有人填原因。",),
            Chart("bar", 0, (1,), "各原因例数") if reasons else None,
        ),
        Table(
            "stations",
            "传阅到哪一步",
            (Column("等待", width=10), Column("例数", Kind.COUNT)),
            (*waiting, ("已全部填写", done)),
        ),
    )  # fmt: skip
    return ReportPage("sums", "汇总", tuple(lead), tables, _NOTES)


def _stay_table(stays: Sequence[LossStay], found: LossList) -> Table:
    steps = list(loss_steps().values())
    columns = (
        Column("病案号", width=8), Column("出院日期", width=6), Column("医疗组", width=6), Column("病组", width=10),
        Column("费用（元）", Kind.YUAN), Column("支付估算（元）", Kind.YUAN), Column("费用－支付（元）", Kind.YUAN),
        Column("倍率", width=4), *(Column(step.label, width=10) for step in steps),
    )  # fmt: skip
    return Table("losses", "逐例", columns, tuple(_stay_row(stay, found) for stay in stays))


def _stay_row(stay: LossStay, found: LossList) -> tuple[Cell, ...]:
    course = course_of(stay.page_id, found.known)
    last = course.last
    said = []
    for step in loss_steps().values():
        word = last.get(step.id)
        if word is None:
            said.append("待填写" if course.at == step.id else "")
        else:
            said.append(_said(word))
    return (
        stay.case_no, stay.discharged[:10], stay.team, f"{stay.drg} {found.names.get(stay.drg, '')}".strip(),
        Decimal(stay.cost) / _FEN, Decimal(stay.payment) / _FEN, Decimal(stay.loss) / _FEN,
        _MULTIPLES.get(stay.multiple, ""), *said,
    )  # fmt: skip


def _said(word: LossWord) -> str:
    """What a station said: the reason, words, whose they are."""
    told = "；".join(part for part in (reason_label(word.reason) if word.reason else "", word.words) if part)
    return f"{told}（{word.by}）" if word.by else told
