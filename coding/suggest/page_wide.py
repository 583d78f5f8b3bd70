"""Suggestions that need more than one row: combination codes, asterisk without dagger, adjunct procedures.

Which codes go together is data, at the level of subcategories: ``resources/terms/combinations.csv`` and
``adjuncts.csv``. Like every suggestion these are Changes that a person may accept; none reads a weight.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from coding.base.resources import resource_table
from coding.codes.entry import CodeKind
from coding.codes.named_sets import named_codes
from coding.codes.parse import halves, normalise_code
from coding.codes.ranges import CodeSet
from coding.page.change import Change, ChangeSource
from coding.page.edits import insert_row, move_row, remove_row, set_row
from coding.page.fields import RowGroup, is_blank
from coding.page.rows import Procedure
from coding.suggest.suggestion import Cause, Match, Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coding.codes.library import CodeLibrary
    from coding.page.front_page import FrontPage
    from coding.suggest.lookup import Lookup
    from coding.suggest.search import TermSearch

_GROUPS: Mapping[CodeKind, RowGroup] = {CodeKind.DIAGNOSIS: "diagnosis", CodeKind.PROCEDURE: "procedure"}
_LEAST_PARTNER = 20.0


class _Combination(NamedTuple):
    kind: CodeKind
    one: CodeSet
    other: CodeSet
    without: CodeSet
    to: str
    reason: str


class _Adjunct(NamedTuple):
    main: CodeSet
    adjunct: CodeSet
    words: str
    reason: str


def page_wide(page: FrontPage, lookup: Lookup, top: int = 3) -> list[Suggestion]:
    """All suggestions of this module, those of diagnoses first."""
    return [
        *_combined(page, lookup, top),
        *_daggers(page, lookup, top),
        *_main_place(page, lookup),
        *_missing_adjuncts(page, lookup, top),
    ]


def _combined(page: FrontPage, lookup: Lookup, top: int) -> Iterator[Suggestion]:
    for rule in _combinations():
        group = _GROUPS[rule.kind]
        rows = [(i, r.code, r.name) for i, r in enumerate(_coded(page, group)) if r.code]
        if any(code in rule.without for _, code, _ in rows):
            continue
        for i, code, name in rows:
            partner = next((r for r in rows if r[0] != i and r[1] in rule.other), None)
            if code not in rule.one or partner is None:
                continue
            library, search = lookup.library(rule.kind), lookup.search(rule.kind)
            at, gone = sorted((i, partner[0]))
            words = f"{name}伴{partner[2]}"
            for match in _fitting(rule.to, words, library, search)[:top]:
                change = set_row(
                    page, group, at, {"code": match.code, "name": match.name}, source=ChangeSource.SUGGESTION
                )
                rest = remove_row(page.apply(change), group, gone)
                whole = Change((*change.edits, *rest.edits), rule.reason, ChangeSource.SUGGESTION)
                yield Suggestion(whole, replace(match, reason=rule.reason), group, at, Cause.COMBINED)
            break


def _daggers(page: FrontPage, lookup: Lookup, top: int) -> Iterator[Suggestion]:
    """A row that gives the asterisk half alone: the pairs of the table that end so, by the words of the page."""
    library, search = lookup.library(CodeKind.DIAGNOSIS), lookup.search(CodeKind.DIAGNOSIS)
    names = [d.name for d in page.diagnoses if not is_blank(d.name)]
    for index, row in enumerate(page.diagnoses):
        dagger, asterisk = halves(normalise_code(row.code)) if row.code else ("", "")
        if not asterisk and dagger and dagger in named_codes("asterisk"):
            dagger, asterisk = "", dagger
        if dagger or not asterisk:
            continue
        pairs = [e for e in library if _asterisk_place(e.code) == asterisk[:5] and not e.grey]
        found = []
        for entry in pairs[:60]:
            score = max((search.likeness(words, entry.name, entry.code) for words in (row.name, *names)), default=0.0)
            if score >= _LEAST_PARTNER:
                found.append(Match(entry.code, entry.name, score, "星号编码须与剑号编码成对"))
        for match in sorted(found, key=lambda m: -m.score)[:top]:
            change = set_row(
                page, "diagnosis", index, {"code": match.code, "name": match.name}, reason=match.reason,
                source=ChangeSource.SUGGESTION,
            )  # fmt: skip
            yield Suggestion(change, match, "diagnosis", index, Cause.ASTERISK_ALONE)


def _asterisk_place(code: str) -> str:
    """The subcategory of the asterisk half of a pair; "" for a code that is no pair."""
    _, plus, asterisk = code.partition("+")
    return asterisk[:5] if plus else ""


def _main_place(page: FrontPage, lookup: Lookup) -> Iterator[Suggestion]:
    """An adjunct in the main place: the first procedure that can stand there is moved up."""
    rows, adjuncts = page.procedures, named_codes("adjunct_operation")
    if not rows or rows[0].code not in adjuncts:
        return
    for index, row in enumerate(rows):
        if row.code and row.code not in adjuncts:
            reason = f"{rows[0].code} 为附加编码，不能作主要手术"
            change = move_row(page, "procedure", index, 0, reason=reason, source=ChangeSource.SUGGESTION)
            name = lookup.library(CodeKind.PROCEDURE).name(row.code) or row.name
            yield Suggestion(change, Match(row.code, name, 90.0, reason), "procedure", 0, Cause.ADJUNCT_AS_MAIN)
            return


def _missing_adjuncts(page: FrontPage, lookup: Lookup, top: int) -> Iterator[Suggestion]:
    library, search = lookup.library(CodeKind.PROCEDURE), lookup.search(CodeKind.PROCEDURE)
    codes = [p.code for p in page.procedures if p.code]
    for rule in _adjuncts():
        index = next((i for i, p in enumerate(page.procedures) if p.code in rule.main), None)
        if index is None or any(code in rule.adjunct for code in codes):
            continue
        row = page.procedures[index]
        entries = [e for e in library if e.code in rule.adjunct and not e.grey]
        words = f"{rule.words} {row.name}"
        found = [Match(e.code, e.name, search.likeness(words, e.name, e.code), rule.reason) for e in entries]
        # the record says which one: they are offered side by side
        for match in sorted(found, key=lambda m: (-m.score, m.code))[: max(top, 4)]:
            added = Procedure(code=match.code, name=match.name, date=row.date)
            change = insert_row(page, "procedure", added, index + 1, reason=rule.reason, source=ChangeSource.SUGGESTION)
            yield Suggestion(change, match, "procedure", index, Cause.ADJUNCT_MISSING)


def _fitting(place: str, words: str, library: CodeLibrary, search: TermSearch) -> list[Match]:
    """The rows of a subcategory, those that fit the words best first."""
    own = library.get(place)
    entries = [*([own] if own else []), *library.children(place)]
    found = [
        Match(e.code, e.name, search.likeness(words, e.name, e.code), "")
        for e in dict.fromkeys(entries)
        if not e.grey or len(entries) == 1
    ]
    return sorted(found, key=lambda m: (-m.score, m.code))


def _coded(page: FrontPage, group: RowGroup) -> tuple[_Coded, ...]:
    return tuple(
        _Coded("" if is_blank(code) else code, "" if is_blank(name) else name)
        for row in page.rows(group)
        for code, name in [(getattr(row, "code", ""), getattr(row, "name", ""))]
    )


class _Coded(NamedTuple):
    code: str
    name: str


@cache
def _combinations() -> tuple[_Combination, ...]:
    return tuple(
        _Combination(
            CodeKind(r["kind"]),
            CodeSet.parse(r["one"]),
            CodeSet.parse(r["other"]),
            CodeSet.parse(r["without"]),
            r["to"],
            r["reason"],
        )
        for r in resource_table("terms/combinations.csv", "kind", "one", "other", "without", "to", "reason")
    )


@cache
def _adjuncts() -> tuple[_Adjunct, ...]:
    return tuple(
        _Adjunct(CodeSet.parse(r["main"]), CodeSet.parse(r["adjunct"]), r["words"], r["reason"])
        for r in resource_table("terms/adjuncts.csv", "main", "adjunct", "words", "reason")
    )
