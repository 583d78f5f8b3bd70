"""From case to packet step by step, over the rows as the catalogue holds them: what the trace tells.

Without the index of the matching, so that it is also a check of it: the tests hold that both end alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.dip.effective import Effective
from coding.dip.layer_names import layer_title
from coding.dip.packet_catalogue import (
    CONSERVATIVE,
    DIAGNOSTICS,
    IN_ORDER,
    MIXED_LAYER,
    OPERATIONS,
    TREATMENT,
    TREATMENTS,
)
from coding.dip.row_words import RowVerdict, verdict_of
from coding.grouping.case import GroupStatus, TraceStep

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coding.dip.packet_catalogue import Catalogue, CoreRow, MixedRow, PrincipalBar
    from coding.grouping.case import Case

#: So many rows of a layer are told one by one.
_SHOWN = 8
_KINDS = (OPERATIONS, TREATMENTS, DIAGNOSTICS)


@dataclass(frozen=True, slots=True)
class Walked:
    """Where a walk ends, and its steps."""

    status: GroupStatus
    steps: tuple[TraceStep, ...]
    layer: str = ""
    row: CoreRow | MixedRow | None = None
    principal: str = ""
    basic: bool = False

    @property
    def seq(self) -> str:
        """The number of the row."""
        return self.row.seq if self.row else ""


def walk(catalogue: Catalogue, case: Case) -> Walked:
    """The way of a case through a catalogue."""
    if not case.dx or not case.dx[0]:
        return Walked(
            GroupStatus.CHECK_FAILED, (TraceStep("没有主要诊断编码", "miss", "主要诊断是分组的第一项依据。"),)
        )
    if is_excluded(catalogue, case.dx[0]):
        step = TraceStep(f"主要诊断 {case.dx[0]} 不纳入分组", "miss", "在“不纳入分组的主要诊断”表内。")
        return Walked(GroupStatus.EXCLUDED, (step,))
    steps = [TraceStep(f"主要诊断 {case.dx[0]} 可以分组", "hit", "不在“不纳入分组的主要诊断”表内。")]
    if catalogue.settings.any_procedure:
        return _by_every_procedure(catalogue, case, steps)
    effective, step = principal_of(catalogue, case)
    steps.append(step)
    for layer in catalogue.layers:
        found = (
            _mixed_layer(catalogue, case, effective)
            if layer == MIXED_LAYER
            else _layer(catalogue, layer, case, effective)
        )
        row, told = found
        steps.append(told)
        if row is not None and layer == MIXED_LAYER:
            return Walked(GroupStatus.MIXED, tuple(steps), layer, row, effective.principal)
        if row is not None:
            return _core(catalogue, case, steps, row, effective.principal)
    return Walked(GroupStatus.UNMATCHED, tuple(steps), principal=effective.principal)


def _core(
    catalogue: Catalogue, case: Case, steps: Sequence[TraceStep], row: CoreRow | MixedRow, principal: str
) -> Walked:
    basic, told = _basic(catalogue, case, principal)
    return Walked(GroupStatus.CORE, (*steps, *told), row.layer, row, principal, basic)


def is_excluded(catalogue: Catalogue, code: str) -> bool:
    """Whether a diagnosis stands in the list of those that are not grouped."""
    if catalogue.settings.by_beginning:
        return any(code.startswith(one) for one in catalogue.excluded)
    return code in catalogue.excluded


# -- the procedures that count


def bar_of(catalogue: Catalogue, code: str) -> PrincipalBar | None:
    """Why a procedure is not the principal one; None where it may be."""
    if not catalogue.settings.by_beginning:
        return catalogue.bars.get(code)
    known = [one for one in catalogue.bars if code.startswith(one)]
    return catalogue.bars[max(known, key=len)] if known else None


def principal_of(catalogue: Catalogue, case: Case) -> tuple[Effective, TraceStep]:
    """The effective principal procedure and the others that count, with the step that tells it."""
    told: list[TraceStep] = []
    principal, behind = "", len(case.px)
    for at, code in enumerate(case.px):
        bar = bar_of(catalogue, code)
        if bar is not None and bar.rule == "never":
            told.append(TraceStep(f"{code} 不可作为主要手术操作，看下一个", "miss"))
            continue
        behind = at + 1
        if bar is None:
            principal = code
        elif bar.rule == "conservative":
            told.append(TraceStep(f"{code} 按保守治疗入组，没有有效主要手术操作", "miss"))
        elif any(item.meets(case.dx[0]) for item in bar.within):
            principal = code
            told.append(TraceStep(f"主要诊断 {case.dx[0]} 在 {code} 可作主要手术操作的范围内", "hit"))
        else:
            within = "、".join(item.text for item in bar.within)
            told.append(TraceStep(f"{code} 只在主要诊断属于 {within} 时可作主要手术操作", "miss"))
        break
    others = tuple(c for c in case.px[behind:] if (b := bar_of(catalogue, c)) is None or b.rule != "conservative")
    beside = f"；其他手术操作 {'、'.join(others)}" if others else ""
    title = f"有效主要手术操作 {principal}{beside}" if principal else f"没有有效主要手术操作，按保守治疗看{beside}"
    detail = "" if case.px else "没有手术操作。"
    return Effective(principal, others), TraceStep(title, "hit" if principal else "note", detail, tuple(told))


# -- layers


def _layer(
    catalogue: Catalogue, layer: str, case: Case, effective: Effective
) -> tuple[CoreRow | MixedRow | None, TraceStep]:
    verdicts = [v for row in catalogue.core.get(layer, ()) if (v := verdict_of(row, case, effective, catalogue))]
    matching = [v for v in verdicts if v.holds]
    title = layer_title(layer)
    if not matching:
        near = [v for v in verdicts if v.row.item != "*"]
        detail = "" if near else f"没有以 {case.dx[0]} 为主要诊断的病种。"
        return None, TraceStep(f"{title}：没有符合的病种", "miss", detail, tuple(_told(near)))
    best = matching[0]
    if layer != IN_ORDER:
        for other in matching[1:]:
            if other.rank > best.rank:
                best = other
    beaten = [v for v in matching if v is not best]
    children = [_row_step(best, "hit"), *(_beaten(v, best, layer) for v in beaten[:_SHOWN])]
    return best.row, TraceStep(
        f"{title}：{best.row.seq} {best.row.name}".strip(), "hit", _why(best, beaten), tuple(children)
    )


def _told(verdicts: Sequence[RowVerdict]) -> Iterator[TraceStep]:
    nearest = sorted(verdicts, key=lambda v: (len(v.missed), v.row.place))
    yield from (_row_step(v, "miss") for v in nearest[:_SHOWN])
    if len(verdicts) > _SHOWN:
        yield TraceStep(f"另有 {len(verdicts) - _SHOWN} 个同一诊断的病种也不符合", "note")


def _row_step(verdict: RowVerdict, word: str) -> TraceStep:
    row = verdict.row
    children = tuple(TraceStep(one.words, "hit" if one.holds else "miss") for one in verdict.asked)
    detail = "；".join(one.words for one in (verdict.missed or verdict.asked))
    return TraceStep(f"{row.seq} {row.name}".strip(), word, detail, children)


def _why(best: RowVerdict, beaten: Sequence[RowVerdict]) -> str:
    if not beaten:
        return "；".join(one.words for one in best.asked)
    return f"符合的病种有 {len(beaten) + 1} 个，依次比较诊断的具体程度、相关手术操作数、手术操作数和目录次序。"


def _beaten(verdict: RowVerdict, best: RowVerdict, layer: str) -> TraceStep:
    row = verdict.row
    if layer != IN_ORDER:
        for at, words in enumerate(("诊断不如它具体", "符合的相关手术操作较少", "符合的手术操作较少")):
            if verdict.rank[at] < best.rank[at]:
                return TraceStep(f"{row.seq} {row.name}".strip(), "miss", f"也符合，但{words}")
    return TraceStep(f"{row.seq} {row.name}".strip(), "miss", "也符合，但在目录中排在后面")


def _mixed_layer(catalogue: Catalogue, case: Case, effective: Effective) -> tuple[MixedRow | None, TraceStep]:
    kind = treatment_of(catalogue, effective.principal)
    title = layer_title(MIXED_LAYER)
    told = [TraceStep(f"{effective.principal or '没有有效主要手术操作'} 属于{kind}", "note")]
    for wanted in dict.fromkeys((kind, CONSERVATIVE)):
        row = mixed_row(catalogue, case.dx[0], wanted)
        if row is not None:
            own = "" if wanted == kind else f"（没有{kind}，按{CONSERVATIVE}）"
            return row, TraceStep(
                f"{title}：{row.seq} {row.name}".strip(), "hit", f"{row.item} {wanted}{own}", tuple(told)
            )
        told.append(TraceStep(f"没有 {case.dx[0][:3]} 的{wanted}综合病种", "miss"))
    return None, TraceStep(f"{title}：没有符合的病种", "miss", "", tuple(told))


def treatment_of(catalogue: Catalogue, procedure: str) -> str:
    """The kind of treatment that a procedure stands for ("" = none)."""
    return TREATMENT[catalogue.kinds[procedure]] if procedure in catalogue.kinds else CONSERVATIVE


def mixed_row(catalogue: Catalogue, code: str, kind: str) -> MixedRow | None:
    """The mixed row of a kind for a diagnosis: that of its category, else of a range that holds it."""
    rows = [row for row in catalogue.mixed if row.kind == kind and row.dx.first <= code[:3] <= row.dx.last]
    of_category = [row for row in rows if row.dx.first == row.dx.last]
    return next(iter(of_category or rows), None)


def _basic(catalogue: Catalogue, case: Case, principal: str) -> tuple[bool, tuple[TraceStep, ...]]:
    for pair in catalogue.basic:
        if any(item.meets(case.dx[0]) for item in pair.items) and (principal in pair.px if pair.px else not principal):
            shown = f"{case.dx[0]} + {principal or '保守治疗'}"
            return True, (TraceStep("基层病种", "hit", f"{shown} 在基层病种表内：各级医院同价，系数按 1。"),)
    return False, ()


# -- 2.0 catalogues: all procedures together


def _by_every_procedure(catalogue: Catalogue, case: Case, steps: list[TraceStep]) -> Walked:
    counted = tuple(c for c in case.px if (b := bar_of(catalogue, c)) is None or b.rule != "conservative")
    shown = "、".join(counted) or "无"
    steps.append(TraceStep(f"参与匹配的手术操作：{shown}", "note", "本方案按全部手术操作匹配（px_role=any）。"))
    every = Effective("", counted)
    matching: list[tuple[tuple[float, ...], RowVerdict, frozenset[str]]] = []
    for layer in catalogue.layers:
        for row in catalogue.core.get(layer, ()):
            verdict = verdict_of(row, case, every, catalogue)
            met = None if verdict is None else _met_of(catalogue, verdict, counted)
            if verdict is None or met is None:
                continue
            if layer == IN_ORDER:
                return _any_core(catalogue, case, steps, verdict, next((c for c in counted if c in met), ""))
            matching.append((_any_rank(catalogue, verdict, met, case, counted), verdict, met))
    best = min(matching, key=lambda one: one[0], default=None)
    if best is not None and best[0][0] < len(_KINDS):
        return _any_core(catalogue, case, steps, best[1], next((c for c in counted if c in best[2]), ""))
    kinds = {treatment_of(catalogue, code) for code in counted}
    wanted = [kind for kind in _KINDS if kind in kinds] if MIXED_LAYER in catalogue.layers else []
    found = next((one for kind in wanted if (one := mixed_row(catalogue, case.dx[0], kind))), None)
    if found is None and best is not None:
        return _any_core(catalogue, case, steps, best[1], next((c for c in counted if c in best[2]), ""))
    if found is None and MIXED_LAYER in catalogue.layers:
        found = mixed_row(catalogue, case.dx[0], CONSERVATIVE)
    if found is None:
        steps.append(TraceStep("没有符合的病种", "miss"))
        return Walked(GroupStatus.UNMATCHED, tuple(steps))
    principal = next((c for c in counted if treatment_of(catalogue, c) == found.kind != CONSERVATIVE), "")
    steps.append(
        TraceStep(f"{layer_title(MIXED_LAYER)}：{found.seq} {found.name}".strip(), "hit", f"{found.item} {found.kind}")
    )
    return Walked(GroupStatus.MIXED, tuple(steps), MIXED_LAYER, found, principal)


def _any_core(catalogue: Catalogue, case: Case, steps: list[TraceStep], verdict: RowVerdict, principal: str) -> Walked:
    row = verdict.row
    steps.append(TraceStep(f"{layer_title(row.layer)}：{row.seq} {row.name}".strip(), "hit", verdict.asked[0].words))
    return _core(catalogue, case, steps, row, principal)


def _met_of(catalogue: Catalogue, verdict: RowVerdict, counted: Sequence[str]) -> frozenset[str] | None:
    """The procedures that a row met among all; None where it does not take the case."""
    row, there = verdict.row, frozenset(counted)
    if any(not one.holds for one in verdict.asked if one.about not in ("px", "rpx")):
        return None
    if row.rpx and not any(codes <= there for codes in row.rpx):
        return None
    if row.px is None:
        return frozenset()
    if not row.px:
        return frozenset() if all(treatment_of(catalogue, code) == CONSERVATIVE for code in counted) else None
    return frozenset(code for codes in row.px if codes <= there for code in codes) or None


def _any_rank(
    catalogue: Catalogue, verdict: RowVerdict, met: frozenset[str], case: Case, counted: Sequence[str]
) -> tuple[float, ...]:
    row = verdict.row
    own = {treatment_of(catalogue, code) for code in met} | {TREATMENT.get(row.kind, row.kind)}
    kind = next((at for at, one in enumerate(_KINDS) if one in own), len(_KINDS))
    joined = max((len(codes) - 1 for codes in row.px or () if codes <= met), default=0)
    further = max((len(codes) for codes in row.rpx if not codes - set(counted)), default=0)
    if case.cost is None:
        far: tuple[float, float] = (0, 0)
    else:
        far = (1, 0) if row.mean_cost is None else (0, abs(row.mean_cost - case.cost))
    return (kind, -verdict.rank[0], -joined - further, -len(met) - further, *far, row.place)
