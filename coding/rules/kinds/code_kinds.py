"""Kinds that look at codes: principal, sex, pairs, what needs what, duplicates, symptoms with their cause."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from coding.base.resources import resource_table
from coding.codes.entry import ProcedureKind
from coding.codes.ranges import CodeSet
from coding.page.change import Change, ChangeSource, Edit, EditKind
from coding.page.edits import move_row, remove_row, set_field
from coding.page.finding import Place
from coding.rules.kind import Kind
from coding.rules.kinds.identity_kind import sex_of_card
from coding.rules.rule import Compiled, Hit, Rule
from coding.rules.triggers import categories_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from coding.page.front_page import FrontPage
    from coding.rules.facts import Facts
    from coding.rules.page_rows import DiagnosisRow, PageRow
    from coding.rules.params import Params
    from coding.rules.rule_value import Value

#: What rules over codes read at least.
ROWS = frozenset({"diagnosis", "procedure"})


def principal_not(_rule: Rule, params: Params) -> Compiled:
    """Codes that cannot be principal; ``unless``: a condition under which they can."""
    codes = params.codes("codes")
    unless = params.expression("unless")
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        row = facts.principal
        if row is None or not row.code or row.code not in codes:
            return
        if unless is None or not unless.evaluate(facts, {}):
            yield Hit(index=0, values=row.words)

    needs_, reads = (unless.needs, ROWS | unless.reads) if unless else (frozenset(), ROWS)
    return Compiled(judge, needs_, categories_of(codes.text), reads=reads)


def sex_and_code(rule: Rule, params: Params) -> Compiled:
    """Codes that a person of this ``sex`` (1 or 2) cannot have, on ``rows``: principal, others or procedures.

    Where the identity card says the other sex, setting the sex is the mend that is offered first.
    """
    sex = params.word("sex", ("1", "2"))
    rows = params.word("rows", ("principal", "others", "procedures"))
    codes = params.codes("codes")
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        if facts.value("sex") != sex:
            return
        for row in facts.rows(rows):
            if row.code and row.lies_in(codes):
                yield Hit(row.index, values=row.words, also=(Place("sex"),), changes=change_of_sex(facts, sex, rule))

    return Compiled(judge, triggers=categories_of(codes.text))


def change_of_sex(facts: Facts, sex: str, rule: Rule) -> tuple[Change, ...]:
    """The sex that the identity card says, where it is the other one: offered where a code does not go with the sex."""
    card = sex_of_card(facts)
    if card is None or card == sex:
        return ()
    reason = "身份证号与诊断、手术都指向另一性别，请核对证件与病历后更正性别"
    return (set_field(facts.page, "sex", card, reason=reason, source=ChangeSource.FINDING, rule=rule.id),)


def pair(rule: Rule, params: Params) -> Compiled:
    """Two rows that do not go together: one in ``a``, another in ``b``, none in ``without``. Several such pairs stand
    side by side with ``/``: ``a=12.51/13.1; b=12.52/13.2``.

    ``rows``: diagnoses (default) or procedures; ``at``: which of the two the finding points to (b by default);
    ``remove``: the row that may be struck out (a or b), offered unless it is the principal diagnosis;
    ``same=category`` or ``subcategory``: only pairs of one category; ``sameday=yes``: procedures of one date;
    ``unless``: a condition.
    """
    rows = params.word("rows", ("diagnoses", "procedures", "")) or "diagnoses"
    sets = [params.code_sets(name) for name in ("a", "b")]
    without = params.codes("without", optional=True)
    at = params.word("at", ("a", "b", "")) or "b"
    remove = params.word("remove", ("a", "b", ""))
    same = params.word("same", ("category", "subcategory", ""))
    same_day = params.flag("sameday", default=False)
    unless = params.expression("unless")
    params.done()
    if len(sets[0]) != len(sets[1]):
        raise params.wrong("参数 a 与 b 用“/”隔开的段数不同")
    alternatives = tuple(zip(*sets, strict=True))
    length = {"category": 3, "subcategory": 5, "": 0}[same]

    def alike(row: PageRow) -> tuple[str, str]:
        """What two rows of a pair have in common, so that each is compared with its like alone."""
        return row.code[:length], _day(row) if same_day else ""

    def pairs(found: tuple[PageRow, ...], a: CodeSet, b: CodeSet) -> Iterator[tuple[PageRow, PageRow]]:
        firsts: dict[tuple[str, str], list[PageRow]] = {}
        for row in found:
            if row.code and row.lies_in(a):
                firsts.setdefault(alike(row), []).append(row)
        if not firsts:
            return
        for second in found:
            if not second.code or not second.lies_in(b) or (same_day and not alike(second)[1]):
                continue
            first = next((r for r in firsts.get(alike(second), ()) if r is not second), None)
            if first is not None:
                yield first, second

    def judge(facts: Facts) -> Iterator[Hit]:
        found = facts.rows(rows)
        if without is not None and any(r.lies_in(without) for r in found):
            return
        seen: set[int] = set()
        is_asked = unless is None  # a condition on the page: once for all pairs
        for first, second in (p for a, b in alternatives for p in pairs(found, a, b)):
            if not is_asked and unless is not None and unless.evaluate(facts, {}):
                return
            is_asked = True
            here, there = (first, second) if at == "a" else (second, first)
            if here.index in seen or there.index in seen:
                continue
            seen.add(here.index)
            gone = first if remove == "a" else second
            changes = _removal(facts.page, gone, rule) if remove else ()
            values = {**here.words, "other": there.raw.strip(), "other_name": there.name}
            yield Hit(here.index, here.place().field, values, (there.place(),), changes)

    needs_, reads = (unless.needs, ROWS | unless.reads) if unless else (frozenset(), ROWS)
    return Compiled(judge, needs_, _categories(sets[0]), reads=reads)


def _categories(sets: tuple[CodeSet, ...]) -> frozenset[str] | None:
    found = [categories_of(s.text) for s in sets]
    return None if None in found else frozenset().union(*(f for f in found if f is not None))


def one_day(first: PageRow, second: PageRow) -> bool:
    """True when two procedures bear the same date; the text counts where it cannot be read."""
    one, two = _day(first), _day(second)
    return bool(one) and one == two


def _day(row: PageRow) -> str:
    return row.text("date").strip()[:10]


def _removal(page: FrontPage, row: PageRow, rule: Rule) -> tuple[Change, ...]:
    if row.group == "diagnosis" and row.index == 0:
        return ()
    edit = Edit(EditKind.REMOVE, group=row.group, index=row.index, row=page.rows(row.group)[row.index])
    return (Change((edit,), reason=rule.hint, source=ChangeSource.FINDING, rule=rule.id),)


def duplicate(rule: Rule, params: Params) -> Compiled:
    """The same code twice among ``rows`` (diagnoses or procedures; ``sameday=yes``: on one date)."""
    rows = params.word("rows", ("diagnoses", "procedures"))
    same_day = params.flag("sameday", default=False)
    unless = params.expression("unless", rows)
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        found = facts.rows(rows)
        if len({(r.code, r.tail) for r in found if r.code}) == sum(1 for r in found if r.code):
            return
        seen: dict[tuple[str, str], PageRow] = {}
        for row in found:
            key = (row.code, row.tail)
            if not row.code:
                continue
            first = seen.setdefault(key, row)
            if first is row or (same_day and not one_day(first, row)):
                continue
            if unless is not None and unless.evaluate(facts, {"row": row}):
                continue
            values = {**row.words, "first": first.index}
            yield Hit(row.index, row.place().field, values, (first.place(),), _removal(facts.page, row, rule))

    def test(facts: Facts) -> bool:
        found = [(r.code, r.tail) for r in facts.rows(rows) if r.code]
        return len(set(found)) != len(found)

    return Compiled(judge, test=test, reads=ROWS | (unless.reads if unless else frozenset()))


def needs(_rule: Rule, params: Params) -> Compiled:
    """A code that asks for another: when a row of ``rows`` lies in ``codes`` and the page has none of ``dx`` (a
    diagnosis) nor of ``px`` (a procedure), the row is a finding. ``only=yes``: the row must be the only operation.
    ``if``: a condition on the row; ``once=yes``: one finding for the page.
    """
    rows = params.word("rows", ("diagnoses", "others", "procedures", "principal"))
    codes = params.codes("codes")
    dx, px = params.codes("dx", optional=True), params.codes("px", optional=True)
    only = params.flag("only", default=False)
    condition = params.expression("if", "diagnoses" if rows == "principal" else rows)
    once = params.flag("once", default=True)
    params.done()
    if dx is None and px is None:
        raise params.wrong("缺少参数 codes、dx 或 px")

    def judge(facts: Facts) -> Iterator[Hit]:
        found = facts.rows(rows)
        asking = [r for r in found if r.code and r.lies_in(codes)]
        if not asking or (dx is not None and any(d.lies_in(dx) for d in facts.dx)):
            return
        if dx is not None and not facts.all_read:
            return  # a code without shape may be the one that is asked for; its own rule tells it
        if px is not None and any(p.code in px for p in facts.px):
            return
        operations = [p for p in facts.px if p.kind is ProcedureKind.OPERATION]
        if only and any(p.code not in codes for p in operations):
            return
        for row in asking:
            if condition is None or condition.evaluate(facts, {"row": row}):
                yield Hit(row.index, row.place().field, row.words)
                if once:
                    return

    needs_, reads = (condition.needs, ROWS | condition.reads) if condition else (frozenset(), ROWS)
    return Compiled(judge, needs_, categories_of(codes.text), reads=reads)


@cache
def symptom_causes() -> tuple[tuple[CodeSet, CodeSet], ...]:
    """The table of symptoms and the diseases that explain them."""
    rows = resource_table("rules/tables/symptom_causes.csv", "symptom", "causes")
    return tuple((CodeSet.parse(r["symptom"]), CodeSet.parse(r["causes"])) for r in rows)


def explained_by(code: str, rows: Iterable[DiagnosisRow]) -> DiagnosisRow | None:
    """The first row whose disease explains the symptom ``code``."""
    found = tuple(rows)
    return next(
        (row for symptom, causes in symptom_causes() if code in symptom for row in _within(found, causes)), None
    )


def explainer(rows: tuple[DiagnosisRow, ...]) -> Callable[[DiagnosisRow], DiagnosisRow | None]:
    """What tells of a row the first other one of ``rows`` whose disease explains it; each set of causes is looked for
    once, whatever the number of symptoms.
    """
    first_two: dict[CodeSet, list[DiagnosisRow]] = {}  # one of them is not the symptom itself

    def explaining(row: DiagnosisRow) -> Iterator[DiagnosisRow]:
        for symptom, causes in symptom_causes():
            if row.code in symptom:
                if causes not in first_two:
                    first_two[causes] = list(islice(_within(rows, causes), 2))
                yield from (d for d in first_two[causes] if d is not row)

    return lambda row: next(explaining(row), None)


def _within(rows: Iterable[PageRow], codes: CodeSet) -> Iterator[Any]:
    return (row for row in rows if row.code and row.code in codes)


def symptom(rule: Rule, params: Params) -> Compiled:
    """A symptom that a coded disease explains. ``rows=principal``: the disease (present on admission) should be
    principal; ``rows=others``: the symptom need not be coded. The mend is one Change.
    """
    rows = params.word("rows", ("principal", "others"))
    params.done()

    def principal(facts: Facts) -> Iterator[Hit]:
        row = facts.principal
        if row is None or not row.code:
            return
        cause = explained_by(row.code, tuple(d for d in facts.others if d.poa == "1"))
        if cause is not None:
            yield Hit(0, "", _both(row, cause), (cause.place(),), (_swap(facts.page, row, cause, rule),))

    def others(facts: Facts) -> Iterator[Hit]:
        cause_of = explainer(facts.dx)
        for row in facts.others:
            cause = cause_of(row) if row.code else None
            if cause is not None:
                changes = _removal(facts.page, row, rule)
                yield Hit(row.index, row.place().field, _both(row, cause), (cause.place(),), changes)

    triggers = frozenset().union(*(categories_of(s.text) or frozenset() for s, _ in symptom_causes()))
    return Compiled(principal if rows == "principal" else others, triggers=triggers, reads=ROWS)


def _both(row: DiagnosisRow, cause: DiagnosisRow) -> dict[str, Value]:
    return {**row.words, "cause": cause.raw.strip(), "cause_name": cause.name}


def _swap(page: FrontPage, row: DiagnosisRow, cause: DiagnosisRow, rule: Rule) -> Change:
    """The cause becomes principal and the symptom, which it explains, is struck out: one Change."""
    moved = move_row(page, "diagnosis", cause.index, 0)
    struck = remove_row(page.apply(moved), "diagnosis", 1)
    reason = f"“{cause.name or cause.raw}”已明确并能解释“{row.name or row.raw}”：病因作主要诊断，症状不另编"
    return Change((*moved.edits, *struck.edits), reason=reason, source=ChangeSource.FINDING, rule=rule.id)


def several(_rule: Rule, params: Params) -> Compiled:
    """``least`` or more different codes out of ``codes`` among the diagnoses; ``by``: code, category, subcategory."""
    codes = params.codes("codes")
    least = params.decimal("least") or 2
    by = params.word("by", ("code", "category", "subcategory", "")) or "code"
    without = params.codes("without", optional=True)
    params.done()
    length = {"code": 20, "category": 3, "subcategory": 5}[by]

    def judge(facts: Facts) -> Iterator[Hit]:
        found: dict[str, DiagnosisRow] = {}
        for row in facts.dx:
            if row.code and row.code in codes:
                found.setdefault(row.code[:length], row)
            if without is not None and row.code and row.lies_in(without):
                return
        if len(found) >= least:
            rows = list(found.values())
            listed = "、".join(r.raw.strip() for r in rows)
            last = rows[-1]
            also = tuple(r.place() for r in rows[:-1])
            yield Hit(last.index, last.place().field, {**last.words, "codes": listed}, also)

    return Compiled(judge, triggers=categories_of(codes.text), reads=ROWS)


def asterisk_alone(_rule: Rule, params: Params) -> Compiled:
    """A lone asterisk code without a dagger code on the page. ``codes``: the asterisk categories; ``daggers``: the
    daggers of some, ``asterisks:daggers`` by ``/``; any disease may be the dagger of the others but those in ``never``
    (symptoms, status, external causes).
    """
    codes = params.codes("codes")
    known: list[tuple[CodeSet, CodeSet]] = []
    for part in filter(None, params.text("daggers").split("/")):
        asterisks, _, daggers = part.partition(":")
        known.append((CodeSet.parse(asterisks), CodeSet.parse(daggers)))
    never = params.codes("never", optional=True)
    params.done()

    def may_be_dagger(row: PageRow) -> bool:
        return bool(row.code) and row.code not in codes and (never is None or row.code not in never)

    def judge(facts: Facts) -> Iterator[Hit]:
        daggers_of: dict[CodeSet | None, list[PageRow]] = {}
        for row in facts.others:
            if not row.code or row.tail or row.code not in codes:
                continue
            wanted = next((daggers for asterisks, daggers in known if row.code in asterisks), None)
            if wanted not in daggers_of:
                found = (d for d in facts.dx if wanted is None or d.lies_in(wanted))
                daggers_of[wanted] = list(islice(filter(may_be_dagger, found), 2))
            if all(d is row for d in daggers_of[wanted]):
                yield Hit(row.index, "", row.words)

    return Compiled(judge, triggers=categories_of(codes.text), reads=ROWS)


KINDS = (
    Kind("principal_not", "不能作主要诊断", principal_not, "不能作主要诊断的编码", "`codes=范围` (`unless=条件`)"),
    Kind(
        "sex_and_code",
        "性别与编码",
        sex_and_code,
        "某性别不应有的编码",
        "`sex=1/2; rows=principal/others/procedures; codes=范围`",
    ),
    Kind(
        "pair",
        "两个编码并存",
        pair,
        "两个编码不应并存",
        "`a=范围; b=范围`（多组用 `/` 对齐）(`rows=procedures`) (`without=范围` 有它则不报) (`at=a/b` 报在哪一行) "
        "(`remove=a/b` 建议删哪一行) (`same=category/subcategory`) (`sameday=yes`) (`unless=条件`)；给出 `{other}`",
    ),
    Kind(
        "several",
        "同范围多个编码",
        several,
        "同一范围内有多个不同编码",
        "`codes; least=2; by=code/category/subcategory` (`without`)；给出 `{codes}`",
    ),
    Kind("duplicate", "编码重复", duplicate, "编码重复", "`rows=diagnoses/procedures` (`sameday=yes`) (`unless=条件`)"),
    Kind(
        "needs",
        "应有另一编码",
        needs,
        "有了这个编码，还应有别的",
        "`rows=…; codes=范围`，以及 `dx=诊断范围` 或 `px=手术范围` (`only=yes` 它是唯一的手术) (`if=行条件`) "
        "(`once=no`)",
    ),
    Kind(
        "symptom",
        "症状与病因",
        symptom,
        "症状与病因（`tables/symptom_causes.csv`）",
        "`rows=principal/others`；给出 `{cause}` `{cause_name}`",
    ),
    Kind(
        "asterisk_alone",
        "星号编码单列",
        asterisk_alone,
        "星号编码没有剑号编码",
        "`codes=范围` (`daggers=星号:剑号范围/…` 有固定病因的星号) (`never=范围` 不能作病因的编码)",
    ),
)
