"""A region's scheme as a pack that can be opened again: tables, origin, answers, open questions, rows of the base."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from coding.base.delimited import delimited_rows
from coding.base.encoding import decoded
from coding.base.errors import CodingError, KnowledgeError, UnusableInputError
from coding.base.formula_guard import unguarded
from coding.base.sheet_writer import csv_line, people_line
from coding.base.whole_file import whole_binary
from coding.drg.compiled import compile_pack
from coding.drg.pack import TABLES, read_pack
from coding.drg.pack_tables import tables_of
from coding.drg.region_answers import Answers, answer_rows, read_answer_rows
from coding.drg.scheme_settings import KNOWN_SETTINGS
from coding.grouping.pack_files import pack_files
from coding.payment.group_list import GroupList, PublishedGroup
from coding.work.region_lists import ListText
from coding.work.region_reports import condition_rows, difference_rows, question_rows, repair_rows
from coding.work.region_scheme import RegionSource, RegionWork, usable_lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from coding.work.region_scheme import RegionPlan

ORIGIN, ANSWERS, PUBLISHED, LISTS = "origin.csv", "answers.csv", "published.csv", "pasted_lists.csv"
UNREAD = "unread.csv"
_OWN = "own_lists.csv"
#: Tables of the base that a region's pack exchanges: they stand beside under this name, so that work can go on.
_BASE = "base_"
_EXCHANGED = ("scheme", "adrg", "drg_rules", "drg")
_PUBLISHED = ("code", "name", "weight", "mean_cost", "mean_los", "basic", "note")
_ORIGIN = ("name", "base_name", "base_stamp", "source", "date", "list_name", "list_stamp")
_BOM = b"\xef\xbb\xbf"
#: The same bytes for the same work, whenever it is saved.
_NO_TIME = (2026, 1, 1, 0, 0, 0)


def pack_of(plan: RegionPlan) -> dict[str, bytes]:
    """Name → content of every file of the pack, the reports included."""
    work = plan.work
    tables = plan.tables()
    base = tables_of(work.base)
    tables["scheme"] = _settings(work, base["scheme"])
    files = {f"{table}.csv": _table([TABLES[table], *rows]) for table, rows in tables.items()}
    base["scheme"] = [row for row in base["scheme"] if row[0] in KNOWN_SETTINGS]
    files |= {f"{_BASE}{table}.csv": _table([TABLES[table], *base[table]]) for table in _EXCHANGED}
    exchanged = {(one.owner, one.role) for one in usable_lists(plan)}
    held = [row for row in base["adrg_codes"] if (row[0], row[1]) in exchanged]
    files[f"{_BASE}adrg_codes.csv"] = _table([TABLES["adrg_codes"], *held])
    files[_OWN] = _csv([("owner", "role"), *sorted(exchanged)])
    files |= _typed(work)
    files[PUBLISHED] = _csv([_PUBLISHED, *([getattr(g, k) for k in _PUBLISHED] for g in work.published.groups)])
    files["differences.csv"] = _csv(difference_rows(plan))
    files["conditions.csv"] = _csv(condition_rows(plan))
    files["repairs.csv"] = _csv(repair_rows(plan))
    files["open_questions.csv"] = _csv(question_rows(plan))
    return files


def _typed(work: RegionWork) -> dict[str, bytes]:
    """What a person has said: origin, answers, pasted lists."""
    return {
        ORIGIN: _csv([("key", "value"), *((key, getattr(work.about, key)) for key in _ORIGIN)]),
        ANSWERS: _csv(answer_rows(work.answers)),
        LISTS: _csv([("at", "owner", "role", "name", "line"), *_list_rows(work.lists)]),
    }


def save_typed(work: RegionWork, place: Path, unread: ListText) -> None:
    """Into a folder that holds the pack already: what a person has said since, and typed without having it read in.

    Raises UnusableInputError.
    """
    rows = [("at", "owner", "role", "name", "line"), *_list_rows([unread])]
    for name, data in {**_typed(work), UNREAD: _csv(rows)}.items():
        with whole_binary(place / name) as file:
            file.write(data)


def unread_list(place: Path) -> ListText | None:
    """What was typed and not read in; None where nothing was."""
    try:
        lists = _lists_in({UNREAD: (place / UNREAD).read_bytes()}, UNREAD)
    except (OSError, CodingError):
        return None
    return lists[0] if lists else None


def save_pack(plan: RegionPlan, place: Path) -> None:
    """Write the pack into a folder or a .zip. Raises UnusableInputError, also where another scheme stands there."""
    files = pack_of(plan)
    if place.suffix.lower() == ".zip":
        with whole_binary(place) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(zipfile.ZipInfo(name, _NO_TIME), data, zipfile.ZIP_DEFLATED)
        return
    if place.is_file():
        raise UnusableInputError(f"“{place}”是一个文件：请写一个文件夹或 .zip 的名字。")
    if (place / "scheme.csv").exists() and not (place / ORIGIN).exists():
        raise UnusableInputError(f"文件夹“{place}”里已有另一个分组方案：请换一个文件夹。")
    for name, data in files.items():
        with whole_binary(place / name) as file:
            file.write(data)


def is_region_pack(place: Path) -> bool:
    """Whether a pack was made here and can be gone on with."""
    try:
        return place.exists() and {ORIGIN, PUBLISHED, f"{_BASE}adrg.csv"} <= pack_files(place).keys()
    except KnowledgeError:
        return False


def reopened(place: Path) -> tuple[RegionWork, tuple[str, ...]]:
    """The work that a pack was saved from, and what could not be read of it. Raises KnowledgeError."""
    files = pack_files(place)
    if not {ORIGIN, PUBLISHED, f"{_BASE}adrg.csv"} <= files.keys():
        raise KnowledgeError(f"“{place.name}”不是由本地分组目录建立的方案，不能接着做：请选择以前保存的方案。")
    origin = {row[0]: row[1] for row in _rows(files, ORIGIN)[1:] if len(row) > 1}
    about = RegionSource(**{key: origin.get(key, "") for key in _ORIGIN})
    own = {name: data for name, data in files.items() if name.removesuffix(".csv") in TABLES}
    own |= {f"{table}.csv": files[f"{_BASE}{table}.csv"] for table in _EXCHANGED if f"{_BASE}{table}.csv" in files}
    lists = _lists_in(files)
    own["adrg_codes.csv"] = _base_codes(files)
    base = compile_pack(read_pack(own, about.base_name))
    groups = tuple(PublishedGroup(*row) for row in _full_rows(files, PUBLISHED, len(_PUBLISHED)))
    answers, told = read_answer_rows(enumerate(_rows(files, ANSWERS), 1), ANSWERS)
    published = GroupList(about.list_name, about.list_stamp, groups)
    return RegionWork(about, base, published, lists, Answers().with_answers(answers)), told


def _list_rows(lists: Sequence[ListText]) -> Iterator[tuple[str, ...]]:
    """A row for every line of a pasted text: no cell goes on over lines."""
    for at, text in enumerate(lists, 1):
        for line in text.text.splitlines() or [""]:
            yield str(at), text.owner, text.role, text.name, line


def _lists_in(files: dict[str, bytes], file: str = LISTS) -> tuple[ListText, ...]:
    lines: dict[tuple[str, ...], list[str]] = {}
    for at, owner, role, name, line in _full_rows(files, file, 5):
        lines.setdefault((at, owner, role, name), []).append(line)
    return tuple(ListText(owner, role, "\n".join(text), name) for (_, owner, role, name), text in lines.items())


def _base_codes(files: dict[str, bytes]) -> bytes:
    """The lists of the base: those that were exchanged stand beside."""
    exchanged = {tuple(row[:2]) for row in _rows(files, _OWN)[1:]}
    kept = [row for row in _exact_rows(files, "adrg_codes.csv")[1:] if (row[0], row[1]) not in exchanged]
    return _table([TABLES["adrg_codes"], *kept, *_exact_rows(files, f"{_BASE}adrg_codes.csv")[1:]])


def _settings(work: RegionWork, base: Sequence[Sequence[str]]) -> list[list[str]]:
    """The settings of the base under the region's name; what the program itself noted of a workbook is none."""
    kept = [list(row) for row in base if row[0] in KNOWN_SETTINGS - {"name", "region"}]
    return [["name", work.about.name], ["region", work.about.source or work.about.name], *kept]


def _table(rows: Iterable[Sequence[str]]) -> bytes:
    """A table of the pack, exact: a scheme's sets begin with @."""
    return _BOM + "".join(f"{csv_line(row)}\r\n" for row in rows).encode("utf-8", "replace")


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    """A table that people open."""
    return _BOM + "".join(f"{people_line(row)}\r\n" for row in rows).encode("utf-8", "replace")


def _rows(files: dict[str, bytes], name: str) -> list[list[str]]:
    return [[unguarded(cell) for cell in row] for row in _exact_rows(files, name)]


def _exact_rows(files: dict[str, bytes], name: str) -> list[list[str]]:
    data = files.get(name, b"")
    if not data.strip():
        return []
    return [row for _, row in delimited_rows(decoded(data, name), name, ",") if row]


def _full_rows(files: dict[str, bytes], name: str, width: int) -> list[list[str]]:
    return [(row + [""] * width)[:width] for row in _rows(files, name)[1:]]
