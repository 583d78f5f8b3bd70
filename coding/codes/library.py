"""A code table as one run uses it: lookup, verdict on a code, and what lies above and below it."""

from __future__ import annotations

import hashlib
from functools import cache, cached_property
from typing import TYPE_CHECKING

from coding.base.resources import resource_table, resources
from coding.codes.code_table import read_code_table
from coding.codes.entry import CodeEntry, CodeKind, CodeStatus
from coding.codes.hierarchy import Heading, hierarchy
from coding.codes.parse import (
    category,
    halves,
    is_morphology,
    is_well_formed,
    normalise_code,
    six_place,
    subcategory,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from coding.codes.code_table import CodeSheet

_EMBEDDED = {
    CodeKind.DIAGNOSIS: ("icd10.csv", "内置 ICD-10 类目亚目表"),
    CodeKind.PROCEDURE: ("icd9cm3.csv", "内置 ICD-9-CM-3 手术操作表"),
}


class CodeLibrary:
    """One code table, read only. Codes are found in any spelling that ``normalise_code`` reads.

    ``title`` is its Chinese name; ``notes`` are Chinese sentences on rows that were left out when it was loaded.
    """

    def __init__(
        self, kind: CodeKind, entries: Iterable[CodeEntry], title: str, stamp: str, notes: tuple[str, ...] = ()
    ) -> None:
        self.kind = kind
        self.title = title
        self.stamp = stamp
        self.notes = notes
        self.entries: tuple[CodeEntry, ...] = tuple(entries)

    @cached_property
    def _by_text(self) -> dict[str, CodeEntry]:
        return {entry.code: entry for entry in self.entries}

    @cached_property
    def _by_key(self) -> dict[str, CodeEntry]:
        """The rows by their code in six places, the longest spelling of each."""
        found: dict[str, CodeEntry] = {}
        for entry in self.entries:
            key = entry.code if len(entry.code) >= 7 else six_place(entry.code)
            held = found.get(key)
            if held is None or len(held.code) < len(entry.code):
                found[key] = entry
        return found

    def __iter__(self) -> Iterator[CodeEntry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, code: str) -> bool:
        return self.get(code) is not None

    def get(self, code: str) -> CodeEntry | None:
        """The row of a code, or None. ``I21.9`` finds the row ``I21.900`` and the other way round."""
        entry = self._by_text.get(code)
        if entry is None:
            code = normalise_code(code, self.kind)
            entry = self._by_text.get(code) or self._by_key.get(six_place(code))
        return entry

    def name(self, code: str) -> str:
        """The name of a code, or of the category it stands for; "" when the table knows neither."""
        entry = self.get(code)
        return entry.name if entry else hierarchy(self.kind).heading_name(normalise_code(code, self.kind))

    def status(self, code: str) -> CodeStatus:
        """What the table says of a code; see CodeStatus.

        A code that is written in full and stands in the table is EXACT even where further extensions lie
        below it (``J18.900`` beside ``J18.900x001``); whether it may be submitted is told by ``entry.grey``.
        In a table of headings (``headings_only``) EXACT means that the heading exists.
        """
        code = normalise_code(code, self.kind)
        if is_morphology(code):
            return self._morphology_status(code)
        if not is_well_formed(code, self.kind):
            return CodeStatus.MALFORMED
        if self.get(code) is not None:
            return CodeStatus.HEADING if self.is_heading(code) else CodeStatus.EXACT
        dagger, asterisk = halves(code)
        if dagger and asterisk:
            return self._pair_status(dagger, asterisk)
        return self._absent_status(dagger or asterisk)

    def _absent_status(self, code: str) -> CodeStatus:
        if len(code) <= 5 and self._below(code):
            return CodeStatus.HEADING
        if subcategory(code) not in self._subcategories:
            return CodeStatus.UNKNOWN
        if code == six_place(subcategory(code)):
            return CodeStatus.HEADING
        return CodeStatus.EXTENSION if self.headings_only else CodeStatus.UNKNOWN_EXTENSION

    def _pair_status(self, dagger: str, asterisk: str) -> CodeStatus:
        known = subcategory(dagger) in self._subcategories or bool(self._below(dagger))
        if not known or not hierarchy(self.kind).heading_name(category(asterisk)):
            return CodeStatus.UNKNOWN
        return CodeStatus.EXTENSION if self.headings_only else CodeStatus.UNKNOWN_EXTENSION

    def _morphology_status(self, code: str) -> CodeStatus:
        if code in self._by_text:
            return CodeStatus.EXACT
        return CodeStatus.EXTENSION if not self.knows_morphology else CodeStatus.UNKNOWN

    def is_heading(self, code: str) -> bool:
        """True for a code that is written without its extension while the table holds more specific ones.

        ``K80``, ``K80.0`` and, in a table that knows them, 灰码 with codes below them; ``I10`` where ``I10.x00`` is.
        """
        code = normalise_code(code, self.kind)
        dagger, asterisk = halves(code)
        if dagger and asterisk:
            return False
        if len(dagger or asterisk) < 7:
            entry = self.get(code)
            return bool(self._below(dagger or asterisk)) or (entry is not None and len(entry.code) >= 7)
        entry = self.get(code)
        return bool(entry and entry.grey and self.children(code))

    def children(self, code: str) -> tuple[CodeEntry, ...]:
        """All rows below a code, in order: of a category, of a subcategory (``K80.0`` or ``K80.000``), of an
        extension (``K80.001`` → ``K80.001x001``).
        """
        code = normalise_code(code, self.kind)
        key = six_place(code)
        return tuple(e for e in self._below(code) if e.code != code and e.code != key)

    def siblings(self, code: str) -> tuple[CodeEntry, ...]:
        """The other rows of the same subcategory, in order."""
        code = normalise_code(code, self.kind)
        key = six_place(code)
        found = self._subcategories.get(subcategory(code), ())
        return tuple(e for e in found if e.code != code and e.code != key)

    def parent(self, code: str) -> str:
        """The code one step up: ``I21.900x001`` → ``I21.900`` where the table has it → ``I21`` → ``I20-I25`` → chapter.

        "" above a chapter and for text that is no code.
        """
        code = normalise_code(code, self.kind)
        place, sub = category(code), subcategory(code)
        if not place:
            above = [h for h in hierarchy(self.kind).blocks if h.code == code]
            chapter = hierarchy(self.kind).chapter(above[0].first) if above else None
            return chapter.code if chapter else ""
        head = six_place(sub)
        if code not in (sub, head, place):
            base = code[:7]
            if len(code) > 7 and base in self._by_key and base != code:
                return base
            return head if head in self._by_key else sub
        if code != place and sub != place:
            return place if self.kind is CodeKind.DIAGNOSIS or len(sub) == 4 else self._three_place(sub)
        block = hierarchy(self.kind).block(place) or hierarchy(self.kind).chapter(place)
        return block.code if block else ""

    def _three_place(self, sub: str) -> str:
        return sub[:4] if hierarchy(self.kind).heading_name(sub[:4]) else sub[:2]

    def chapter(self, code: str) -> Heading | None:
        """The chapter of a code."""
        return hierarchy(self.kind).chapter(normalise_code(code, self.kind))

    def block(self, code: str) -> Heading | None:
        """The block of a diagnosis code."""
        return hierarchy(self.kind).block(normalise_code(code, self.kind))

    def category(self, code: str) -> CodeEntry | None:
        """The category of a code as an entry: ``I21.900`` → I21 急性心肌梗死."""
        place = category(normalise_code(code, self.kind))
        name = hierarchy(self.kind).heading_name(place)
        return CodeEntry(place, name) if name else None

    @cached_property
    def headings_only(self) -> bool:
        """True when no row is more specific than a subcategory: extensions cannot be judged, only accepted."""
        return all((len(e.code) <= 7 and e.code.endswith("00")) or len(e.code) < 7 for e in self.entries)

    @cached_property
    def knows_grey(self) -> bool:
        """True when the table says which codes are 医保灰码."""
        return any(e.grey is not None for e in self.entries)

    @cached_property
    def knows_morphology(self) -> bool:
        """True when the table holds morphology codes."""
        return any("/" in e.code for e in self.entries)

    def _below(self, code: str) -> tuple[CodeEntry, ...]:
        dagger, asterisk = halves(code)
        code = dagger or asterisk
        place, sub = category(code), subcategory(code)
        if code == place:
            return self._categories.get(place, ())
        if code == sub or six_place(code) == six_place(sub):
            found = self._subcategories.get(sub, ())
            if not found and self.kind is CodeKind.PROCEDURE and len(sub) == 4:
                return tuple(e for e in self._categories.get(place, ()) if e.code.startswith(sub))
            return found
        return tuple(e for e in self._subcategories.get(sub, ()) if e.code.startswith(code))

    @cached_property
    def _subcategories(self) -> dict[str, tuple[CodeEntry, ...]]:
        return _grouped(self.entries, _quick_subcategory)

    @cached_property
    def _categories(self) -> dict[str, tuple[CodeEntry, ...]]:
        return _grouped(
            self.entries, lambda code: _quick_subcategory(code)[: 3 if self.kind is CodeKind.DIAGNOSIS else 2]
        )


def _quick_subcategory(code: str) -> str:
    """``subcategory`` for a code that is known to be normalised, without reading it again."""
    if "/" in code:
        return ""
    if "+" in code or "*" in code:
        code = next(filter(None, halves(code)), "")
    return code[:5].rstrip("x").rstrip(".")


def _grouped(entries: Iterable[CodeEntry], key: Callable[[str], str]) -> dict[str, tuple[CodeEntry, ...]]:
    lists: dict[str, list[CodeEntry]] = {}
    for entry in entries:
        if entry.code:
            lists.setdefault(key(entry.code), []).append(entry)
    return {k: tuple(v) for k, v in lists.items() if k}


@cache
def embedded_library(kind: CodeKind) -> CodeLibrary:
    """The table that ships with the program: categories and subcategories with Chinese names."""
    file, title = _EMBEDDED[kind]
    rows = resource_table(f"codes/{file}", "code", "name").cells
    data = resources().content(f"codes/{file}")
    return CodeLibrary(kind, (CodeEntry(code, name) for code, name in rows), title, _digest(kind, data))


def load_code_table(path: Path, kind: CodeKind) -> CodeLibrary:
    """A hospital's table: any CSV or .xlsx with a code and a name column, found by their headers.

    Raises KnowledgeError when the file cannot be used, with the reason and what to do.
    """
    return library_of(read_code_table(path, kind), path, kind)


def library_of(sheet: CodeSheet, path: Path, kind: CodeKind) -> CodeLibrary:
    """The table in a sheet that was read already from ``path``."""
    return CodeLibrary(kind, sheet.entries, path.stem, _digest(kind, path.read_bytes()), sheet.notes)


def _digest(kind: CodeKind, data: bytes) -> str:
    return f"{kind.value}-{hashlib.blake2b(data, digest_size=6).hexdigest()}"
