"""Kinds that set operation, diagnosis and group side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coding.codes.edition import insurance_code, spelled
from coding.codes.entry import CodeKind, ProcedureKind
from coding.grouping.case import GroupStatus
from coding.grouping.page_case import case_of
from coding.page.change import Change, ChangeSource
from coding.page.edits import move_row
from coding.page.finding import Place
from coding.rules.indications import indication_of, named_diagnoses
from coding.rules.kind import Kind
from coding.rules.kinds.code_kinds import ROWS, explainer
from coding.rules.reads import CASE
from coding.rules.rule import Compiled, Hit, Rule
from coding.rules.triggers import categories_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.codes.ranges import CodeSet
    from coding.rules.facts import Facts
    from coding.rules.page_rows import DiagnosisRow, ProcedureRow
    from coding.rules.params import Params


#: The categories of ICD-9-CM-3 that hold operations.
OPERATIONS = frozenset(f"{n:02d}" for n in range(87))
#: What is read where the page is grouped once more with a row less or another first: all that a group rests on.
GROUPED_ANEW = ROWS | {CASE}


def reasons_for(row: ProcedureRow) -> CodeSet | None:
    """The diagnoses that can be the reason of an operation; None where the table does not say."""
    if not row.kind.is_surgical:
        return None
    said = indication_of(row.code)
    return None if said is None else said.diagnoses


def indication(rule: Rule, params: Params) -> Compiled:
    """The main operation is not for the principal diagnosis. ``but``: procedure (another operation is) or diagnosis
    (another diagnosis is its reason). Operations that the table does not know are left alone.
    """
    but = params.word("but", ("procedure", "diagnosis"))
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        if not facts.px or facts.principal is None or not facts.principal.code:
            return
        main, principal = facts.px[0], facts.principal
        if not facts.all_read:
            return  # a code without shape is told by its own rule
        wanted = reasons_for(main)
        if wanted is None:
            if (
                but == "diagnosis"
                or main.kind is not ProcedureKind.OPERATION
                or len(facts.px) < 2
                or belongs(facts, main)
            ):
                return
        elif principal.lies_in(wanted) and not (but == "diagnosis" and principal.lies_in(named_diagnoses("症状"))):
            return
        values = {**principal.words, "op": main.name or main.raw, "main": main.raw.strip()}
        if but == "procedure":
            fit = next((p for p in facts.px[1:] if reasons_for(p) and _may_be_for(facts, principal, p)), None)
            fit = fit or next(
                (
                    p
                    for p in facts.px[1:]
                    if p.kind is ProcedureKind.OPERATION and reasons_for(p) is None and belongs(facts, p)
                ),
                None,
            )
            if fit is not None:
                change = move_row(facts.page, "procedure", fit.index, 0, reason=rule.hint, source=ChangeSource.FINDING)
                values["other"] = f"{fit.raw.strip()} {fit.name}"
                yield Hit(0, "op_code", values, (principal.place(), fit.place()), (replace(change, rule=rule.id),))
            return
        reason = next((d for d in facts.others if wanted is not None and _may_lead(d) and d.lies_in(wanted)), None)
        if reason is not None and not any(_may_be_for(facts, principal, p) for p in facts.px[1:]):
            values["other"] = f"{reason.raw.strip()} {reason.name}"
            also = (reason.place(), main.place())
            yield Hit(0, "principal_dx_code", values, also, (_to_front(facts, reason, rule),))

    return Compiled(judge, triggers=OPERATIONS, reads=GROUPED_ANEW)


def _may_lead(row: DiagnosisRow) -> bool:
    """Whether a diagnosis may be offered as principal: a disease that did not begin in hospital."""
    return row.code != "" and row.poa != "4" and row.code not in named_diagnoses("不宜作主要诊断")


def _may_be_for(facts: Facts, principal: DiagnosisRow, row: ProcedureRow) -> bool:
    if not row.kind.is_surgical:
        return False
    wanted = reasons_for(row)
    return belongs(facts, row) if wanted is None else principal.lies_in(wanted)


def belongs(facts: Facts, row: ProcedureRow) -> bool:
    """Whether a procedure leads to a surgical group, or one by procedure, of the MDC of the principal diagnosis."""
    same = row.raw, row.name
    if same not in facts.belonging:
        facts.belonging[same] = _belongs(facts, row)
    return facts.belonging[same]


def _belongs(facts: Facts, row: ProcedureRow) -> bool:
    page = facts.page
    alone = replace(page, procedures=(page.procedures[row.index],))
    found = facts.reference.scheme.group(case_of(alone, facts.reference.codes))
    if found.is_ungrouped or found.status is GroupStatus.CHECK_FAILED:  # a grey principal, no sex
        wanted = reasons_for(row)
        return wanted is not None and facts.principal is not None and facts.principal.lies_in(wanted)
    return found.is_grouped and facts.reference.scheme.is_operative(found.drg)


def main_procedure(_rule: Rule, params: Params) -> Compiled:
    """A lesser procedure stands first while another belongs to the MDC of the principal diagnosis.

    ``check=kind``: an operation or intervention behind a diagnostic or therapeutic procedure; ``check=level``: an
    operation of a higher level.
    """
    check = params.word("check", ("kind", "level"))
    params.done()

    def greater(main: ProcedureRow, other: ProcedureRow) -> bool:
        if check == "kind":
            return main.kind in (ProcedureKind.DIAGNOSTIC, ProcedureKind.TREATMENT) and other.kind.is_surgical
        return main.kind is other.kind is ProcedureKind.OPERATION and bool(main.level) and other.level > main.level

    def judge(facts: Facts) -> Iterator[Hit]:
        if len(facts.px) < 2 or facts.principal is None:
            return
        main = facts.px[0]
        for row in facts.px[1:]:
            if greater(main, row) and belongs(facts, row):
                values = {**main.words, "other": f"{row.raw.strip()} {row.name}".strip()}
                yield Hit(0, values=values, also=(row.place(),))
                return

    return Compiled(judge, frozenset({"grouping"}), reads=GROUPED_ANEW)


def _to_front(facts: Facts, row: DiagnosisRow, rule: Rule) -> Change:
    reason = f"手术针对“{row.name or row.raw}”，请医师确认其为主要诊断"
    return replace(
        move_row(facts.page, "diagnosis", row.index, 0, reason=reason, source=ChangeSource.FINDING), rule=rule.id
    )


def lower_without(facts: Facts, row: DiagnosisRow) -> str:
    """The group of the page without one of its other diagnoses where it is a lower one of the same ADRG; "" where it
    is not. Asked once for rows of the same code and words, of which any may be the one that goes.
    """
    same = "lower_without", row.raw, row.name
    if same not in facts.reckoned:
        facts.reckoned[same] = _lower_without(facts, row)
    return str(facts.reckoned[same])


def _lower_without(facts: Facts, row: DiagnosisRow) -> str:
    now = facts.grouping
    if not now.is_grouped:
        return ""
    page = facts.page
    rows = tuple(d for i, d in enumerate(page.diagnoses) if i != row.index)
    without = facts.reference.scheme.group(case_of(replace(page, diagnoses=rows), facts.reference.codes))
    return without.drg if facts.reference.scheme.is_lower(without.drg, now.drg) else ""


def symptom_lifts_group(_rule: Rule, params: Params) -> Compiled:
    """A symptom among the other diagnoses that a coded disease explains, without which the group were a lower one.

    ``codes``: the symptoms.
    """
    codes = params.codes("codes")
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        if not facts.grouping.is_grouped:
            return
        cause_of = explainer(facts.dx)
        for row in (d for d in facts.others if d.code and d.code in codes):
            cause = cause_of(row)
            if cause is None:
                continue
            lower = lower_without(facts, row)
            if lower:
                values = {
                    **row.words,
                    "cause": cause.name or cause.raw,
                    "drg": facts.grouping.drg,
                    "lower": lower,
                }
                yield Hit(row.index, row.place().field, values, (cause.place(),))

    return Compiled(judge, frozenset({"grouping"}), categories_of(codes.text), reads=GROUPED_ANEW)


def excluded_complication(_rule: Rule, params: Params) -> Compiled:
    """Other diagnoses that the scheme counts as CC or MCC, but not beside this principal diagnosis."""
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        if facts.principal is None or not facts.others or not facts.grouping.is_placed:
            return
        principal = _grouped_as(facts, facts.principal)
        for row in facts.others:
            if facts.reference.scheme.excludes(principal, _grouped_as(facts, row)):
                yield Hit(row.index, "", row.words, (Place("principal_dx_code", 0),))

    return Compiled(judge, frozenset({"grouping"}), reads=GROUPED_ANEW)


def _grouped_as(facts: Facts, row: DiagnosisRow) -> str:
    """The code of a row as the grouper reads it."""
    return insurance_code(facts.page, spelled(row.raw, CodeKind.DIAGNOSIS), CodeKind.DIAGNOSIS, facts.reference.codes)


KINDS = (
    Kind("excluded_complication", "被排除的并发症", excluded_complication, "被主要诊断排除的 CC/MCC"),
    Kind(
        "indication",
        "手术与主要诊断",
        indication,
        "主要手术与主要诊断不相应（`tables/operation_indications.csv`）",
        "`but=procedure/diagnosis`；给出 `{main}` `{op}` `{other}`",
    ),
    Kind(
        "main_procedure",
        "主要手术的选择",
        main_procedure,
        "次要的操作排在主要手术之前，而另一手术属于主要诊断的MDC（按分组方案）",
        "`check=kind/level`；给出 `{other}`",
    ),
    Kind(
        "symptom_lifts_group",
        "症状编码升档",
        symptom_lifts_group,
        "症状编码使病组升档",
        "`codes=范围` 症状编码；给出 `{drg}` `{lower}` `{cause}`",
    ),
)
