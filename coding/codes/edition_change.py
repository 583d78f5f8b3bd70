"""What a new edition of a code table does to the one before: codes that come, go, are renamed or change their flag."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coding.codes.entry import CodeEntry
    from coding.codes.library import CodeLibrary


class CodeMove(StrEnum):
    """What becomes of a code; the words are those of the screen."""

    STOPPED = "停用"
    RECODED = "同名换码"
    RENAMED = "同码改名"
    GREY = "灰码改变"
    ADDED = "新增"


#: What a page that carries the code has to be looked at for.
TOUCHING = frozenset({CodeMove.STOPPED, CodeMove.RECODED, CodeMove.RENAMED})


@dataclass(frozen=True, slots=True)
class CodeChange:
    """One code: before and after, "" where there is none; ``note``: what the flag was and is."""

    move: CodeMove
    before: str = ""
    before_name: str = ""
    after: str = ""
    after_name: str = ""
    note: str = ""

    def in_words(self) -> str:
        """I10.x00 高血压：停用"""
        told = {
            CodeMove.STOPPED: "停用",
            CodeMove.RECODED: f"改用 {self.after}",
            CodeMove.RENAMED: f"改名为“{self.after_name}”",
            CodeMove.GREY: self.note,
            CodeMove.ADDED: "新增",
        }[self.move]
        return f"{self.before or self.after} {self.before_name or self.after_name}：{told}"


@dataclass(frozen=True, slots=True)
class EditionChange:
    """All changes, by kind and code. ``note``: why something was not compared, a Chinese sentence."""

    changes: tuple[CodeChange, ...] = ()
    note: str = ""

    @property
    def counts(self) -> Mapping[CodeMove, int]:
        """How many of each kind, none left out."""
        found = Counter(change.move for change in self.changes)
        return {move: found[move] for move in CodeMove}

    @property
    def touching(self) -> dict[str, CodeChange]:
        """Code of the edition before → what becomes of it, where a page that carries it has to be looked at."""
        return {change.before: change for change in self.changes if change.move in TOUCHING}

    def in_words(self) -> str:
        """与现用的“…”相比：停用 12、同名换码 3 …"""
        if not self.changes:
            return self.note or "与现用的码表逐条相同。"
        told = "、".join(f"{move} {count:,}" for move, count in self.counts.items() if count)
        return f"与现用的码表相比：{told}。{self.note}"


def edition_change(old: CodeLibrary, new: CodeLibrary) -> EditionChange:
    """Compare two editions, code by code. A table of headings only is no edition: nothing is compared with it."""
    if old.headings_only or new.headings_only:
        which = "现用的" if old.headings_only else "新的"
        return EditionChange(note=f"{which}码表只到类目、亚目，不能逐条比较。")
    before, after = ({entry.code: entry for entry in table.entries} for table in (old, new))
    note = "" if old.knows_grey and new.knows_grey else "有一份码表没有灰码一列，灰码的变化不能比较。"
    gone = [entry for code, entry in before.items() if code not in after]
    come = [entry for code, entry in after.items() if code not in before]
    recoded = _recoded(gone, come)
    moved = {new_entry.code for new_entry in recoded.values()}
    changes = [*_of_gone(gone, recoded), *_of_kept(before, after, with_grey=not note)]
    changes += [CodeChange(CodeMove.ADDED, after=e.code, after_name=e.name) for e in come if e.code not in moved]
    order = list(CodeMove)
    return EditionChange(tuple(sorted(changes, key=lambda c: (order.index(c.move), c.before or c.after))), note)


def _recoded(gone: list[CodeEntry], come: list[CodeEntry]) -> dict[str, CodeEntry]:
    """Code that goes → the row that comes under the same name, where each name stands once on both sides."""
    left, right = (Counter(map(_folded, rows)) for rows in (gone, come))
    by_name = {_folded(entry): entry for entry in come}
    return {
        entry.code: by_name[name]
        for entry in gone
        if (name := _folded(entry)) and left[name] == 1 and right.get(name) == 1
    }


def _of_gone(gone: list[CodeEntry], recoded: Mapping[str, CodeEntry]) -> Iterator[CodeChange]:
    for entry in gone:
        found = recoded.get(entry.code)
        if found is None:
            yield CodeChange(CodeMove.STOPPED, entry.code, entry.name)
        else:
            yield CodeChange(CodeMove.RECODED, entry.code, entry.name, found.code, found.name)


def _of_kept(
    before: Mapping[str, CodeEntry], after: Mapping[str, CodeEntry], *, with_grey: bool
) -> Iterator[CodeChange]:
    for code, old in before.items():
        new = after.get(code)
        if new is None:
            continue
        if _folded(old) != _folded(new):
            yield CodeChange(CodeMove.RENAMED, code, old.name, code, new.name)
        if with_grey and bool(old.grey) != bool(new.grey):
            note = "改为灰码，不能上报" if new.grey else "不再是灰码"
            yield CodeChange(CodeMove.GREY, code, old.name, code, new.name, note)


def _folded(entry: CodeEntry) -> str:
    """A name as it is compared: width and blanks are no other name."""
    return "".join(unicodedata.normalize("NFKC", entry.name).split())
