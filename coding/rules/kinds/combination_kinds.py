"""Kinds that know combination categories: two codes for which the classification has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.codes.edition import carried_by
from coding.codes.entry import CodeKind
from coding.codes.parse import halves, subcategory
from coding.page.change import Change, ChangeSource, Edit
from coding.page.edits import insert_row, remove_row, set_row
from coding.page.rows import Diagnosis
from coding.rules.combined_codes import (
    Combination,
    Way,
    code_in_use,
    combinations,
    named_code,
    pairs_of,
    single,
    submitted,
    telling_half,
)
from coding.rules.kind import Kind
from coding.rules.kinds.code_kinds import ROWS
from coding.rules.rule import Compiled, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.codes.entry import CodeEntry
    from coding.codes.library import CodeLibrary
    from coding.page.front_page import FrontPage
    from coding.rules.facts import Facts
    from coding.rules.page_rows import DiagnosisRow
    from coding.rules.params import Params

#: How many codes of the table in use a hint lists where the right one must be chosen.
_MOST_LEAVES = 4


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
            found = _pair(combination, facts)
            if found is None or frozenset(row.index for row in found) in told or not _applies(combination, facts):
                continue
            told.add(frozenset(row.index for row in found))
            yield _hit(combination, *found, facts, rule)

    return Compiled(judge, triggers=frozenset(by_place), test=asked, reads=ROWS)


def _applies(combination: Combination, facts: Facts) -> bool:
    if combination.given is not None and not any(row.lies_in(combination.given) for row in facts.dx):
        return False
    right = combination.right_codes
    if right is not None and any(row.lies_in(right) for row in _rows_at(facts, combination.right_places)):
        return False
    unless = combination.unless
    return unless is None or not any(row.code and row.lies_in(unless) for row in (*facts.dx, *facts.px))


def _pair(combination: Combination, facts: Facts) -> tuple[DiagnosisRow, DiagnosisRow] | None:
    """The first two rows that make the pair; the same row twice where one code is enough."""
    is_added = combination.way is Way.ADDED  # what is added stands for the disease itself, not for its manifestation
    firsts = [
        row
        for row in _rows_at(facts, combination.first_places)
        if row.code
        and (row.code in combination.first if is_added else row.lies_in(combination.first))
        and _may(combination, row)
    ]
    if combination.second is None:
        return next(((row, row) for row in firsts if _has_words(combination, row)), None)
    others = _rows_at(facts, combination.second_places) if firsts else []
    seconds = [row for row in others if _is_second(combination, row)]
    for first in firsts:
        second = next((row for row in seconds if row is not first), None)
        if second is not None:
            return first, second
    return None


def _rows_at(facts: Facts, places: frozenset[str]) -> list[DiagnosisRow]:
    """The diagnoses of these categories, in the order of the page."""
    rows = facts.diagnoses_at
    found = {row.index: row for place in places if place in rows for row in rows[place]}
    return [found[index] for index in sorted(found)]


def _is_second(combination: Combination, row: DiagnosisRow) -> bool:
    if not row.code or combination.second is None or not row.lies_in(combination.second):
        return False
    if combination.way is Way.CONTAINED and row.tail:
        return False  # a pair says more than its dagger half
    return _has_words(combination, row) and _may(combination, row)


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
        told = f"{one}不用于{combination.about}：应编{right}"
        return told if combination.is_plain else f"{one}请核实是否为{combination.about}：是则应编{right}"
    if combination.way is Way.ADDED:
        sure = f"{one}应编{right}（{combination.about}），原编码可作附加编码"
        asked = f"{one}请核实是否为{combination.about}：是则编{right}，原编码可作附加编码"
    elif combination.way is Way.CONTAINED:
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
        case Way.ADDED:
            done = f"加编{right}，{one}留作附加编码"
        case Way.FIRST if combination.second is None:
            done = f"{one}改编{right}"
        case Way.FIRST:
            done = f"{one}改编{right}，{two}保留" if right else f"核对{one}"
        case _:
            done = f"{two}改编{right}，{one}保留"
    listed = "（可用细目：" + "、".join(f"{e.code} {e.name}" for e in leaves) + "）" if leaves else ""
    return ("" if combination.is_plain else "请医师明确；") + f"{done}{listed}。{combination.source}"


def _leaves(library: CodeLibrary, codes: tuple[str, ...], first: DiagnosisRow) -> tuple[CodeEntry, ...]:
    """What the hint lists: rows of the table in use from which one must be chosen; none where there is no choice."""
    found: list[CodeEntry] = []
    for code in codes:
        if "*" in code:
            wanted = telling_half(code)
            pairs = [e for e in pairs_of(library, first.code[:3]) if halves(e.code)[1].startswith(wanted)]
            found += sorted(pairs, key=lambda e: subcategory(e.code) != subcategory(first.code))
        elif len(code) > 3 and single(library, code) is None:
            found += submitted(library, code)
    return tuple(found[:_MOST_LEAVES])


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
    if combination.way is Way.ADDED:
        added = _entry_for(facts, codes[0])
        row = Diagnosis(added.code, added.name, first.poa) if added is not None else None
        return _one(insert_row(page, "diagnosis", row, first.index).edits, rule, _reason(combination)) if row else ()
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
    return single(facts.reference.codes.dx, code)


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
