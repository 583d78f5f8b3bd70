"""``preview(page, change)``: what a Change would do, before it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from coding.examine.evidence import Demand, demands
from coding.examine.examine import Examination, examine, examine_again
from coding.page.context import Context
from coding.page.fields import ROW_ATTRIBUTES, RowGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.knowledge.knowledge import Knowledge
    from coding.page.change import Change
    from coding.page.finding import Finding
    from coding.page.front_page import FrontPage

#: A weight that moves by more than this share, up or down, wants its evidence named.
EVIDENCE_SHARE = 0.20


@dataclass(frozen=True, slots=True)
class Shift:
    """Before and after of a Change: groups, prices, findings that go and come, and cautions in Chinese.

    ``evidence`` is what the record must hold where the weight moves by more than ``share`` or by an unknown amount;
    its sentences stand among the cautions too.
    """

    change: Change
    before: Examination
    after: Examination
    gone: tuple[Finding, ...]
    come: tuple[Finding, ...]
    cautions: tuple[str, ...]
    share: float = EVIDENCE_SHARE
    evidence: tuple[Demand, ...] = ()

    @property
    def asks_for_evidence(self) -> bool:
        """True when the weight moves, up or down, by more than the set share: a reason has to be kept."""
        moved = _share(self.before, self.after)
        return moved is not None and moved > self.share

    @property
    def moves_group(self) -> bool:
        """True when the group or its status is another one afterwards."""
        return self.before.grouping != self.after.grouping

    @property
    def weight_delta(self) -> float | None:
        """Weight after less weight before; None when either is unknown."""
        old, new = self.before.price.weight, self.after.price.weight
        return None if old is None or new is None else new - old


def preview(
    page: FrontPage,
    change: Change,
    knowledge: Knowledge,
    context: Context = Context(),
    before: Examination | None = None,
    share: float = EVIDENCE_SHARE,
) -> Shift:
    """What ``change`` does to group, weight, payment and findings. Nothing is altered.

    ``share``: a weight that moves by more than this share of itself, up or down, asks for evidence.
    """
    old = before or examine(page, knowledge, context)
    new = examine_again(page, change, old, knowledge, context)
    gone, come = difference(page, old.findings, page.apply(change), new.findings)
    cautions = _cautions(old, new, share)
    evidence = demands(page, change, knowledge) if cautions else ()
    return Shift(change, old, new, gone, come, (*cautions, *(d.sentence for d in evidence)), share, evidence)


def difference(
    page: FrontPage, before: tuple[Finding, ...], changed: FrontPage, after: tuple[Finding, ...]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Findings that go and that come from one state of a page to another.

    A finding stays the same one when its row has only moved, and when its row has only changed its words;
    numbers in its message do not matter.
    """
    kept = same_findings(page, before, changed, after)
    stayed = frozenset(kept.values())
    gone = tuple(finding for at, finding in enumerate(before) if at not in kept)
    return gone, tuple(finding for at, finding in enumerate(after) if at not in stayed)


def same_findings(
    page: FrontPage, before: Sequence[Finding], changed: FrontPage, after: Sequence[Finding]
) -> dict[int, int]:
    """Which finding of the one state of a page is which of the other: place in ``before`` → place in ``after``.

    Findings that go and those that come stand in no pair. Sameness is that of ``difference``.
    """
    gone, come = list(range(len(before))), list(range(len(after)))
    kept: dict[int, int] = {}
    for sameness in (_by_content, _by_place):
        left = [sameness(changed, after[at]) for at in come]
        still = []
        for old in gone:
            identity = sameness(page, before[old])
            if identity in left:
                at = left.index(identity)
                kept[old] = come[at]
                del left[at], come[at]
            else:
                still.append(old)
        gone = still
    return kept


def _attribute(finding: Finding) -> tuple[RowGroup | Literal[""], str]:
    """Group and attribute: the principal and the other diagnoses share theirs."""
    return ROW_ATTRIBUTES.get(finding.place.field, ("", finding.place.field))


def _by_content(page: FrontPage, finding: Finding) -> tuple[object, ...]:
    group, attribute = _attribute(finding)
    index = finding.place.index
    rows = page.rows(group) if group else ()
    return finding.rule, attribute, rows[index] if index is not None and index < len(rows) else None


def _by_place(_page: FrontPage, finding: Finding) -> tuple[object, ...]:
    return finding.rule, *_attribute(finding), finding.place.index


def _cautions(old: Examination, new: Examination, share: float) -> tuple[str, ...]:
    if old.grouping.drg == new.grouping.drg:
        return ()
    before, after = old.price.weight, new.price.weight
    if before is None or after is None:
        return (f"修改前后至少一个{new.words.group}的{new.words.weight}未知：请核对病历依据。",)
    moved = _share(old, new)
    if moved is None or moved <= share:
        return ()
    word = "升高" if after > before else "降低"
    called = new.words.weight
    return (f"{called}{word}{moved:.0%}：请在病历中核对依据并写明理由；{called}不是修改编码的理由。",)


def _share(old: Examination, new: Examination) -> float | None:
    """By which share of the weight before the weight moves, up or down; None where it cannot be told."""
    before, after = old.price.weight, new.price.weight
    if before is None or after is None or before <= 0:
        return None
    return abs(after - before) / before
