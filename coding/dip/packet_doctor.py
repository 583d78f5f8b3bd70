"""Why a case has no core packet, in one sentence: what the nearest rows ask and the case has not. Never by money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.dip.packet_catalogue import MIXED_LAYER
from coding.dip.packet_walk import bar_of, principal_of
from coding.dip.row_words import RowVerdict, verdict_of
from coding.grouping.case import GroupStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from coding.dip.effective import Effective
    from coding.dip.packet_catalogue import Catalogue
    from coding.grouping.case import Case

#: So many of the nearest rows are named.
_NEAREST = 2


def packet_cause(
    catalogue: Catalogue, case: Case, status: GroupStatus, is_grey: Callable[[str], bool] = lambda _code: False
) -> str:
    """Why a case is not grouped, or only in a mixed packet; "" where it has a core packet.

    ``is_grey`` says of a diagnosis code that the code table marks it as a heading not to be submitted 医保灰码.
    """
    if status is GroupStatus.CORE:
        return ""
    if status is GroupStatus.CHECK_FAILED:
        return "没有主要诊断编码，不能分组：请填写主要诊断。"
    pdx = case.dx[0]
    grey = "该码为医保灰码（只是标题，须细化到末级编码），" if is_grey(pdx) else ""
    if status is GroupStatus.EXCLUDED:
        return (
            f"主要诊断 {pdx} 在“不纳入分组的主要诊断”表内，{grey}该病案不参加分组：请对照病历核对主要诊断的选择和编码。"
        )
    return f"{_not_core(catalogue, case)}{_mixed(catalogue, status)}：{grey}请对照病历核对主要诊断和手术操作。"


def _not_core(catalogue: Catalogue, case: Case) -> str:
    pdx = case.dx[0]
    effective, _ = principal_of(catalogue, case)
    near = [
        verdict
        for layer in catalogue.layers
        for row in catalogue.core.get(layer, ())
        if all(item.text != "*" for item in row.dx)
        and not row.looks_at_all_dx
        and (verdict := verdict_of(row, case, effective, catalogue))
    ]
    if not near:
        return f"方案中没有以 {pdx}（类目 {pdx[:3]}）为主要诊断的核心病种"
    nearest = sorted(near, key=lambda v: (len(v.missed), _order(v), v.row.place))[:_NEAREST]
    told = "；".join(f"{v.row.seq} {_lack(v)}" for v in nearest)
    why = [*_late(nearest, case, effective), *_barred(catalogue, case, effective)]
    told += f"（{'，'.join(why)}）" if why else ""
    count = f"{len(near)} 个核心病种都不符合" if len(near) > 1 else "1 个核心病种不符合"
    return f"以 {pdx} 为主要诊断的 {count}：{told}"


def _order(verdict: RowVerdict) -> int:
    """Rows that lack a secondary thing only stand before those of another principal procedure."""
    return int(any(one.about == "px" for one in verdict.missed))


def _lack(verdict: RowVerdict) -> str:
    return "，".join(one.words for one in verdict.missed)


def _late(nearest: Sequence[RowVerdict], case: Case, effective: Effective) -> Iterator[str]:
    """What a row asks for as the principal procedure and stands behind another one."""
    wanted = {code for v in nearest if not v.row.looks_at_all_px for codes in v.row.px or () for code in codes}
    late = [code for code in case.px if code in wanted and code in effective.others]
    if late:
        yield f"{late[0]} 不在主要手术操作的位置"


def _barred(catalogue: Catalogue, case: Case, effective: Effective) -> Iterator[str]:
    """Why the first procedure is not the principal one, where there is one and it is not."""
    bar = bar_of(catalogue, case.px[0]) if case.px and not effective.principal else None
    if bar is None:
        return
    if bar.rule == "range":
        yield f"{case.px[0]} 对这一主要诊断不可作主要手术操作，按保守治疗看"
    else:
        yield f"{case.px[0]} {'按保守治疗入组' if bar.rule == 'conservative' else '不可作为主要手术操作'}"


def _mixed(catalogue: Catalogue, status: GroupStatus) -> str:
    if status is GroupStatus.MIXED:
        return "，因此归入综合病种"
    return "，也没有可归入的综合病种" if MIXED_LAYER in catalogue.layers else "，本方案没有综合病种"
