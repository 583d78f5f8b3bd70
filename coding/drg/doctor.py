"""The doctor for QY and 0000: why a case has no proper group, in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.drg.condition_words import CHECK_WORDS, clause_words
from coding.drg.conditions import known_rule
from coding.drg.held_cases import held_reason
from coding.grouping.case import Case, Grouping, GroupStatus

if TYPE_CHECKING:
    from collections.abc import Callable

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
        if words:
            reasons.append(f"主要诊断 {pdx} 属于 {title}，但{'，'.join(words)}")
        else:
            reasons.append(f"主要诊断 {pdx} 进入 {title}，但没有 ADRG 与其诊断和手术操作相符")
    return "；".join(reasons) + grey + "。"


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
