"""What ``check`` writes when asked for it: each diagnosis asked as principal, and the first suggestions of a page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from coding.base.sheet_writer import people_line
from coding.commands.output import number_text
from coding.examine.choice import Choice
from coding.examine.principals import PrincipalVerdict, principal_verdicts
from coding.page.fields import field_key
from coding.suggest.propose import propose

if TYPE_CHECKING:
    from coding.examine.examine import Examination
    from coding.grouping.case import Grouping
    from coding.knowledge.knowledge import Knowledge
    from coding.page.context import Context
    from coding.page.front_page import FrontPage
    from coding.suggest.suggestion import Suggestion

PRINCIPALS: Final = ("index", "code", "name", "drg", "verdict", "better_index", "rule", "reason", "basis")
SUGGESTIONS: Final = ("field", "index", "rank", "code", "name", "score", "why", "before", "after")
#: Suggestions of a row that are written.
FIRST: Final = 10
_VERDICTS: Final = {Choice.ALLOWED: "allowed", Choice.DOUBTFUL: "doubtful", Choice.FORBIDDEN: "forbidden"}
_NO_CODE: Final = "没有编码，不作判断"


def principal_lines(
    page: FrontPage, knowledge: Knowledge, context: Context, seen: Examination, place: tuple[str, ...]
) -> tuple[str, ...]:
    """A line a diagnosis, in the order of the page. A row without a code has no verdict, and the reason says so."""
    return tuple(
        people_line((*place, *_principal(page, verdict)))
        for verdict in principal_verdicts(page, knowledge, context, seen)
    )


def _principal(page: FrontPage, verdict: PrincipalVerdict) -> tuple[str, ...]:
    row = page.diagnoses[verdict.index]
    if verdict.choice is None or verdict.grouping is None:
        return str(verdict.index), row.code, row.name, "", "", "", "", _NO_CODE, ""
    said = verdict.against or next(iter(verdict.findings), None)  # nothing against it: what is to be known, a tie
    return (
        str(verdict.index),
        row.code,
        row.name,
        _group(verdict.grouping),
        _VERDICTS[verdict.choice],
        "" if verdict.better is None else str(verdict.better),
        said.rule if said else "",
        f"{said.message}：{said.hint}" if said and said.hint else said.message if said else "",
        said.basis if said else "",
    )


def suggestion_lines(
    page: FrontPage, knowledge: Knowledge, seen: Examination, place: tuple[str, ...]
) -> tuple[str, ...]:
    """The first suggestions of every row that needs one, best first, with the group before and after."""
    held = knowledge.of(page)
    ranks: Counter[tuple[str, int]] = Counter()
    lines = []
    for found in propose(page, held.lookup, top=FIRST):
        ranks[found.group, found.index] += 1
        rank = ranks[found.group, found.index]
        if rank <= FIRST:
            after = held.reference.group(page.apply(found.change))
            lines.append(people_line((*place, *_suggestion(found, rank, seen.grouping, after))))
    return tuple(lines)


def _suggestion(found: Suggestion, rank: int, before: Grouping, after: Grouping) -> tuple[str, ...]:
    return (
        field_key(found.group, "code", found.index),
        str(found.index),
        str(rank),
        found.match.code,
        found.match.name,
        number_text(found.match.score, 1),
        found.change.reason or str(found.cause),
        _group(before),
        _group(after),
    )


def _group(grouping: Grouping) -> str:
    """The group, or why there is none."""
    return grouping.drg or grouping.status.value
