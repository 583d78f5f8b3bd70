"""What a change that a person accepted teaches the term book: the doctor's words and the code she chose for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.codes.entry import CodeKind
from coding.page.change import Change, ChangeSource, EditKind
from coding.page.fields import ROW_ATTRIBUTES, RowGroup, is_blank
from coding.suggest.term_book import TermPair

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.page.front_page import FrontPage

_KINDS: Mapping[RowGroup, CodeKind] = {"diagnosis": CodeKind.DIAGNOSIS, "procedure": CodeKind.PROCEDURE}
_SOURCES = (ChangeSource.SUGGESTION, ChangeSource.LOOKUP)


def lessons(before: FrontPage, change: Change) -> tuple[TermPair, ...]:
    """Words → code for every row whose words stood there and whose code the change sets; () for other changes.

    ``before`` is the page that the change was made for: it holds the words as the doctor wrote them. Where the change
    lets them stand it names the standard words of the code itself.
    """
    if change.source not in _SOURCES or any(edit.kind is not EditKind.SET for edit in change.edits):
        return ()  # rows that are joined or added say nothing of the words of one
    after = before.apply(change)
    places = {
        (group, edit.index): edit.standard
        for edit in change.edits
        if edit.kind is EditKind.SET
        if edit.field in ROW_ATTRIBUTES
        for group, attribute in [ROW_ATTRIBUTES[edit.field]]
        if group in _KINDS and attribute == "code"
    }
    found = []
    for (group, index), standard in sorted(places.items()):
        words = getattr(before.rows(group)[index], "name", "")
        row = after.rows(group)[index]
        code, name = getattr(row, "code", ""), standard or getattr(row, "name", "")
        if not is_blank(words) and not is_blank(code) and not is_blank(name):
            found.append(TermPair(words.strip(), (name,), code, _KINDS[group].value))
    return tuple(found)
