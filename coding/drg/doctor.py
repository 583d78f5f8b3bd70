"""The doctor for QY and 0000: why a case has no proper group, in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.drg.atoms import LIST_ATOMS
from coding.drg.condition_words import CHECK_WORDS, clause_words
from coding.drg.conditions import known_rule
from coding.drg.held_cases import held_reason
from coding.grouping.case import Case, Grouping, GroupStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.drg.atoms import Clause
    from coding.drg.walked import WalkedScheme


def cause_of(
    scheme: WalkedScheme, case: Case, result: Grouping, is_grey: Callable[[str], bool] = lambda _code: False
) -> str:
    """The cause of a failed check, an ambiguity or an ungroupable case; "" when the case is grouped.

    ``is_grey`` says of a diagnosis code that the code table marks it as a heading not to be submitted 医保灰码.
    """
    if result.status is GroupStatus.GROUPED:
        return ""
    if result.status is GroupStatus.CHECK_FAILED:
        return CHECK_WORDS.get(result.failed_check, "分组所需的项目不全，不能分组。")
    pdx = case.dx[0]
    named = _mdcs_of(scheme, pdx)
    if held := held_reason(scheme, case, result):
        return f"本方案还没有定下来：{held}。请在“由本地分组目录建立方案”中写明，或向医保部门核实。"
    if result.status is GroupStatus.AMBIGUOUS:
        return _ambiguous(scheme, case, result, named)
    grey = "，该码为医保灰码（只是标题，须细化到末级编码）" if is_grey(pdx) else ""
    if not named:
        more = grey or "；可能是医保灰码、附加编码或不能作主要诊断的编码"
        return f"主要诊断 {pdx} 不在本方案任何 MDC 的主要诊断表内{more}，请核对主要诊断编码。"
    reasons = []
    for mdc in named:
        entry = known_rule(next(m[2] for m in scheme.pack.mdcs if m[0] == mdc))
        words = [
            clause_words(scheme.reader, clause, case, mdc, mdc)
            for clause in entry
            if not scheme.reader.clause(clause, mdc, mdc)(case)
        ]
        title = f"{mdc} {scheme.mdc_name(mdc)}".strip()
        wanting = procedures_wanted(scheme, case, mdc)
        if words:
            reasons.append(f"主要诊断 {pdx} 属于 {title}，但{'，'.join(words)}")
        elif wanting:
            reasons.append(_without_procedure(scheme, case, title, wanting))
        else:
            reasons.append(f"主要诊断 {pdx} 进入 {title}，但没有 ADRG 与其诊断和手术操作相符")
    return "；".join(reasons) + grey + "。"


def procedures_wanted(scheme: WalkedScheme, case: Case, mdc: str) -> tuple[str, ...]:
    """The ADRGs of an MDC that the case misses by its procedures alone; () where it misses by anything else too.

    Of an MDC that the principal diagnosis enters and that has no ADRG for it without a procedure.
    """
    found = []
    for owner, node, _, _, rule, _ in scheme.pack.nodes:
        if owner != mdc:
            continue
        missed = [c for c in known_rule(rule) if not scheme.reader.clause(c, mdc, node)(case)]
        if missed and all(_is_of_procedures(clause) for clause in missed):
            found.append(node)
    return tuple(found)


def lacks_procedure(scheme: WalkedScheme, case: Case, result: Grouping) -> bool:
    """Whether the principal diagnosis enters an MDC and a case has no group there for want of a procedure alone."""
    if result.status is not GroupStatus.UNGROUPABLE or held_reason(scheme, case, result):
        return False
    entered = [m for m in scheme.pack.mdcs if m[0] in _mdcs_of(scheme, case.dx[0])]
    return any(
        all(scheme.reader.clause(c, mdc, mdc)(case) for c in known_rule(entry)) and procedures_wanted(scheme, case, mdc)
        for mdc, _, entry, _ in entered
    )


def _is_of_procedures(clause: Clause) -> bool:
    """Whether a clause asks for procedures and for nothing else."""
    return all(atom.kind == "classes" or LIST_ATOMS.get(atom.kind, ("", False)) in _PROCEDURES for atom in clause)


_PROCEDURES = (("ppx", True), ("anypx", True), ("spx", True))
#: So many ADRGs are named in a sentence.
_MOST_NAMED = 4


def _without_procedure(scheme: WalkedScheme, case: Case, title: str, wanting: tuple[str, ...]) -> str:
    names = [f"{adrg} {name}".strip() for _, node, adrg, name, _, _ in scheme.pack.nodes if node in wanting]
    more = "等" if len(names) > _MOST_NAMED else ""
    there = f"手术操作 {'、'.join(case.px)} 都不在其中" if case.px else "首页没有手术操作"
    return (
        f"主要诊断 {case.dx[0]} 属于 {title}，在其中须有相应的手术操作才有 ADRG"
        f"（{'、'.join(names[:_MOST_NAMED])}{more}），{there}：请核对手术操作是否漏编"
    )


def _ambiguous(scheme: WalkedScheme, case: Case, result: Grouping, named: tuple[str, ...]) -> str:
    pdx = case.dx[0]
    title = f"{result.mdc} {scheme.mdc_name(result.mdc)}".strip()
    for mdc, _, entry, otherwise in scheme.pack.mdcs:
        if otherwise.partition("=>")[2].strip() == result.drg and mdc in named:
            missed = [
                clause_words(scheme.reader, clause, case, mdc, mdc)
                for clause in known_rule(entry)
                if not scheme.reader.clause(clause, mdc, mdc)(case)
            ]
            if missed:
                own = f"{mdc} {scheme.mdc_name(mdc)}".strip()
                return f"主要诊断 {pdx} 属于 {own}，但{'，'.join(missed)}，按方案归入歧义组 {result.drg}。"
    if case.px and not _is_newborn_else(scheme, case, result):
        return (
            f"主要诊断 {pdx} 在 {title}，主要手术操作 {case.px[0]} 是手术室手术，但与该 MDC 的任何手术 ADRG "
            "都不相符：请核对主要诊断的选择和主要手术操作的次序。"
        )
    return f"主要诊断 {pdx} 与年龄等信息不相称（{title}），按方案归入歧义组 {result.drg}：请核对主要诊断和年龄。"


def _is_newborn_else(scheme: WalkedScheme, case: Case, result: Grouping) -> bool:
    """True when an else rule, not an ambiguity after the surgical ADRGs, gave the result."""
    for mdc, _, entry, otherwise in scheme.pack.mdcs:
        condition, _, group = otherwise.partition("=>")
        if group.strip() != result.drg or not group.strip():
            continue
        reader = scheme.reader
        enters = all(reader.clause(c, mdc, mdc)(case) for c in known_rule(entry))
        if not enters and all(reader.clause(c, mdc, mdc)(case) for c in known_rule(condition)):
            return True
    return False


def _mdcs_of(scheme: WalkedScheme, code: str) -> tuple[str, ...]:
    """The MDCs whose principal list holds a code, in the scheme's order."""
    numbers = set(scheme.reader.lists_of[code])
    held = {scheme.pack.lists[n][4:] for n in numbers if scheme.pack.lists[n].startswith("MDC:")}
    return tuple(m[0] for m in scheme.pack.mdcs if m[0] in held)
