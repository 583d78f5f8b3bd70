"""What was left unsaved by a program that ended, and what was given up: offered by page, for a person to decide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.page.change import Edit, EditKind
from coding.page.edits import set_field
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue
from coding.page.rows import row_label
from coding.store.store import Unsaved
from coding.work.held import fits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from coding.page.change import Change
    from coding.page.front_page import FrontPage
    from coding.store.store import Draft, Entry, Store

#: By so much two clocks that tell one moment may be apart.
_APART: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was typed: where, what the store says there now, what was typed; ``change`` makes it so now, None
    where that is impossible and the text can only be copied.
    """

    where: str
    stored: str
    typed: str
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What a draft holds of one page. ``again``: what is simply made again, as the page is still the one it was made
    for; None when it was changed meanwhile and each line is to be decided. ``page`` None: it is not in the store.
    """

    page_id: int
    case_no: str
    patient: str
    lines: tuple[Line, ...]
    page: FrontPage | None
    again: tuple[Unsaved, ...] | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person takes of an offer."""

    offer: Offer
    lines: tuple[Line, ...]

    def unsaved(self, author: str, at: datetime) -> list[Unsaved]:
        """The changes to be made, under this name where they are others than those of the draft."""
        if self.offer.again is not None:
            return list(self.offer.again)
        made: list[Unsaved] = []
        page = self.offer.page
        for line in self.lines:
            if page is None or line.change is None:
                continue
            before, page = page, page.apply(line.change)
            made.append(
                Unsaved(self.offer.page_id, before.case_no, line.change, before.digest, page.digest, author, at)
            )
        return made


def offers(store: Store, drafts: Iterable[Draft]) -> list[Offer]:
    """What these drafts hold, page by page; what has been stored after all is left out."""
    found = []
    for draft in drafts:
        for page_id in dict.fromkeys(one.page_id for one in draft.unsaved):
            own = [one for one in draft.unsaved if one.page_id == page_id]
            page = _page(store, own[0])
            own = own if page is None else _without_kept(store, own)
            if not own:
                continue
            again = fits(own, page) if page is not None else None
            offer = None if again == () else offer_of(own if again is None else again, page, again)
            if offer is not None and offer.lines:
                found.append(offer)
    return found


def offer_of(own: Sequence[Unsaved], page: FrontPage | None, again: tuple[Unsaved, ...] | None = None) -> Offer:
    """The changes of one page, line by line. What was typed letter by letter into one place is one line."""
    lines = _lines([edit for one in own for edit in one.change.edits], page)
    words = [one.change for one in own if not one.change.edits]
    lines += [Line("依据", "", change.reason, None if page is None else change) for change in words]
    # what stands there by now in the same words is no question
    lines = [line for line in lines if line.change is None or line.stored != line.typed]
    patient = page.text("patient_name") if page is not None else ""
    return Offer(own[0].page_id, own[0].case_no, patient, tuple(lines), page, again)


def _page(store: Store, one: Unsaved) -> FrontPage | None:
    """The page as it stands, where the store has it and it is still this person's."""
    try:
        page = store.page(one.page_id)
    except CodingError:
        return None
    return page if page.case_no == one.case_no or page.digest in (one.before, one.after) else None


def _without_kept(store: Store, own: list[Unsaved]) -> list[Unsaved]:
    """Without what was stored after all, though no answer came any more: the history tells, whatever the page has
    become since.
    """
    try:
        history = store.history(own[0].page_id)
    except CodingError:
        return own
    return [one for one in own if not any(_is_of(entry, one) for entry in history)]


def _is_of(entry: Entry, sent: Unsaved) -> bool:
    """Whether an entry is what a change has become that was sent: it may have opened its page again."""
    kept = entry.change if sent.change.step is not None else replace(entry.change, step=None)
    return (kept, entry.author) == (sent.change, sent.author) and sent.at <= entry.at + _APART


def _lines(edits: Sequence[Edit], page: FrontPage | None) -> list[Line]:
    """A line for the last text of each place, then one for each row that came, went or moved.

    A text of a row behind such an edit stands in a place that the page as it is does not have: it is made by hand.
    """
    last: dict[tuple[str, int, int], Line] = {}
    others: list[Line] = []
    moved: dict[str, int] = {}  # how often the rows of a group were other ones by then
    for edit in edits:
        if edit.kind is EditKind.SET:
            times = moved.get(ROW_ATTRIBUTES[edit.field][0], 0) if edit.field in ROW_ATTRIBUTES else 0
            line = _line(edit, page)
            last[edit.field, edit.index, times] = line if not times else Line(line.where, "", edit.after)
        else:
            moved[edit.row_group] = moved.get(edit.row_group, 0) + 1
            others.append(_row_line(edit))
    return [*last.values(), *others]


def _line(edit: Edit, page: FrontPage | None) -> Line:
    label = field_catalogue().label(edit.field)
    found = ROW_ATTRIBUTES.get(edit.field)
    if found and (edit.index or found[0] != "diagnosis"):
        label = f"{row_label(found[0], edit.index)}·{label}"
    if page is None:
        return Line(label, "", edit.after)
    there = found is None or edit.index < len(page.rows(found[0]))
    change = set_field(page, edit.field, edit.after, edit.index) if there else None
    return Line(label, page.text(edit.field, edit.index), edit.after, change)


def _row_line(edit: Edit) -> Line:
    """A row that came, went or moved: where, on a page that has changed, nobody can say; it is made by hand."""
    words = {EditKind.INSERT: "增加一行", EditKind.REMOVE: "删除一行", EditKind.MOVE: "移动一行"}[edit.kind]
    row = edit.row
    said = " ".join(str(getattr(row, name, "")) for name in ("code", "name", "type")) if row is not None else ""
    return Line(f"{row_label(edit.row_group, edit.index)}·{words}", "", said.strip())
