"""Rows that came back → the lines they answer: by key, by number and line, by what they say; older versions as well."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coding.review.slips import SlipKey, line_check

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coding.review.slips import AnswerKind, Slip, SlipLine

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class FilledRow:
    """One row of a sheet that came back, with an answer. ``where``: file, sheet and row, for sentences.

    The cells are as they stand; a column that the sheet lacks is "". ``key`` None: none stands there.
    """

    where: str
    key: SlipKey | None
    number: str
    line: str
    case_no: str
    label: str
    problem: str
    answer: AnswerKind
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Matched:
    """A row with its line; ``slip`` is the version that the row stood on. ``is_older``: there is a later one."""

    row: FilledRow
    slip: Slip
    line: SlipLine
    is_older: bool = False


@dataclass(slots=True)
class KnownSlips:
    """Slips by number, all versions; ``carried``: those that only the files themselves tell of."""

    own: Mapping[str, tuple[Slip, ...]]
    carried: dict[str, tuple[Slip, ...]] = field(default_factory=dict)

    def carry(self, slips: Iterable[Slip]) -> None:
        """Take up what a file tells of slips that are not known here."""
        for slip in slips:
            others = self.carried.get(slip.number, ())
            if slip.number not in self.own and slip not in others:
                self.carried[slip.number] = tuple(sorted((*others, slip), key=lambda one: one.version))

    def of(self, number: str) -> tuple[Slip, ...]:
        """The versions of a number; () where it is not known."""
        return self.own.get(number) or self.carried.get(number, ())

    def every(self) -> Iterable[Slip]:
        """All versions of all, the latest of each first."""
        for versions in (*self.own.values(), *self.carried.values()):
            yield from reversed(versions)


def match_row(row: FilledRow, known: KnownSlips) -> Matched | str:
    """The line that a row answers; a sentence (where, why, what to do) where it is none that is known."""
    if row.key is not None:
        return _by_key(row, row.key, known)
    if row.number:
        return _by_number(row, known)
    return _by_words(row, known)


def without_contradictions(found: Iterable[Matched]) -> tuple[list[Matched], list[str]]:
    """One answer a line, where several rows say the same; and a sentence for each line to which they say two things."""
    by_line: dict[tuple[str, str], list[Matched]] = {}
    for one in found:
        by_line.setdefault((one.slip.number, one.line.identity), []).append(one)
    kept: list[Matched] = []
    troubles: list[str] = []
    for rows in by_line.values():
        said = {(one.row.answer, one.row.value.strip(), one.row.reason.strip()) for one in rows}
        if len(said) == 1:
            kept.append(max(rows, key=lambda one: one.slip.version))
        else:
            both = "和".join(f"{one.row.where}（{one.row.answer.label}）" for one in rows[:2])
            troubles.append(f"{both}是同一行的两个不同答复，都没有读入：请只留一个再读。")
    return kept, troubles


def _by_key(row: FilledRow, key: SlipKey, known: KnownSlips) -> Matched | str:
    versions = known.of(key.number)
    if not versions:
        return (
            f"{row.where}：本机没有单号 {key.number}，文件里也没有它的对照表，没有读入："
            "请读入原来的工作簿（.xlsx），或在发出它的机器上读。"
        )
    of_version = (one for one in versions if one.version == key.version)
    same = ((one, line) for one in of_version for line in one.lines if line.line == key.line)
    found = next(((one, line) for one, line in same if line_check(line) == key.check), None)
    if found is None:
        return (
            f"{row.where}：单号 {key.number} 与本机的同号反馈单内容不同，不是这里发出的，没有读入：请核对是谁的文件。"
        )
    slip, line = found
    if why := _contradiction(row, line):
        return f"{row.where}：{why}，没有读入：可能只移动了部分列，请恢复原来的行后再读。"
    return Matched(row, slip, line, is_older=slip.version < versions[-1].version)


def _contradiction(row: FilledRow, line: SlipLine) -> str:
    """What a row says otherwise than its line; "" for nothing. Blank cells say nothing."""
    if row.case_no and not _same_number(row.case_no, line.case_no):
        return f"病案号“{row.case_no}”与对照码指的行（{line.case_no}）不同"
    if row.label and _plain(row.label) != _plain(line.label):
        return f"栏目“{row.label}”与对照码指的行（{line.label}）不同"
    return ""


def _by_number(row: FilledRow, known: KnownSlips) -> Matched | str:
    versions = known.of(row.number.strip())
    if not versions:
        return f"{row.where}：本机没有单号“{row.number}”，没有读入：请核对单号，或读入原来的工作簿（.xlsx）。"
    for slip in reversed(versions):
        for line in slip.lines:
            if str(line.line) == row.line.strip() and not _contradiction(row, line) and row.case_no:
                return Matched(row, slip, line, is_older=slip.version < versions[-1].version)
    return _by_words(row, known, row.number.strip())


def _by_words(row: FilledRow, known: KnownSlips, number: str = "") -> Matched | str:
    found: dict[tuple[str, str], Matched] = {}
    for slip in known.every():
        if number and slip.number != number:
            continue
        latest = known.of(slip.number)[-1].version
        for line in slip.lines:
            if _says(row, line):
                found.setdefault((slip.number, line.identity), Matched(row, slip, line, slip.version < latest))
    if len(found) == 1:
        return next(iter(found.values()))
    why = "没有对照码，按单号、病案号、栏目和问题找不到" if not found else "没有对照码，对应到不止一行"
    return f"{row.where}：{why}，没有读入：请在原来的反馈单上填写。"


def _says(row: FilledRow, line: SlipLine) -> bool:
    """Whether a row says just what the line does: record number, place and problem."""
    return (
        bool(row.case_no and row.label and row.problem)
        and _same_number(row.case_no, line.case_no)
        and _plain(row.label) == _plain(line.label)
        and _plain(row.problem) == _plain(line.problem)
    )


def _plain(text: str) -> str:
    return _SPACE.sub("", text)


def _same_number(one: str, other: str) -> bool:
    """Record numbers are the same where a spreadsheet has eaten the zeros before one of them."""
    left, right = one.strip(), other.strip()
    return left == right or (left.isdigit() and right.isdigit() and left.lstrip("0") == right.lstrip("0"))
