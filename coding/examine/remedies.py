"""The doctor for QY and 0000: the smallest changes by which the page itself lets it group, none by weight.

What the rules would mend, the codes that the words of a row name, another order of the rows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coding.base.errors import StaleChangeError
from coding.examine.alternatives import WhatIf, remedies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.examine.examine import Examination
    from coding.knowledge.knowledge import Knowledge
    from coding.page.change import Change
    from coding.page.front_page import FrontPage


def all_remedies(
    page: FrontPage, knowledge: Knowledge, examination: Examination, *, with_codes: bool = True
) -> list[WhatIf]:
    """Changes after which an ambiguous, ungroupable or refused page groups, each with the group it leads to.

    First what the rules would mend (in the order of the findings), then the code that the words of the principal
    diagnosis or of the main procedure fit best where their own is wanting (others say what the page does not), then
    other orders of the rows (in the order of the page). ``with_codes`` False leaves the codes out, while the search
    is not ready.
    """
    if examination.grouping.is_grouped:
        return []
    found: dict[tuple[object, ...], WhatIf] = {}
    for change in _candidates(page, knowledge, examination, with_codes):
        if change.edits in found:
            continue
        try:
            after = page.apply(change)
        except StaleChangeError:
            continue
        grouping = knowledge.of(after).reference.group(after)
        if grouping.is_grouped:
            found[change.edits] = (change, grouping)
    return list(found.values())


def _candidates(page: FrontPage, knowledge: Knowledge, examination: Examination, with_codes: bool) -> Iterator[Change]:
    for finding in examination.findings:
        for change in finding.changes:
            yield replace(change, reason=change.reason or finding.message, rule=change.rule or finding.rule)
    if with_codes:
        from coding.suggest.propose import propose  # no part of the start of a window

        yield from (s.change for s in propose(page, knowledge.of(page).lookup, top=1) if s.index == 0)
    yield from (change for change, _ in remedies(page, knowledge))
