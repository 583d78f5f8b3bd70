"""What an export would write, told before it is written: which pages, into which files, what is empty, what is held."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coding.exchange.forms import forms
from coding.exchange.layout import layout_by_id
from coding.exchange.settlement import SETTLEMENT_LIST
from coding.exchange.settlement_needs import NeedsCount
from coding.exchange.write import match_of
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue, is_blank
from coding.page.reading import Reading
from coding.store.store import Marked, WorklistQuery
from coding.work.steps import Step, untold
from coding.work.stored_pages import chunked, each_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.exchange.settlement_needs import OpenItem
    from coding.page.front_page import FrontPage
    from coding.store.store import ImportSource, Store


@dataclass(frozen=True, slots=True)
class Family:
    """One entry in the list of kinds of the export. ``layout`` "" = as each page came in."""

    title: str
    layout: str
    suffix: str
    encoding: str = "gb18030"


AS_IT_CAME: Final = "与原文件相同的格式、列次序和编码"
#: The layout of pages that came in no file.
WITHOUT_SOURCE: Final = "n041"
#: Pages between two looks whether to go on.
TOGETHER: Final = 50


class Extent(StrEnum):
    """Which pages go out."""

    ALL = "all"
    LISTED = "listed"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file that would be written: where, the pages it would hold, and the source whose form it has (None: a new
    file of a layout).
    """

    path: Path
    ids: tuple[int, ...]
    source: ImportSource | None = None

    @property
    def is_there(self) -> bool:
        """Whether something stands under this name already."""
        return self.path.exists()


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in the pages that would go out: ``held`` by open mandatory findings, ``unexamined`` yet, ``columns``:
    labels of the items that the files have, ``empty``: those that no page has anything in; ``needs``: the mandatory
    items that a settlement list would leave empty.
    """

    pages: int
    held: int
    unexamined: int
    columns: tuple[str, ...]
    empty: tuple[str, ...]
    needs: tuple[OpenItem, ...] = ()


def extents(store: Store, listed: Sequence[int]) -> dict[Extent, list[int]]:
    """The pages of each extent, in the order in which they are written."""
    return {
        Extent.ALL: list(store.worklist()),
        Extent.LISTED: list(listed),
        Extent.FINISHED: list(store.worklist(WorklistQuery(marked=Marked.DONE))),
    }


def kinds(store: Store, ids: Sequence[int]) -> list[Family]:
    """The kinds that are offered for these pages; first of all the way they came in, where it is known."""
    sources = [source for source, _ in store.sources(ids) if source.columns]
    first = [Family(AS_IT_CAME, "", suffix_of(sources[0]))] if sources else []
    return [*first, *(Family(form.title, form.layout, form.suffix, form.encoding) for form in forms())]


def suffix_of(source: ImportSource) -> str:
    """The suffix of a file that is written the way ``source`` was; .xls comes back as .xlsx."""
    kind = {"json": ".json", "settlement": ".json", "xml": ".xml", "dbf": ".dbf"}.get(source.dialect.kind, "")
    if kind:
        return kind
    return ".xlsx" if source.encoding == "xlsx" else ".txt" if source.file.lower().endswith(".txt") else ".csv"


def planned_files(path: Path, store: Store, ids: Sequence[int], family: Family) -> tuple[PlannedFile, ...]:
    """The files that an export to ``path`` would write. Pages of several sources, each to go out as it came, become
    several files: the one with most pages bears the name that was chosen, the others that of their source behind it.
    """
    if family.layout:
        return (PlannedFile(path, tuple(ids)),)
    groups = [(source, tuple(members)) for source, members in store.sources(ids)]
    main = max(range(len(groups)), key=lambda n: (len(groups[n][1]), -n), default=0)
    taken = {path}
    files: list[PlannedFile] = []
    for number, (source, members) in enumerate(groups):
        target = path if number == main else _free(path.with_name(_derived(path, source)), taken)
        taken.add(target)
        files.append(PlannedFile(target, members, source))
    return tuple(sorted(files, key=lambda file: file.path != path))


def contents(store: Store, files: Sequence[PlannedFile], family: Family | None, step: Step = untold) -> Contents:
    """What is in the pages of the files; reads each of them. ``step`` may raise to stop.

    ``family`` None: the findings go out, of whose columns none is an item of the page.
    """
    ids = [page_id for file in files for page_id in file.ids]
    held = unexamined = 0
    for row in each_row(store, ids):
        held += row.errors > 0
        unexamined += row.state == ""
    if family is None:
        return Contents(len(ids), held, unexamined, (), ())
    keys = _keys(files, family)
    filled: set[str] = set()
    needs = NeedsCount() if family.layout == SETTLEMENT_LIST else None
    for number, chunk in enumerate(chunked(ids, TOGETHER)):
        step(number * TOGETHER, len(ids))
        for _, page in store.pages(chunk):
            filled.update(_filled(page))
            if needs is not None:
                needs.add(page)
    label = field_catalogue().label
    empty = tuple(dict.fromkeys(label(key) for key in keys if key not in filled))
    found = needs.items() if needs is not None else ()
    return Contents(len(ids), held, unexamined, tuple(dict.fromkeys(map(label, keys))), empty, found)


def _keys(files: Sequence[PlannedFile], family: Family) -> list[str]:
    """The fields that have a column in the files, in the order of their columns."""
    if family.layout:
        return _standard(family.layout)
    return list(dict.fromkeys(key for file in files for key in _columns(file.source)))


def _standard(layout_id: str) -> list[str]:
    return list(dict.fromkeys(c.key for c in layout_by_id(layout_id).columns if c.written and c.key))


def _columns(source: ImportSource | None) -> list[str]:
    if source is None or not source.columns:
        return _standard(WITHOUT_SOURCE)
    return [c.key for c in match_of(reading_of(source)).columns if c and c.key]


def reading_of(source: ImportSource, originals: Sequence[FrontPage] = ()) -> Reading:
    """The reading of a file as its source is kept, to be written the same way."""
    return Reading(source.file, source.layout, source.encoding, source.columns, originals, dialect=source.dialect)


def _filled(page: FrontPage) -> set[str]:
    """The fields of a page in which something stands, those of its rows too."""
    keys = {key for key, text in page.values.items() if not is_blank(text)}
    for key, (group, attribute) in ROW_ATTRIBUTES.items():
        rows = page.rows(group)
        rows = rows[:1] if key.startswith("principal_") else rows[1:] if key.startswith("other_") else rows
        if any(not is_blank(str(getattr(row, attribute, ""))) for row in rows):
            keys.add(key)
    return keys


def _derived(path: Path, source: ImportSource) -> str:
    return f"{path.stem}_{_plain(source.file)}{suffix_of(source)}"


def _free(path: Path, taken: set[Path]) -> Path:
    number, free = 2, path
    while free in taken:
        free = path.with_name(f"{path.stem}_{number}{path.suffix}")
        number += 1
    return free


def _plain(name: str) -> str:
    stem = Path(name.replace("/", "_")).stem
    return "".join(c for c in stem if c not in '\\/:*?"<>|') or "首页"
