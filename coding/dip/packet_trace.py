"""From case to packet and what it is worth, as a tree of steps in a coder's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.dip.atom_words import atom_words
from coding.dip.auxiliary import Told
from coding.dip.matching import Packet
from coding.dip.packet_doctor import packet_cause
from coding.dip.packet_score import Deviation
from coding.dip.packet_walk import Walked, walk
from coding.grouping.case import GroupStatus, TraceStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.dip.auxiliary import Auxiliary, Level
    from coding.dip.packet_catalogue import Catalogue
    from coding.dip.packet_score import Payment, Pricing
    from coding.grouping.case import Case


def trace_packet(catalogue: Catalogue, pricing: Pricing, case: Case) -> TraceStep:
    """The tree of steps; the root names the packet that the walk ends in."""
    walked = walk(catalogue, case)
    steps = [*_published(catalogue), *_carried(case), *walked.steps]
    if walked.row is None:
        title = walked.status.value
        return TraceStep(title, "miss", packet_cause(catalogue, case, walked.status), tuple(steps))
    steps += _priced(pricing, case, walked)
    return TraceStep(f"{walked.seq} {walked.row.name}".strip(), "hit", walked.status.value, tuple(steps))


def _published(catalogue: Catalogue) -> Iterator[TraceStep]:
    """Which published file the catalogue is, where it is one, and whether all of it could be read."""
    file = catalogue.published
    if file is None:
        return
    date = f"，文件日期 {file.date}" if file.date else ""
    yield TraceStep(f"方案文件 {file.name}", "note", f"指纹 SHA-256 {file.stamp[:16]}…{date}")
    if catalogue.complaints:
        first = catalogue.complaints[0]
        yield TraceStep(f"方案文件有 {len(catalogue.complaints)} 处问题，结果可能与官方不同", "note", first)


def _carried(case: Case) -> Iterator[TraceStep]:
    """What the crosswalk did to the codes, when it did something."""
    if case.carried:
        lines = tuple(TraceStep(f"{clinical} → {insurance}", "note") for clinical, insurance in case.carried)
        title = f"{len(lines)} 个临床版编码先转换为医保版编码，再分组"
        yield TraceStep(title, "note", "按导入的对照表转换一次；首页上的编码不变。", lines)


# -- auxiliary types


def _priced(pricing: Pricing, case: Case, walked: Walked) -> Iterator[TraceStep]:
    packet = Packet(walked.status, walked.layer, walked.row, walked.principal, walked.basic)
    payment = pricing.pay(case, packet)
    if walked.status is GroupStatus.CORE and payment.score is not None:
        yield from _auxiliary(pricing, case, walked, payment)
    yield _payment_step(pricing, case, payment)


def _auxiliary(pricing: Pricing, case: Case, walked: Walked, payment: Payment) -> Iterator[TraceStep]:
    kinds = pricing.auxiliary.kinds_of(walked.seq)
    if not kinds:
        return
    plain = None
    if payment.score and payment.point and payment.factor and case.cost is not None:
        plain = case.cost / (payment.score * payment.point * payment.factor)
    told = Told(case, plain, pricing.auxiliary.index)
    children = []
    for kind, levels in pricing.auxiliary.levels.items():
        if kind in kinds:
            level = pricing.auxiliary.level_of(levels, told)
            factor = kinds[kind].get(level)
            detail = f"系数 {factor:g}" if factor else "该病种的这一级没有大于 1 的系数"
            tested = tuple(_level_step(one, told, pricing.auxiliary) for one in _until(levels, level))
            children.append(TraceStep(f"{kind}：{level or '无'}", "hit" if factor else "miss", detail, tested))
    if payment.aux:
        title, detail = f"辅助分型 {payment.aux}，系数 {payment.aux_factor:g}", "触发系数最高的分型。"
        yield TraceStep(title, "hit", detail, tuple(children))
    else:
        yield TraceStep("辅助分型：没有触发", "miss", "没有大于 1 的系数，按 1 计。", tuple(children))


def _until(levels: tuple[Level, ...], level: str) -> Iterator[Level]:
    for one in levels:
        yield one
        if one.level == level:
            return


def _level_step(level: Level, told: Told, auxiliary: Auxiliary) -> TraceStep:
    if not level.speaks_of(told.case):
        return TraceStep(level.level, "miss", f"只用于主要诊断{'' if level.tumour else '不'}是恶性肿瘤的病案")
    atoms = []
    for atom in level.atoms:
        value = atom.value(told) if atom.value else None
        shown = "" if atom.value is None else f"（本例 {'未知' if value is None else f'{value:.4g}'}）"
        counted = auxiliary.components_met(told.case) if atom.text.startswith("CCI") else ()
        detail = "、".join(f"{component}（{code}）" for component, code in counted)
        atoms.append(TraceStep(f"{atom_words(atom.text)}{shown}", "hit" if atom.test(told) else "miss", detail))
    return TraceStep(level.level, "hit" if level.holds(told) else "miss", "", tuple(atoms))


# -- what it is worth


def _payment_step(pricing: Pricing, case: Case, payment: Payment) -> TraceStep:
    if payment.standard is None:
        score = "" if payment.score is None else f"分值 {payment.score:g}；"
        return TraceStep("支付标准：无法估算", "note", f"{score}{payment.lacks}。")
    factors = (
        f"分值 {payment.score:g} × 点值 {payment.point:g} × 系数 {payment.factor:g} × 辅助分型 {payment.aux_factor:g}"
    )
    steps = [TraceStep(f"支付标准 = {factors} = {payment.standard:,.2f} 元", "note")]
    if payment.ratio is None or case.cost is None or payment.payment is None or payment.case_score is None:
        return TraceStep(f"支付标准（估算）{payment.standard:,.2f} 元", "note", f"{payment.lacks}。", tuple(steps))
    ratio = f"{case.cost:,.2f} ÷ {payment.standard:,.2f} = {payment.ratio:.4f}"
    steps.append(TraceStep(f"费用 ÷ 支付标准 = {ratio}：{payment.deviation}", "note", _limits(pricing, payment)))
    steps.append(
        TraceStep(f"病例分值 {payment.case_score:.4f} × 点值 {payment.point:g} = {payment.payment:,.2f} 元", "note")
    )
    title = f"支付（估算）{payment.payment:,.2f} 元，{payment.deviation}"
    return TraceStep(title, "note", "未计医保扣减和个人负担。", tuple(steps))


def _limits(pricing: Pricing, payment: Payment) -> str:
    plain = f"{(payment.score or 0) * (payment.factor or 0) * (payment.aux_factor or 0):g}"
    match payment.deviation:
        case Deviation.LOW:
            return f"低于 {pricing.low:g}：病例分值 = {plain} × {payment.ratio:.4f}，即按费用支付"
        case Deviation.HIGH:
            return f"高于 {pricing.high:g}：病例分值 = {plain} ×（{payment.ratio:.4f} − {pricing.high:g} + 1）"
        case Deviation.REVIEW:
            return f"高于 {pricing.high:g}：病例分值 = {plain}，可申请特例单议（只是候选，不保证批准）"
    return f"在 {pricing.low:g} 至 {pricing.high:g} 之间：病例分值 = {plain}"
