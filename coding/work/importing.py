"""A file into the store: read, linked, looked through, kept; and what a person is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from coding.exchange.link import number_of, same_number
from coding.exchange.preflight import Defect, DefectKind
from coding.exchange.profile import WORKFLOW
from coding.exchange.settlement import SETTLEMENT_LIST
from coding.knowledge.knowledge import load_knowledge
from coding.page.change import Edit, EditKind
from coding.page.fields import field_catalogue
from coding.page.rows import GROUP_WORDS
from coding.work.column_maps import keep_profile, kept_profiles
from coding.work.file_editions import settled_editions
from coding.work.hospital_knowledge import own_rules
from coding.work.local_habits import LocalHabitError, kept_local_values, local_habits
from coding.work.reading_files import FileRead, files_read
from coding.work.steps import Check, Step, go_on, untold
from coding.work.stored_pages import each_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from coding.exchange.local_values import LocalValues
    from coding.exchange.profile import SourceProfile
    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage
    from coding.page.reading import Reading
    from coding.store.store import ImportResult, Store

#: More defects or changes than this are of no use to a person.
_MOST_TOLD = 5_000
#: What the rows turned back and the repairs do not tell: they have lists of their own.
_DOUBTFUL = frozenset({DefectKind.PERIOD, DefectKind.DUPLICATE, DefectKind.CHARACTER, DefectKind.TYPE})


@dataclass(frozen=True, slots=True)
class Imported:
    """A file that was read and kept: what was in it and what it did to the store.

    ``changed`` tells of pages that were read before what is new: record number, field, before, after. ``edition``: of
    which edition its codes are taken to be, and why; "" where that changes nothing.
    """

    path: Path
    reading: Reading
    result: ImportResult
    defects: tuple[Defect, ...] = ()
    changed: tuple[tuple[str, str, str, str], ...] = ()
    edition: str = ""

    @property
    def is_plain(self) -> bool:
        """True when there is nothing to tell but the number of pages."""
        reading = self.reading
        # what is no date or no number the rules say as well, page by page
        doubtful = any(defect.kind is not DefectKind.TYPE for defect in self.defects)
        return not (reading.rejects or reading.repairs or reading.notes or self.result.kept or doubtful or self.changed)

    def in_words(self) -> str:
        """已读入 312 份：新增 300，更新 2 …"""
        result = self.result
        parts = [
            f"{word} {len(ids):,} 份"
            for word, ids in (
                ("新增", result.added),
                ("更新", result.updated),
                ("内容未变", result.unchanged),
                ("已改过而保留", result.kept),
            )
            if ids
        ]
        if self.reading.rejects:
            parts.append(f"退回 {len(self.reading.rejects):,} 行")
        return f"{self.path.name}：" + ("，".join(parts) or "没有读到病案") + "。" + self.edition


def import_file(
    path: Path,
    store: Store,
    now: datetime,
    kept: list[str],
    profile: SourceProfile | None = None,
    step: Step = untold,
    check: Check = go_on,
    knowledge: Knowledge | None = None,
) -> list[Imported]:
    """Read a file, or every file of an archive, and keep its pages.

    ``profile`` is the column map of a source that follows no layout; it is remembered. ``kept`` tells at every moment
    which files are in the store, whole. ``step`` and ``check`` may raise to cancel: a file that is not yet in ``kept``
    leaves nothing behind. Raises what ``files_read`` raises, LocalHabitError where a way of the house was never asked
    about: by the rules of ``knowledge``, None: of what is embedded, with the hospital's own; and EditionUnclearError
    where somebody has to say of which edition the codes are.
    """
    profiles = [*([profile] if profile else []), *kept_profiles(store)]
    local = kept_local_values(store)
    files = files_read([path], now, profiles, lambda readings: _spoken_of(store, readings), step, local)
    check()
    if profile:
        keep_profile(store, profile)
    _ask_about_habits(files, store, local, knowledge)
    editions = settled_editions(files, store, knowledge)
    imported = []
    for file in files:
        # the store takes the pages of a file in one transaction
        result = store.import_reading(file.reading, step)
        kept.append(file.reading.file)
        told = tuple(islice(_changes(store, result), _MOST_TOLD))
        edition = editions.get(file.reading.file)
        words = edition.in_words() if edition else ""
        imported.append(Imported(path, file.reading, result, _doubtful(file), told, words))
    return imported


def _ask_about_habits(
    files: Sequence[FileRead], store: Store, local: Sequence[LocalValues], knowledge: Knowledge | None
) -> None:
    """Nobody is asked about a file that has no habits: then no rule is looked at either."""
    if not any(file.reading.foreign for file in files):
        return
    judging = knowledge or load_knowledge().with_rules(own_rules(store))
    for file in files:
        # a column in which everything is different holds no codes of anybody: there is nothing to map
        habits = [habit for habit in local_habits(file.reading, judging, local) if not habit.is_open]
        if habits:
            raise LocalHabitError(habits)


def _doubtful(file: FileRead) -> tuple[Defect, ...]:
    return tuple(islice((d for d in file.defects() if d.kind in _DOUBTFUL), _MOST_TOLD))


def _changes(store: Store, result: ImportResult) -> Iterator[tuple[str, str, str, str]]:
    """What a newer file changed in pages that were read before."""
    for page_id in result.updated:
        history = store.history(page_id)
        if not history:
            continue
        case_no = store.page(page_id).case_no
        for edit in history[-1].change.edits:
            yield (case_no, *_edit_in_words(edit))


def _edit_in_words(edit: Edit) -> tuple[str, str, str]:
    """Place, before and after."""
    if edit.kind is EditKind.SET:
        row = f" {edit.index + 1}" if edit.index else ""
        return field_catalogue().label(edit.field) + row, edit.before, edit.after
    code = str(getattr(edit.row, "code", "")) if edit.row else ""
    before, after = ("", code) if edit.kind is EditKind.INSERT else (code, "")
    return f"{GROUP_WORDS[edit.row_group]}第 {edit.index + 1} 行", before, after


def _spoken_of(store: Store, readings: Sequence[Reading]) -> list[FrontPage]:
    """The pages of the store that these sheets and lists may speak of, and its lists that may speak of these pages."""
    if any(reading.layout in (WORKFLOW, SETTLEMENT_LIST) for reading in readings):
        ids = store.worklist()
    else:
        ids = store.of_layout(SETTLEMENT_LIST)
    if not ids:
        return []
    wanted = {number_of(page) for reading in readings for page in reading.pages}
    found = [row.id for row in each_row(store, ids) if same_number(row.case_no) in wanted]
    return [page for _, page in store.pages(found)]
