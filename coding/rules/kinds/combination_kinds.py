"""Kinds that know combination categories: two codes for which the classification has one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.kept_answers import kept_by_question
from coding.base.resources import resource_table
from coding.codes.edition import carried_by
from coding.codes.entry import CodeKind
from coding.codes.parse import halves, normalise_code, six_place, subcategory
from coding.codes.ranges import CodeSet
from coding.page.change import Change, ChangeSource, Edit
from coding.page.edits import remove_row, set_row
from coding.rules.kind import Kind
from coding.rules.kinds.code_kinds import ROWS
from coding.rules.rule import Compiled, Hit, Rule
from coding.rules.triggers import categories_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coding.base.tables import CsvTable
    from coding.codes.entry import CodeEntry
    from coding.codes.library import CodeLibrary
    from coding.page.front_page import FrontPage
    from coding.rules.facts import Facts
    from coding.rules.page_rows import DiagnosisRow
    from coding.rules.params import Params

COMBINED_CODES = "rules/tables/combined_codes.csv"
_COLUMNS = ("rule", "grade", "about", "a", "b", "c", "way", "words", "but", "given", "unless", "source")
#: How many codes of the table in use a hint lists where the right one must be chosen.
_MOST_LEAVES = 4


class Way(StrEnum):
    """What becomes of the two rows, in the words of the table."""

    MERGED = "合并"
    FIRST = "甲改"
    SECOND = "乙改"
    CONTAINED = "已含"


class Grade(StrEnum):
    """Whether the notes of the classification settle it, or the doctor must be asked first."""

    PLAIN = "明确"
    ASK = "询问"


@dataclass(frozen=True, slots=True)
class Combination:
    """One pair of sets and the code that stands for both.

    ``second`` None: one code that is never right where the rule applies (a newborn). ``right``: codes to choose from,
    each as alternatives of which the first in the table in use counts; empty where the second row is contained in the
    first. ``words``: one must stand in the name of the second row, or of the only one; ``but``: silences where it
    stands in either name. ``given``: must be on the page besides; ``unless``: diagnoses or procedures that silence.
    """

    about: str
    is_plain: bool
    first: CodeSet
    second: CodeSet | None
    right: tuple[tuple[str, ...], ...]
    way: Way
    words: tuple[str, ...]
    but: tuple[str, ...]
    given: CodeSet | None
    unless: CodeSet | None
    source: str
    first_places: frozenset[str]
    second_places: frozenset[str]
    right_codes: CodeSet | None


@cache
def combinations() -> Mapping[str, tuple[Combination, ...]]:
    """The rows of ``combined_codes.csv`` by the rule that tells them, pairs that stand side by side taken apart."""
    return read_combinations(resource_table(COMBINED_CODES, *_COLUMNS))


def read_combinations(table: CsvTable) -> Mapping[str, tuple[Combination, ...]]:
    """The same of any table. Raises KnowledgeError that names the line where a row cannot be read."""
    found: dict[str, list[Combination]] = {}
    for row, line in zip(table, table.lines, strict=True):
        try:
            found.setdefault(row["rule"], []).extend(_taken_apart(row))
        except (ValueError, KnowledgeError) as error:
            raise KnowledgeError(f"{table.name} 第{line}行：合并编码的这一行无法识别（{error}），请改正。") from error
    return MappingProxyType({rule: tuple(made) for rule, made in found.items()})


def _taken_apart(row: Mapping[str, str]) -> Iterator[Combination]:
    columns = [[piece.strip() for piece in row[name].split("/")] for name in "abc"]
    length = max(map(len, columns))
    if any(len(pieces) not in (1, length) for pieces in columns):
        raise ValueError("a、b、c 用“/”隔开的段数不同")
    firsts, seconds, rights = (pieces * length if len(pieces) == 1 else pieces for pieces in columns)
    for first, second, right in zip(firsts, seconds, rights, strict=True):
        choice = tuple(tuple(p.strip() for p in part.split("|")) for part in right.split("、") if part.strip())
        yield Combination(
            about=row["about"],
            is_plain=Grade(row["grade"]) is Grade.PLAIN,
            first=CodeSet.parse(first),
            second=_set(second),
            right=choice,
            way=Way(row["way"]),
            words=_words(row["words"]),
            but=_words(row["but"]),
            given=_set(row["given"]),
            unless=_set(row["unless"]),
            source=row["source"],
            first_places=categories_of(first) or frozenset(),
            second_places=categories_of(second) or frozenset(),
            right_codes=_set(", ".join(_telling_half(code) for codes in choice for code in codes)),
        )


def _set(text: str) -> CodeSet | None:
    return CodeSet.parse(text) if text else None


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.split("|") if word)


def _telling_half(code: str) -> str:
    """The half of a right code by which a page is seen to have it: the asterisk half of a pair."""
    dagger, asterisk = halves(normalise_code(code))
    return asterisk or dagger


def combined(rule: Rule, params: Params) -> Compiled:
    """Two codes for which there is a combined one: the rows of the table of combined codes that name this rule.

    Silent where the combined code is on the page already.
    """
    params.done()
    known = combinations().get(rule.id, ())
    if not known:
        raise params.wrong(f"合并编码表 combined_codes.csv 中没有写明由 {rule.id} 报出的行")
    by_place: dict[str, list[int]] = {}
    for number, combination in enumerate(known):
        for place in combination.first_places:
            by_place.setdefault(place, []).append(number)

    def asked(facts: Facts) -> list[int]:
        """Rows of the table of which the page has a category on either side, in the order of the table."""
        places = facts.categories
        return sorted(
            {
                number
                for place in places
                for number in by_place.get(place, ())
                if known[number].second is None or not known[number].second_places.isdisjoint(places)
            }
        )

    def judge(facts: Facts) -> Iterator[Hit]:
        told: set[frozenset[int]] = set()
        for number in asked(facts):
            combination = known[number]
            if not _applies(combination, facts):
                continue
            found = _pair(combination, facts)
            if found is None or frozenset(row.index for row in found) in told:
                continue
            told.add(frozenset(row.index for row in found))
            yield _hit(combination, *found, facts, rule)

    return Compiled(judge, triggers=frozenset(by_place), test=asked, reads=ROWS)


def _applies(combination: Combination, facts: Facts) -> bool:
    if combination.given is not None and not any(row.lies_in(combination.given) for row in facts.dx):
        return False
    if combination.right_codes is not None and any(row.lies_in(combination.right_codes) for row in facts.dx):
        return False
    unless = combination.unless
    return unless is None or not any(row.code and row.lies_in(unless) for row in (*facts.dx, *facts.px))


def _pair(combination: Combination, facts: Facts) -> tuple[DiagnosisRow, DiagnosisRow] | None:
    """The first two rows that make the pair; the same row twice where one code is enough."""
    firsts = [row for row in facts.dx if row.code and row.lies_in(combination.first) and _may(combination, row)]
    if combination.second is None:
        return next(((row, row) for row in firsts if _has_words(combination, row)), None)
    for first in firsts:
        for second in facts.dx:
            if second is first or not second.code or not second.lies_in(combination.second):
                continue
            if combination.way is Way.CONTAINED and second.tail:
                continue  # a pair says more than its dagger half
            if _has_words(combination, second) and _may(combination, second):
                return first, second
    return None


def _has_words(combination: Combination, row: DiagnosisRow) -> bool:
    return not combination.words or any(word in row.name for word in combination.words)


def _may(combination: Combination, row: DiagnosisRow) -> bool:
    return not any(word in row.name for word in combination.but)


def _hit(combination: Combination, first: DiagnosisRow, second: DiagnosisRow, facts: Facts, rule: Rule) -> Hit:
    library = facts.reference.codes.dx
    codes = tuple(code_in_use(alternatives, library) for alternatives in combination.right)
    right = "或".join(named_code(library, code) for code in codes)
    here, there = (second, first) if combination.way in (Way.SECOND, Way.CONTAINED) else (first, second)
    values = {
        **here.words,
        "other": there.raw.strip(),
        "other_name": there.name,
        "about": combination.about,
        "right": right,
        "told": _told(combination, first, second, right),
    }
    leaves = _leaves(library, codes, first) if codes else ()
    hint = _hint(combination, first, second, right, leaves)
    changes = _changes(combination, first, second, codes, facts, rule)
    also = () if there is here else (there.place(),)
    return Hit(here.index, here.place().field, values, also, changes, hint=hint)


def _shown(row: DiagnosisRow) -> str:
    return f"【{row.raw.strip()} {row.name}".rstrip() + "】"


def _told(combination: Combination, first: DiagnosisRow, second: DiagnosisRow, right: str) -> str:
    one, two = _shown(first), _shown(second)
    if combination.second is None:
        told = f"{one}用于新生儿：{combination.about}应编{right}"
        return told if combination.is_plain else f"{one}用于新生儿，请核实是否应编{right}（{combination.about}）"
    if combination.way is Way.CONTAINED:
        sure = f"{two}已含于{one}（{combination.about}），不另编"
        asked = f"{two}与{one}并存，请核实是否为{combination.about}：是则只编后者"
    elif combination.way is Way.MERGED:
        sure = f"{one}与{two}应合并编码：{combination.about}编{right}"
        asked = f"{one}与{two}分开编码，请核实是否为{combination.about}：是则合并编码{right}"
    else:
        changed = one if combination.way is Way.FIRST else two
        sure = f"{one}与{two}并存，{changed}应改用合并编码：{combination.about}编{right}"
        asked = f"{one}与{two}并存，请核实是否为{combination.about}：是则{changed}改编{right}"
    if not right and combination.way is not Way.CONTAINED:
        asked = sure = f"{one}与{two}相矛盾，请核实是否为{combination.about}"
    return sure if combination.is_plain else asked


def _hint(
    combination: Combination,
    first: DiagnosisRow,
    second: DiagnosisRow,
    right: str,
    leaves: tuple[CodeEntry, ...],
) -> str:
    one, two = _shown(first), _shown(second)
    match combination.way:
        case Way.CONTAINED:
            done = f"删去{two}"
        case Way.MERGED:
            done = f"{one}、{two}合为一条，编{right}"
        case Way.FIRST if combination.second is None:
            done = f"{one}改编{right}"
        case Way.FIRST:
            done = f"{one}改编{right}，{two}可作附加编码保留" if right else f"核对{one}"
        case _:
            done = f"{two}改编{right}，{one}保留"
    listed = "（可用细目：" + "、".join(f"{e.code} {e.name}" for e in leaves) + "）" if leaves else ""
    return ("" if combination.is_plain else "请医师明确；") + f"{done}{listed}。{combination.source}"


@kept_by_question
def named_code(library: CodeLibrary, code: str) -> str:
    """A code with its name in the table in use: ``J44.0（…）``."""
    dagger, asterisk = halves(normalise_code(code))
    name = library.name(asterisk or dagger)
    return f"{code}（{name}）" if name else code


def code_in_use(alternatives: tuple[str, ...], library: CodeLibrary) -> str:
    """The first of alternatives of several editions that the table in use knows."""
    known = (code for code in alternatives if _telling_half(code) in library or _submitted(library, code))
    return next(known, alternatives[0])


@kept_by_question
def _submitted(library: CodeLibrary, code: str) -> tuple[CodeEntry, ...]:
    """The rows of the table for a code that may be submitted: itself and those below it that are not grey."""
    whole = library.get(code)
    rows = (*((whole,) if whole is not None else ()), *library.children(code))
    return tuple(entry for entry in rows if len(entry.code) > 3 and not entry.grey)


@kept_by_question
def _pairs_of(library: CodeLibrary, category: str) -> tuple[CodeEntry, ...]:
    """The rows of a category that are dagger and asterisk in one."""
    return tuple(e for e in library.children(category) if halves(e.code)[1] and not e.grey)


def _leaves(library: CodeLibrary, codes: tuple[str, ...], first: DiagnosisRow) -> tuple[CodeEntry, ...]:
    """What the hint lists: rows of the table in use from which one must be chosen; none where there is no choice."""
    found: list[CodeEntry] = []
    for code in codes:
        if "*" in code:
            wanted = _telling_half(code)
            pairs = [e for e in _pairs_of(library, first.code[:3]) if halves(e.code)[1].startswith(wanted)]
            found += sorted(pairs, key=lambda e: subcategory(e.code) != subcategory(first.code))
        elif len(code) > 3 and _single(library, code) is None:
            found += _submitted(library, code)
    return tuple(found[:_MOST_LEAVES])


def _single(library: CodeLibrary, code: str) -> CodeEntry | None:
    """The one row of the table that stands for a code; None where there is none or one must be chosen."""
    rows = _submitted(library, code)
    whole = next((entry for entry in rows if entry.code == six_place(code)), None)
    if whole is not None:
        return whole
    return rows[0] if len(rows) == 1 else None


def _changes(
    combination: Combination,
    first: DiagnosisRow,
    second: DiagnosisRow,
    codes: tuple[str, ...],
    facts: Facts,
    rule: Rule,
) -> tuple[Change, ...]:
    """The Change that writes the combined code, where there is one and the rows leave no doubt."""
    page = facts.page
    if combination.way is Way.CONTAINED:
        struck = remove_row(page, "diagnosis", second.index).edits
        return _one(struck, rule, _reason(combination)) if second.index else ()
    if len(codes) != 1 or combination.given is not None:
        return ()
    if combination.way is not Way.MERGED:
        changed = second if combination.way is Way.SECOND else first
        return single_code_change(facts, changed, codes[0], rule, _reason(combination))
    entry = _entry_for(facts, codes[0])
    if entry is None or first.tail or second.tail or first.poa != second.poa:
        return ()
    kept, gone = sorted((first, second), key=lambda row: row.index)
    change = _written(page, kept, entry)
    removed = remove_row(page.apply(change), "diagnosis", gone.index)
    return _one((*change.edits, *removed.edits), rule, _reason(combination))


def single_code_change(facts: Facts, row: DiagnosisRow, code: str, rule: Rule, reason: str) -> tuple[Change, ...]:
    """The Change that writes a code and its name in a row; none where one must be chosen among several, or where the
    row says more than one code can (a pair), or where the page speaks another edition than the table in use.
    """
    entry = _entry_for(facts, code)
    return _one(_written(facts.page, row, entry).edits, rule, reason) if entry is not None and not row.tail else ()


def _entry_for(facts: Facts, code: str) -> CodeEntry | None:
    if "*" in code or carried_by(facts.page, CodeKind.DIAGNOSIS, facts.reference.codes) is not None:
        return None
    return _single(facts.reference.codes.dx, code)


def _written(page: FrontPage, row: DiagnosisRow, entry: CodeEntry) -> Change:
    return set_row(page, "diagnosis", row.index, {"code": entry.code, "name": entry.name})


def _reason(combination: Combination) -> str:
    return f"{combination.about}：{combination.source}"


def _one(edits: tuple[Edit, ...], rule: Rule, reason: str) -> tuple[Change, ...]:
    return (Change(edits, reason=reason, source=ChangeSource.FINDING, rule=rule.id),)


KINDS = (
    Kind(
        "combined",
        "合并编码",
        combined,
        "两个编码分开写而分类有一个合并的编码（`tables/combined_codes.csv` 中写明由本规则报出的各行）；"
        "合并的编码已在页上则不报",
        "给出 `{told}` `{about}` `{right}` `{other}` `{other_name}`",
    ),
)
