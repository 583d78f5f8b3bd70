"""Backwards through a catalogue of DIP: from a packet to the diagnoses and procedures that lead into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.dip.layer_names import layer_name
from coding.dip.packet_catalogue import MixedRow
from coding.grouping.leading import CodeRole
from coding.grouping.way_in import CodeList, WayIn

if TYPE_CHECKING:
    from coding.dip.packet_catalogue import CoreRow


def way_into(row: CoreRow | MixedRow) -> WayIn:
    """What a row of the catalogue asks."""
    chapter, family = layer_name(row.layer), row.item
    if isinstance(row, MixedRow):
        mixed = (f"主要诊断在 {row.dx.text} 内", f"诊疗方式为{row.kind}", "没有进入核心病种")
        return WayIn(chapter, family, mixed, principals=(row.dx.text,))
    conditions = [f"{'任一诊断' if row.looks_at_all_dx else '主要诊断'}在 {row.item} 内"]
    lists = []
    if row.sdx is not None:
        texts = ("+".join(item.text for item in group) for group in row.sdx.groups)
        lists.append(CodeList("其他诊断", tuple(texts), CodeRole.FURTHER_DIAGNOSIS))
        conditions.append("其他诊断符合所列")
    if row.px is not None:
        conditions.append("主要手术操作或其组合符合所列" if row.px else "没有有效的手术操作")
        if row.px:
            where = CodeRole.ANY_PROCEDURE if row.looks_at_all_px else CodeRole.MAIN_PROCEDURE
            lists.append(CodeList("手术操作", tuple("+".join(sorted(codes)) for codes in row.px), where))
    if row.rpx:
        conditions.append("另有相关手术操作")
        related = tuple("+".join(sorted(codes)) for codes in row.rpx)
        lists.append(CodeList("相关手术操作", related, CodeRole.FURTHER_PROCEDURE))
    if row.below_days is not None:
        conditions.append(f"出生不满 {row.below_days} 天")
    if row.weight is not None:
        conditions.append(f"出生体重 {row.weight[0]}–{row.weight[1]} 克")
    if row.resistant is not None:
        conditions.append("有耐药编码" if row.resistant else "没有耐药编码")
    return WayIn(chapter, family, tuple(conditions), tuple(lists), principals=tuple(item.text for item in row.dx))
