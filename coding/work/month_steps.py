"""How far each step of a month is, counted from what the store knows: nobody ticks a step off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.base.period import read_period
from coding.exchange.link import same_number
from coding.page.step import PageState
from coding.review.batches import BATCH, batches_of, uploaded_pages
from coding.review.grading import last_verdicts
from coding.review.month_life import CLOSED, OPENED, MonthAt, StepAt, month_step, month_steps
from coding.review.people import Command
from coding.review.slip_journal import slip_courses
from coding.review.slips import SlipState
from coding.store.kept_months import MonthKind
from coding.work.stored_pages import each_row

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from coding.review.slip_journal import SlipCourse
    from coding.store.kept_months import MonthEntry
    from coding.store.store import PageFigures, Store

#: States in which a page has left the coder through the gate.
_LEFT: Final = frozenset({PageState.SUBMITTED, PageState.PASSED, PageState.UPLOADED, PageState.ARCHIVED})


def steps_at(store: Store, month: str, at: MonthAt) -> tuple[StepAt, ...]:
    """All steps of a month in their order. ``at``: the month as its journal tells it."""
    period = read_period(month)
    since, until = period.first.isoformat(), period.last.isoformat()
    figures = store.figures(since, until)
    ids = [one.id for one in figures]
    entries = store.month_entries(month)
    states = [PageState(row.progress) for row in each_row(store, ids)]
    courses = slip_courses(entries)
    counts: dict[str, tuple[int, int, str]] = {
        "open": (int(at.state is not None), 1, "" if at.state else "本月还没有打开"),
        "check": _checked(store, since, until, len(ids)),
        "mend": _so_many(sum(state in _LEFT for state in states), len(ids), "还没有提交质控"),
        **_slips(courses),
        "sample": _sampled(store, frozenset(ids)),
        "release": _so_many(sum(state.is_done for state in states), len(ids), "还没有通过"),
        "upload": _uploaded(entries, ids),
        "close": (int(at.is_closed), 1, "" if at.is_closed else "还没有关账"),
        "paid": _paid(store, month, figures),
        **_reports(entries, figures, is_closed=at.is_closed),
    }
    return tuple(StepAt(step, *counts[step.key]) for step in month_steps())


def step_words(at: StepAt) -> str:
    """改正 812/850：38 份还没有提交质控"""
    told = f"：{at.told}" if at.told else ""
    return f"{at.step.label} {at.count:,}/{at.of:,}{told}" if at.of else f"{at.step.label}{told or '：没有要做的'}"


def step_at(store: Store, month: str, at: MonthAt, key: str) -> StepAt:
    """One of the steps, by its key."""
    step = month_step(key)
    return next(one for one in steps_at(store, month, at) if one.step == step)


def _so_many(count: int, of: int, words: str) -> tuple[int, int, str]:
    return count, of, f"{of - count:,} 份{words}" if count < of else ""


def _checked(store: Store, since: str, until: str, pages: int) -> tuple[int, int, str]:
    """A page is checked by the moment of a batch where its facts stand: they are found together with its verdict."""
    return _so_many(pages - len(store.without_facts("", since, until)), pages, "没有按现在的内容质控")


def _slips(courses: Mapping[str, SlipCourse]) -> dict[str, tuple[int, int, str]]:
    drafted = sum(one.state is SlipState.DRAFTED for one in courses.values())
    out = [one for one in courses.values() if one.state in (SlipState.SENT, SlipState.ANSWERED)]
    asked = sum(len(one.asked) for one in out)
    judged = sum(answer.judged is not None for one in out for answer in one.answers.values())
    waiting = sum(len(one.open) for one in out)
    unjudged = asked - waiting - judged
    told = [f"{waiting:,} 条没有答复"] if waiting else []
    told += [f"{unjudged:,} 条答复没有处理"] if unjudged > 0 else []
    return {
        "ask": (len(courses) - drafted, len(courses), f"{drafted:,} 张反馈单没有发出" if drafted else ""),
        "answer": (min(judged, asked), asked, "，".join(told)),
    }


def _sampled(store: Store, ids: frozenset[int]) -> tuple[int, int, str]:
    """The pages of this month in all samples; a page that was drawn twice is graded twice."""
    drawn = graded = 0
    for sample in store.samples():
        pages = {one.page_id for one in store.drawn_pages(sample.id)} & ids
        if pages:
            drawn += len(pages)
            graded += len(pages & {verdict.page_id for verdict in last_verdicts(store.grades_of(sample.id))})
    return (graded, drawn, f"{drawn - graded:,} 份没有评分" if graded < drawn else "") if drawn else (0, 0, "没有抽样")


def _uploaded(entries: Sequence[MonthEntry], ids: Collection[int]) -> tuple[int, int, str]:
    made = batches_of(entry for entry in entries if entry.kind == BATCH)
    gone, received = uploaded_pages(made), uploaded_pages(made, with_receipt=True)
    told = [f"{len(ids) - len(gone.intersection(ids)):,} 份没有上报"] if not gone.issuperset(ids) else []
    without = [one.number for one in made if not one.receipt]
    told += [f"{'、'.join(without[:3])} 没有回执"] if without else []
    return len(received.intersection(ids)), len(ids), "，".join(told)


def _paid(store: Store, month: str, figures: Sequence[PageFigures]) -> tuple[int, int, str]:
    if not store.me.may(Command.SEE_MONEY):
        return 0, 0, "您的权限看不到结算结果"
    results = {(same_number(one.result.case_no), one.result.month) for one in store.paid_results()}
    found = sum((same_number(one.case_no), month) in results for one in figures)
    if not found:
        return 0, len(figures), "还没有读入结算结果"
    return _so_many(found, len(figures), "没有结算结果")


def _reports(
    entries: Sequence[MonthEntry], figures: Sequence[PageFigures], *, is_closed: bool
) -> dict[str, tuple[int, int, str]]:
    """Reports since the closing that holds; what was written of an open month, or before it was reopened, is none."""
    closed = max((entry.id for entry in entries if entry.kind in (CLOSED, OPENED)), default=0)
    written = [entry for entry in entries if entry.kind is MonthKind.REPORT and entry.id > closed]
    subjects = {entry.subject for entry in written} if is_closed else set()
    wards = {one.ward or one.dept for one in figures} - {""}
    done = sum(f"ward:{ward}" in subjects for ward in wards)
    return {
        "report": (int("month" in subjects), 1, "" if "month" in subjects else "关账后还没有写出质控月报"),
        "ward_page": (done, len(wards), f"{len(wards) - done:,} 个病区没有科室页" if done < len(wards) else ""),
    }
