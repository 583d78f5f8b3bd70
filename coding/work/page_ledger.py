"""The ledger of a page: every change from its import to now, what stands, what each did to the group, the page then."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from coding.base.errors import StaleChangeError
from coding.page.change import ChangeSource, EditKind
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue, field_key
from coding.page.rows import GROUP_WORDS, ROW_TYPES, row_label
from coding.page.taking_back import taken_back
from coding.store.course import course_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.grouping.case import Grouping
    from coding.knowledge.knowledge import Knowledge
    from coding.page.change import Change, Edit
    from coding.page.front_page import FrontPage
    from coding.store.kept_audit import Came, Grouped
    from coding.store.store import Entry, Store

#: Where a change comes from, in the words of the screen.
SOURCES: Final = {
    ChangeSource.TYPED: "手工",
    ChangeSource.SUGGESTION: "编码建议",
    ChangeSource.LOOKUP: "编码检索",
    ChangeSource.FINDING: "检查结果",
    ChangeSource.WHAT_IF: "换序",
    ChangeSource.EVIDENCE: "写依据",
    ChangeSource.ANSWER: "说明",
    ChangeSource.STEP: "流转",
    ChangeSource.UNDO: "撤销",
    ChangeSource.REDO: "重做",
    ChangeSource.IMPORT: "导入更新",
    ChangeSource.SLIP: "反馈单",
}
_EMPTY: Final = "（空）"


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One entry as the screen tells it. ``place``, ``before``, ``after``: which fields, what they said, what they say.

    ``is_struck``: it was taken back and stands no more. ``seen``: the group as it was judged at that time, None where
    it was not judged.
    """

    entry: Entry
    source: str
    place: str
    before: str
    after: str
    reason: str
    is_struck: bool
    seen: Grouped | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """``original``: the page as it came, ``came`` when and by whom. ``lines``: what was made of it since, the oldest
    first.
    """

    original: FrontPage
    came: Came
    lines: tuple[LedgerLine, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of the lines."""
        return tuple(line.entry for line in self.lines)


@dataclass(frozen=True, slots=True)
class Placed:
    """Group and weight of a page under the knowledge in force; ``weight`` None where there is none."""

    grouping: Grouping
    weight: float | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What one entry did: the page's group before and after it."""

    before: Placed
    after: Placed

    @property
    def moves(self) -> bool:
        """Whether group or weight are other ones after it."""
        return self.before != self.after


def ledger_of(store: Store, page_id: int) -> Ledger:
    """The ledger of a page. Raises StoreError."""
    entries, groups = store.history(page_id), store.groups_of(page_id)
    ((_, original),) = store.originals([page_id])
    struck = {entry.undoes for entry in entries}
    lines = []
    for number, entry in enumerate(entries):
        until = entries[number + 1].at if number + 1 < len(entries) else None
        seen = [one for one in groups if until is None or one.at < until]
        place, before, after = change_words(entry.change)
        told = "，".join(part for part in (entry.change.why, entry.change.rule) if part)
        lines.append(
            LedgerLine(
                entry, _source(entry), place, before, after, told, entry.id in struck, seen[-1] if seen else None
            )
        )
    return Ledger(original, store.came(page_id), tuple(lines))


def states_of(store: Store, page_id: int, ledger: Ledger) -> Iterator[FrontPage]:
    """The page as it came, then as it stood after each entry. Where identities are masked, an entry may not lie on the
    masked page: the store is asked then.
    """
    page = ledger.original
    yield page
    for entry in ledger.entries:
        try:
            page = page.apply(entry.change)
        except StaleChangeError:
            page = store.page_on(page_id, entry.at).page
        yield page


def placed(page: FrontPage, knowledge: Knowledge) -> Placed:
    """Group and weight of a page, by what holds on its day of discharge."""
    reference = knowledge.of(page).reference
    grouping = reference.group(page)
    return Placed(grouping, reference.price(page, grouping).weight)


def effects_of(
    store: Store, page_id: int, ledger: Ledger, knowledge: Knowledge, wanted: frozenset[int]
) -> Iterator[tuple[int, Effect]]:
    """Entry id → what it did, of the ``wanted`` entries, in their order; of a long history this takes a while."""
    last: Placed | None = None
    states = states_of(store, page_id, ledger)
    before = next(states)
    for entry, after in zip(ledger.entries, states, strict=True):
        if entry.id in wanted:
            was = last or placed(before, knowledge)
            last = placed(after, knowledge) if entry.change.edits else was
            yield entry.id, Effect(was, last)
        elif entry.change.edits:
            last = None
        before = after


def back_of(ledger: Ledger, entry: Entry, page: FrontPage) -> Change:
    """The Change that takes an entry of the ledger alone back on the page as it stands, or makes one again that was
    taken back. Raises StaleChangeError with the reason in a sentence.
    """
    undo = undo_of(ledger, entry)
    if undo is not None and _line(ledger, undo).is_struck:
        raise StaleChangeError("这一条已经重做：见后面的“重做”一条。")
    made, source = (undo, ChangeSource.REDO) if undo is not None else (entry, ChangeSource.UNDO)
    if undo is None and _takes_back(ledger, entry):
        raise StaleChangeError("这一条本身是撤销：要恢复，请选被撤销的那一条（加删除线的）。")
    return taken_back(made.change, [one.change for one in ledger.entries if one.id > made.id], page, source)


def undo_of(ledger: Ledger, entry: Entry) -> Entry | None:
    """The entry that took another one back, where that stands no more."""
    if not _line(ledger, entry).is_struck:
        return None
    return next((one for one in reversed(ledger.entries) if one.undoes == entry.id), None)


def down_to(ledger: Ledger, entry: Entry) -> list[Entry]:
    """The entries that are taken back, the last one first, until ``entry`` is too. Raises StaleChangeError where it
    cannot be gone back to by taking back one after the other.
    """
    undoable = course_of(ledger.entries).undoable
    if all(one.id != entry.id for one in undoable):
        later = any(one.change.source == ChangeSource.IMPORT for one in ledger.entries if one.id > entry.id)
        why = "此后文件更新过这份病案" if later else "它已撤销，或没有改动首页"
        raise StaleChangeError(f"不能逐条撤销到这一步：{why}。")
    return [one for one in reversed(undoable) if one.id >= entry.id]


def change_words(change: Change) -> tuple[str, str, str]:
    """Which fields a change is about, what they said and what they say; several edits one after the other."""
    if not change.edits:
        if change.step is None:
            return "", "", ""
        until = f"（至 {change.step.until.isoformat()}）" if change.step.until else ""
        return "状态", change.step.before.label, change.step.after.label + until
    told = [_edit_words(edit) for edit in change.edits]
    places = dict.fromkeys(place for place, _, _ in told)
    return "、".join(places), "；".join(was for _, was, _ in told), "；".join(will for _, _, will in told)


def page_rows(page: FrontPage) -> list[tuple[str, str, str]]:
    """A page for reading: section, field, text; fields that are empty are left out."""
    catalogue = field_catalogue()
    single = [
        (field.section, field.label, catalogue.value_label(key, page.text(key)) or page.text(key))
        for key, field in catalogue.items()
        if not field.group and page.text(key).strip()
    ]
    rows = []
    for group, kind in ROW_TYPES.items():
        for index in range(len(page.rows(group))):
            texts = []
            for attribute in fields(kind):
                key = field_key(group, attribute.name, index)
                if text := page.text(key, index).strip():
                    texts.append(catalogue.value_label(key, text) or text)
            rows.append((GROUP_WORDS[group], row_label(group, index), "　".join(texts)))
    return [*rows, *single]


def grouped_words(grouped: Grouped | None) -> str:
    """A group as it was kept: its code, or why there was none."""
    if grouped is None:
        return "未检查"
    return grouped.drg or grouped.status


def _takes_back(ledger: Ledger, entry: Entry) -> bool:
    """Whether an entry took another one back: what takes that back again makes something once more."""
    if entry.undoes is None:
        return False
    return not any(one.id == entry.undoes and _takes_back(ledger, one) for one in ledger.entries)


def _line(ledger: Ledger, entry: Entry) -> LedgerLine:
    return next(line for line in ledger.lines if line.entry.id == entry.id)


def _source(entry: Entry) -> str:
    if entry.undoes is not None and entry.change.source == ChangeSource.IMPORT:
        return "导入撤销"
    return SOURCES.get(entry.change.source, "")


def _edit_words(edit: Edit) -> tuple[str, str, str]:
    catalogue = field_catalogue()
    if edit.kind is EditKind.SET:
        found = ROW_ATTRIBUTES.get(edit.field)
        label = catalogue.label(edit.field)
        if found and (edit.index or found[0] != "diagnosis"):
            label = f"{row_label(found[0], edit.index)}·{label}"
        texts = [catalogue.value_label(edit.field, text) or text or _EMPTY for text in (edit.before, edit.after)]
        told = f"（{edit.standard}）" if edit.standard else ""
        return label, texts[0], texts[1] + told
    words = " ".join(filter(None, (getattr(edit.row, "code", ""), getattr(edit.row, "name", ""))))
    label = row_label(edit.row_group, edit.index)
    match edit.kind:
        case EditKind.INSERT:
            return f"增加{label}", "", words or _EMPTY
        case EditKind.REMOVE:
            return f"删除{label}", words or _EMPTY, ""
        case _:
            return f"{GROUP_WORDS[edit.row_group]}次序", f"{label} {words}".strip(), row_label(edit.row_group, edit.to)
