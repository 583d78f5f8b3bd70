"""A sample from drawing to its figures: who may be drawn, what is still to be graded, and what came of it."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.review.grading import (
    Judged,
    counted_errors,
    counted_grades,
    error_classes,
    grades,
    last_verdicts,
    right_of,
)
from coding.review.own_page import workers_of
from coding.review.sampling import Candidate, draw, grading_order, plans
from coding.store.course import course_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from coding.review.grading import Contest, SampleVerdict
    from coding.review.sampling import Drawn
    from coding.store.kept_samples import Sample
    from coding.store.store import Store

_RISKS: Final = {"error": "强制", "warning": "提示", "clean": "未见问题"}
_NOT_CHECKED: Final = "待检查"


@dataclass(frozen=True, slots=True)
class SampleAt:
    """A sample as it stands: what was drawn in the order of grading, all verdicts and contests, oldest first."""

    sample: Sample
    drawn: tuple[Drawn, ...]
    order: tuple[int, ...]
    verdicts: tuple[SampleVerdict, ...]
    contests: tuple[Contest, ...]

    @property
    def last(self) -> Mapping[int, SampleVerdict]:
        """Of each page that was graded the verdict that counts."""
        return {verdict.page_id: verdict for verdict in last_verdicts(self.verdicts)}

    @property
    def contested(self) -> Mapping[int, Contest]:
        """What was contested, by page."""
        return {contest.page_id: contest for contest in self.contests}

    @property
    def open(self) -> tuple[int, ...]:
        """What is still to be graded, in order: pages without a verdict, then those contested and not graded again."""
        times = Counter(verdict.page_id for verdict in self.verdicts)
        again = tuple(page_id for page_id in self.order if page_id in self.contested and times[page_id] == 1)
        return (*(page_id for page_id in self.order if not times[page_id]), *again)


def new_seed() -> str:
    """A seed that nobody has chosen: eight signs, to be shown and kept."""
    return secrets.token_hex(4)


def draw_sample(store: Store, ids: Collection[int], label: str, plan_id: str, seed: str) -> Sample:
    """Draw from these pages by a plan and a seed, and keep it. Raises CodingError where nothing can be drawn."""
    plan = plans()[plan_id]
    drawn = draw(plan, candidates(store, ids), seed)
    if not drawn:
        raise CodingError(f"按“{plan.label}”没有抽到病案：请换一个计划，或放宽列表的范围。")
    return store.keep_sample(label, plan_id, seed, drawn)


def candidates(store: Store, ids: Collection[int]) -> list[Candidate]:
    """These pages as they may be drawn. A ward was looked at where a page of it was in an earlier sample."""
    figures = {one.id: one for one in store.figures()}
    before = {one.page_id for sample in store.samples() for one in store.drawn_pages(sample.id)}
    wards = {figures[page_id].ward for page_id in before if page_id in figures}
    found = []
    for row in store.rows(ids):
        one = figures.get(row.id)
        if one is not None:
            risk = _RISKS.get(row.state, _NOT_CHECKED)
            found.append(Candidate(row.id, one.ward, one.coder, one.drg, risk, one.ward in wards))
    return found


def sample_at(store: Store, sample: Sample) -> SampleAt:
    """A sample as it stands now."""
    drawn = tuple(store.drawn_pages(sample.id))
    return SampleAt(
        sample,
        drawn,
        grading_order(drawn, sample.seed),
        tuple(store.grades_of(sample.id)),
        tuple(store.contests_of(sample.id)),
    )


def coder_of(store: Store, page_id: int) -> int | None:
    """Whose work a page is: to whom it was given, else who edited or submitted it last; None where nobody is known."""
    given = store.assignments([page_id]).get(page_id)
    if given is not None:
        return given.who
    names = workers_of(course_of(store.history(page_id)).standing)
    return next((person.id for person in store.people() if person.name in names), None)


def figure_lines(at: SampleAt) -> list[tuple[str, str]]:
    """What came of a sample: a name and the figure in words, with its interval; "" where nobody was graded."""
    lines = [(f"{judged.label}正确", right_of(at.verdicts, judged).words) for judged in Judged]
    given = counted_grades(at.verdicts)
    lines += [(f"{grades()[grade].label}级", f"{number} 份" if at.verdicts else "") for grade, number in given.items()]
    errors = counted_errors(at.verdicts)
    lines += [(error_classes()[error].label, f"{number} 份") for error, number in errors.items()]
    return lines


def wrong_words(verdict: SampleVerdict) -> str:
    """主要诊断：主要诊断编码错误"""
    classes = error_classes()
    told = [classes[error].label for error in verdict.errors if error in classes]
    return "、".join(told) or "、".join(judged.label for judged in verdict.wrong)


def stratum_words(one: Drawn) -> str:
    """分层：李编码 ES33 强制"""
    return f"{one.part}：{' '.join(filter(None, one.stratum)) or '（空）'}"


def plan_labels() -> Mapping[str, str]:
    """The plans by id, in their order."""
    return {plan_id: plan.label for plan_id, plan in plans().items()}


def samples_of(store: Store) -> Sequence[Sample]:
    """All samples, the newest first."""
    return list(reversed(store.samples()))
