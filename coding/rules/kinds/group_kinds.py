"""Kinds that set operation, diagnosis and group side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from coding.base.resources import resource_table
from coding.codes.edition import insurance_code, spelled
from coding.codes.entry import CodeKind
from coding.codes.ranges import CodeSet
from coding.grouping.case import GroupStatus
from coding.grouping.page_case import case_of
from coding.page.change import Change, ChangeSource
from coding.page.edits import move_row
from coding.page.finding import Place
from coding.rules.facts import DiagnosisRow, Facts, ProcedureRow
from coding.rules.kinds.code_kinds import explained_by, in_either, place_of, row_values
from coding.rules.params import Params
from coding.rules.rule import Compiled, Hit, Rule


@cache
def indications() -> tuple[tuple[CodeSet, CodeSet], ...]:
    """Operations of one organ and the diagnoses that can be their reason, drawn wide."""
    rows = resource_table("rules/tables/operation_indications.csv", "operations", "diagnoses")
    return tuple((CodeSet.parse(r["operations"]), CodeSet.parse(r["diagnoses"])) for r in rows)


def reasons_for(row: ProcedureRow) -> CodeSet | None:
    """The diagnoses that can be the reason of an operation; None where the table does not say."""
    if row.kind not in ("手术", "介入治疗"):
        return None
    return next((dx for operations, dx in indications() if row.code in operations), None)


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
            if but == "diagnosis" or main.kind != "手术" or len(facts.px) < 2 or belongs(facts, main):
                return
        elif in_either(principal, wanted):
            return
        values = {**row_values(principal), "op": main.name or main.raw, "main": main.raw.strip()}
        if but == "procedure":
            fit = next((p for p in facts.px[1:] if (r := reasons_for(p)) is not None and in_either(principal, r)), None)
            fit = fit or next((p for p in facts.px[1:] if p.kind == "手术" and belongs(facts, p)), None)
            if fit is not None:
                change = move_row(facts.page, "procedure", fit.index, 0, reason=rule.hint, source=ChangeSource.FINDING)
                values["other"] = f"{fit.raw.strip()} {fit.name}"
                yield Hit(0, "op_code", values, (place_of(principal), place_of(fit)), (replace(change, rule=rule.id),))
            return
        if any(_may_be_for(facts, principal, p) for p in facts.px[1:]):
            return  # the principal is the reason of another operation, or may be
        reason = next((d for d in facts.others if d.code and wanted is not None and in_either(d, wanted)), None)
        if reason is not None:
            values["other"] = f"{reason.raw.strip()} {reason.name}"
            also = (place_of(reason), place_of(main))
            yield Hit(0, "principal_dx_code", values, also, (_to_front(facts, reason, rule),))

    return Compiled(judge)


def _may_be_for(facts: Facts, principal: DiagnosisRow, row: ProcedureRow) -> bool:
    if row.kind not in ("手术", "介入治疗"):
        return False
    wanted = reasons_for(row)
    return belongs(facts, row) if wanted is None else in_either(principal, wanted)


def belongs(facts: Facts, row: ProcedureRow) -> bool:
    """Whether a procedure leads to a surgical group, or one by procedure, of the MDC of the principal diagnosis."""
    if row.index not in facts.belonging:
        facts.belonging[row.index] = _belongs(facts, row)
    return facts.belonging[row.index]


def _belongs(facts: Facts, row: ProcedureRow) -> bool:
    page = facts.page
    alone = replace(page, procedures=(page.procedures[row.index],))
    found = facts.reference.scheme.group(case_of(alone, facts.reference.codes))
    if found.status in (GroupStatus.UNGROUPABLE, GroupStatus.CHECK_FAILED):  # a grey principal, no sex
        wanted = reasons_for(row)
        return wanted is not None and facts.principal is not None and in_either(facts.principal, wanted)
    return found.status is GroupStatus.GROUPED and "A" <= found.adrg[1:2] <= "Q"


def main_procedure(_rule: Rule, params: Params) -> Compiled:
    """A lesser procedure stands first while another belongs to the MDC of the principal diagnosis.

    ``check=kind``: an operation or intervention behind a diagnostic or therapeutic procedure; ``check=level``: an
    operation of a higher level.
    """
    check = params.word("check", ("kind", "level"))
    params.done()

    def greater(main: ProcedureRow, other: ProcedureRow) -> bool:
        if check == "kind":
            return main.kind in ("诊断性操作", "治疗性操作") and other.kind in ("手术", "介入治疗")
        return main.kind == other.kind == "手术" and bool(main.level) and other.level > main.level

    def judge(facts: Facts) -> Iterator[Hit]:
        if len(facts.px) < 2 or facts.principal is None:
            return
        main = facts.px[0]
        for row in facts.px[1:]:
            if greater(main, row) and belongs(facts, row):
                yield Hit(0, values=row_values(main), also=(place_of(row),))
                return

    return Compiled(judge, frozenset({"grouping"}))


def _to_front(facts: Facts, row: DiagnosisRow, rule: Rule) -> Change:
    reason = f"手术针对“{row.name or row.raw}”，请医师确认其为主要诊断"
    return replace(
        move_row(facts.page, "diagnosis", row.index, 0, reason=reason, source=ChangeSource.FINDING), rule=rule.id
    )


def symptom_lifts_group(_rule: Rule, params: Params) -> Compiled:
    """A symptom among the other diagnoses that a coded disease explains, without which the group were a lower one."""
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        if facts.grouping.status is not GroupStatus.GROUPED:
            return
        symptoms = [d for d in facts.others if d.code[:1] == "R" and d.code[:3] <= "R69"]
        for row in symptoms:
            cause = explained_by(row.code, tuple(d for d in facts.dx if d is not row))
            if cause is None:
                continue
            page = facts.page
            rows = tuple(d for i, d in enumerate(page.diagnoses) if i != row.index)
            without = facts.reference.scheme.group(case_of(replace(page, diagnoses=rows), facts.reference.codes))
            same_adrg = without.adrg == facts.grouping.adrg
            if same_adrg and without.drg[-1:] > facts.grouping.drg[-1:]:
                values = {
                    **row_values(row),
                    "cause": cause.name or cause.raw,
                    "drg": facts.grouping.drg,
                    "lower": without.drg,
                }
                yield Hit(row.index, place_of(row).field, values, (place_of(cause),))

    return Compiled(judge, frozenset({"grouping"}), frozenset(f"R{n:02d}" for n in range(70)))


def excluded_complication(_rule: Rule, params: Params) -> Compiled:
    """Other diagnoses that the scheme counts as CC or MCC, but not beside this principal diagnosis."""
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        if facts.principal is None or not facts.others or not facts.grouping.mdc.startswith("MDC"):
            return
        reader = facts.reference.scheme.reader
        table = reader.exclusion[_grouped_as(facts, facts.principal)] or ""
        if not table:
            return
        for row in facts.others:
            code = _grouped_as(facts, row)
            tables = reader.severity[code] if code else None
            if tables is None:
                continue
            mcc, cc = tables
            counts = (mcc is not None and mcc != table) or (cc is not None and cc != table)
            if not counts:
                yield Hit(row.index, "", row_values(row), (Place("principal_dx_code", 0),))

    return Compiled(judge, frozenset({"grouping"}))


def _grouped_as(facts: Facts, row: DiagnosisRow) -> str:
    """The code of a row as the grouper reads it."""
    return insurance_code(facts.page, spelled(row.raw, CodeKind.DIAGNOSIS), CodeKind.DIAGNOSIS, facts.reference.codes)
