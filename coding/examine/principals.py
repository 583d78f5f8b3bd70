"""Every diagnosis of a page asked as principal: the verdict of the rules, and the row that they hold for better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.examine.choice import Choice, about_first, better_row, verdict_on
from coding.examine.examine import Examination, examine, examine_again
from coding.page.change import ChangeSource
from coding.page.context import Context
from coding.page.edits import move_row
from coding.page.fields import is_blank
from coding.page.finding import Severity

if TYPE_CHECKING:
    from coding.grouping.case import Grouping
    from coding.knowledge.knowledge import Knowledge
    from coding.page.finding import Finding
    from coding.page.front_page import FrontPage


@dataclass(frozen=True, slots=True)
class PrincipalVerdict:
    """What the rules say of one diagnosis as principal, and the group that it leads to.

    ``index``: its row on the page as it stands. ``choice`` is None where the row has no code: nothing is judged.
    ``better``: the row, on the page as it stands, that the rules hold for better; None where they name none.
    ``findings``: what speaks against it, gravest first, then what is to be known (a tie).
    """

    index: int
    choice: Choice | None
    grouping: Grouping | None = None
    better: int | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def against(self) -> Finding | None:
        """The finding that decides, that which names a better row first; None where the row is allowed."""
        graves = [f for f in self.findings if f.severity is not Severity.INFO]
        worst = [f for f in graves if f.severity is graves[0].severity]
        return next((f for f in worst if better_row(f, "diagnosis") is not None), graves[0] if graves else None)


def principal_verdicts(
    page: FrontPage, knowledge: Knowledge, context: Context = Context(), now: Examination | None = None
) -> tuple[PrincipalVerdict, ...]:
    """One verdict a diagnosis, in the order of the page. ``now``: the examination of the page as it stands."""
    now = now or examine(page, knowledge, context)
    return tuple(_verdict(page, at, now, knowledge, context) for at in range(len(page.diagnoses)))


def _verdict(page: FrontPage, at: int, now: Examination, knowledge: Knowledge, context: Context) -> PrincipalVerdict:
    if is_blank(page.diagnoses[at].code):
        return PrincipalVerdict(at, None)
    seen = now
    if at:
        change = move_row(page, "diagnosis", at, 0, source=ChangeSource.WHAT_IF)
        seen = examine_again(page, change, now, knowledge, context)
    found = about_first(seen, "diagnosis")
    verdict = PrincipalVerdict(at, verdict_on(seen, "diagnosis"), seen.grouping, findings=found)
    deciding = verdict.against
    named = better_row(deciding, "diagnosis") if deciding else None
    return PrincipalVerdict(at, verdict.choice, seen.grouping, _as_it_stands(named, at), found)


def _as_it_stands(index: int | None, moved: int) -> int | None:
    """A row of the page on which row ``moved`` stands first, as a row of the page as it stands."""
    if index is None:
        return None
    return index - 1 if index <= moved else index
