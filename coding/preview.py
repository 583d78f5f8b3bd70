"""``preview(page, change)``: what a Change would do, before it is made."""

from __future__ import annotations

from dataclasses import dataclass

from coding.change import Change
from coding.examine import Context, Examination, examine
from coding.finding import Finding
from coding.knowledge import Knowledge
from coding.page import FrontPage

#: A weight that moves by more than this share, up or down, wants its evidence named.
EVIDENCE_SHARE = 0.10


@dataclass(frozen=True, slots=True)
class Shift:
    """Before and after of a Change: groups, prices, findings that go and come, and cautions in Chinese."""

    change: Change
    before: Examination
    after: Examination
    gone: tuple[Finding, ...]
    come: tuple[Finding, ...]
    cautions: tuple[str, ...]

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
) -> Shift:
    """What ``change`` does to group, weight, payment and findings. Nothing is altered."""
    old = before or examine(page, knowledge, context)
    new = examine(page.apply(change), knowledge, context)
    had = {f.identity for f in old.findings}
    has = {f.identity for f in new.findings}
    gone = tuple(f for f in old.findings if f.identity not in has)
    come = tuple(f for f in new.findings if f.identity not in had)
    return Shift(change, old, new, gone, come, _cautions(old, new))


def _cautions(old: Examination, new: Examination) -> tuple[str, ...]:
    if old.grouping.drg == new.grouping.drg:
        return ()
    cautions = []
    before, after = old.price.weight, new.price.weight
    if before is not None and after is not None and before > 0 and abs(after - before) / before > EVIDENCE_SHARE:
        word = "升高" if after > before else "降低"
        share = abs(after - before) / before
        cautions.append(f"权重{word}{share:.0%}：请在病历中核对依据并写明理由；权重不是修改编码的理由。")
    elif before is None or after is None:
        cautions.append("修改前后至少一个病组的权重未知：请核对病历依据。")
    return tuple(cautions)
