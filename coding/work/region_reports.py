"""The tables that tell what was made of a region's list: differences, conditions, repairs, open questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.drg.condition_phrases import condition_phrase
from coding.drg.families import CHANGED, KEPT, Family, FamilyGroup, base_families, only_both_ends, rules_of
from coding.drg.region_answers import ADRG, CC_ALONE, GROUP, OWN, REPAIR, VERDICT_WORDS
from coding.drg.region_pack import proposed_node
from coding.work.region_lists import repair_key
from coding.work.region_scheme import list_effects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.work.region_scheme import RegionPlan

Rows = list[tuple[str, ...]]
#: Clause that an ADRG beyond the national ones offends against.
CITED = "按病组和病种分值付费医疗保障经办管理暂行办法（2025）：地方只能细分 DRG"
CONDITIONS = ("ADRG", "病组", "名称", "变化", "条件说明", "条件", "写入方案的规则", "回答", "结论")
DIFFERENCES = ("类别", "ADRG", "病组", "名称", "基础方案", "说明")
REPAIRS = ("ADRG", "编码表", "行", "原文", "读作", "编码数", "说明", "回答", "结论")
QUESTIONS = ("类别", "对象", "名称", "问题", "怎么办")


def difference_rows(plan: RegionPlan) -> Rows:
    """What the list has otherwise than the base: groups and ADRGs added and gone, split otherwise, other codes."""
    before = base_families(plan.work.base)
    rows: Rows = [DIFFERENCES]
    for family in plan.families:
        old = before.get(family.adrg, {})
        if family.is_same:
            continue
        if family.is_new:
            told = f"与国家ADRG不一致（{CITED}）"
            rows.append(("ADRG 新增", family.adrg, "", family.name, "", told))
        elif not family.groups:
            rows.append(("ADRG 取消", family.adrg, "", family.name, f"{len(old)} 个病组", "本地目录没有这个 ADRG"))
            continue
        else:
            if family.renamed:
                rows.append(("ADRG 名称不同", family.adrg, "", family.name, family.renamed, "可能不是同一个 ADRG"))
            was = "、".join(old) or "没有细分"
            rows.append(
                ("细分不同", family.adrg, "", family.name, was, "现为 " + "、".join(g.code for g in family.groups))
            )
        rows += [_group_difference(family, group, old) for group in family.groups if group.change != KEPT]
        rows += [("病组取消", family.adrg, code, old[code], "有", "本地目录没有这个病组") for code in family.gone]
    for effect in list_effects(plan):
        if effect.added or effect.gone:
            told = f"增加 {_counted(effect.added)}，减少 {_counted(effect.gone)}"
            rows.append(
                ("编码表不同", effect.read.owner, "", f"{effect.read.role}（{effect.read.name or '粘贴'}）", "", told)
            )
    return rows


def _group_difference(family: Family, group: FamilyGroup, old: dict[str, str]) -> tuple[str, ...]:
    if group.change == CHANGED:
        return (
            "病组含义改变",
            family.adrg,
            group.code,
            group.name,
            old.get(group.code, ""),
            "同一编码，名称说的条件不同",
        )
    return ("病组新增", family.adrg, group.code, group.name, "", "")


def _counted(codes: tuple[str, ...]) -> str:
    return f"{len(codes)} 个（{_few(codes)}）"


def _few(codes: tuple[str, ...]) -> str:
    return "、".join(codes[:5]) + ("……" if len(codes) > 5 else "") if codes else "无"


def condition_rows(plan: RegionPlan) -> Rows:
    """Every group beside the condition that its name says, and what has become of it."""
    rows: Rows = [CONDITIONS]
    for family in plan.families:
        written = {rule.drg: rule.rule for rule in rules_of(family)} if not family.is_same else {}
        for group in family.groups:
            rows.append((
                family.adrg,
                group.code,
                group.name,
                group.change,
                words_of(group) if not family.is_same or group.condition else "沿用基础方案的规则",
                group.condition,
                written.get(group.code, group.condition) if group.is_made else "",
                VERDICT_WORDS.get(group.verdict, ""),
                state_of(family, group),
            ))  # fmt: skip
    return rows


def words_of(group: FamilyGroup) -> str:
    """The condition of a group in words; what is open, where it is."""
    if group.condition:
        return condition_phrase(group.condition)
    known = f"；名称说到：{condition_phrase(group.known)}" if group.known != "ALWAYS" else ""
    return f"规则未知：{'、'.join(group.reading.open_words)}{known}"


def state_of(family: Family, group: FamilyGroup) -> str:
    """What has become of a group, in a word or two."""
    if group.trouble:
        return f"没有采用：{group.trouble}"
    if family.renamed:
        return "不能入组：先确认 ADRG"
    if group.is_made:
        return "沿用" if group.change == KEPT and not group.verdict else "已采用"
    if not group.condition:
        return "规则未知：不能入组"
    if group.verdict:
        return "已答“否”：不能入组"
    doubts = [*group.reading.doubts, *family.clashes, *(f"没有病组收：{gap}" for gap in family.gaps)]
    return f"待确认：不能入组（{doubts[0]}）" if doubts else "待确认：不能入组"


def repair_rows(plan: RegionPlan) -> Rows:
    """Every code that was read otherwise than written, beside what it was."""
    rows: Rows = [REPAIRS]
    for one in plan.lists:
        for repair in one.pasted.repairs:
            answer = plan.work.answers.get(REPAIR, repair_key(one.owner, one.role, repair))
            said = VERDICT_WORDS.get(answer.verdict, "") if answer else ""
            if answer and answer.verdict == OWN:
                state = f"已改为 {answer.condition}"
            else:
                state = "待确认：没有用" if repair in one.waiting else "已采用" if repair in one.agreed else "没有用"
            figures = (str(repair.line), repair.written, repair.shown, str(len(repair.codes)))
            rows.append((one.owner, one.role, *figures, repair.how, said, state))
    return rows


def question_rows(plan: RegionPlan) -> Rows:
    """What is open, and what is to be done about it."""
    of_the_list = [("目录", plan.work.about.list_name, "", note, "核对目录") for note in plan.notes]
    return [QUESTIONS, *of_the_list, *_adrg_questions(plan), *_group_questions(plan), *_list_questions(plan)]


def _adrg_questions(plan: RegionPlan) -> Iterator[tuple[str, ...]]:
    built = {node.adrg for node in plan.new_nodes}
    for family in plan.families:
        if family.is_new and family.adrg not in built:
            rule = proposed_node(family.adrg, (one.role for one in plan.lists if one.owner == family.adrg))
            todo = f"答“是”按 {rule} 建立，或另写条件" if rule else "先粘贴它的编码表，再答“是”或另写条件"
            told = f"与国家ADRG不一致：基础方案没有这个 ADRG，其病组不能入组（{CITED}）"
            yield ADRG, family.adrg, family.name, told, todo
        elif family.renamed:
            told = f"名称与基础方案的“{family.renamed}”很不同：可能不是同一个 ADRG，其病组现在不能入组"
            yield (
                ADRG,
                family.adrg,
                family.name,
                told,
                "是同一个，或已粘贴它的编码表的，答“是”；基础方案选错版本的，换一个",
            )
        elif not family.groups and family.adrg not in plan.dropped:
            todo = "答“是”取消它（其病例按后面的 ADRG 判断）；不答则不能入组"
            yield ADRG, family.adrg, family.name, "本地目录没有这个 ADRG：其病例现在不能入组", todo


def _group_questions(plan: RegionPlan) -> Iterator[tuple[str, ...]]:
    for family in plan.families:
        if family.is_same or not family.groups:
            continue
        for group in family.groups:
            if not group.is_made and not family.renamed:
                yield GROUP, group.code, group.name, _why_open(family, group), _todo(group)
        ends = only_both_ends(family)
        if ends and family.gaps:
            told = f"名称只说到“伴严重”和“不伴”：只有一般并发症（CC）的病例没有病组（{'、'.join(sorted(ends))}）"
            yield (
                CC_ALONE,
                family.adrg,
                family.name,
                told,
                "请按医保部门的说明回答：归入“较高组”或“较低组”（对象写 * 为全部）",
            )
        elif family.gaps:
            yield (
                "空缺",
                family.adrg,
                family.name,
                f"没有病组收：{'；'.join(family.gaps)}",
                "请核对目录，或另写其中病组的条件",
            )
        for clash in family.clashes:
            yield "重叠", family.adrg, family.name, clash, "请另写其中病组的条件，使两者分开"


def _why_open(family: Family, group: FamilyGroup) -> str:
    if group.trouble:
        return group.trouble
    if group.condition:
        return state_of(family, group)
    met = "本 ADRG 的全部病例" if group.known == "ALWAYS" else f"本 ADRG 中“{condition_phrase(group.known)}”的病例"
    if group.verdict:
        return f"规则未知（{'、'.join(group.reading.open_words)}），已答“否”：不能入组"
    return f"规则未知（{'、'.join(group.reading.open_words)}）：不能入组；写明以前，{met}都可能属于它，也不能入组"


def _todo(group: FamilyGroup) -> str:
    if group.condition:
        return "核对名称与条件：答“是”，或另写条件"
    return "另写条件；需要编码表的先粘贴编码表；答“否”则不建这个病组"


def _list_questions(plan: RegionPlan) -> Iterator[tuple[str, ...]]:
    for effect in list_effects(plan):
        one, pasted = effect.read, effect.read.pasted
        name = f"{one.role}（{one.name or '粘贴'}）"
        if effect.trouble:
            yield "编码表", one.owner, name, effect.trouble, "核对编码表"
        if not pasted.is_all:
            yield (
                "编码表",
                one.owner,
                name,
                f"写明共 {pasted.stated} 个，读到 {pasted.total} 个",
                "核对有没有漏掉的编码",
            )
        for line, text, why in pasted.strange:
            yield "编码表", one.owner, name, f"第{line}行“{text}”：{why}，没有用", "核对编码，改正后重新粘贴"
        for repair in one.waiting:
            told = f"第{repair.line}行“{repair.written}”读作 {repair.shown}：{repair.how}"
            yield REPAIR, repair_key(one.owner, one.role, repair), name, told, "答“是”或“否”，或另写编码"
        if effect.outside:
            told = f"{len(effect.outside)} 个编码不在该 MDC 的主要诊断表内，不会入组：{_few(effect.outside)}"
            yield "编码表", one.owner, name, told, "核对编码是否属于这个 MDC"


def summary(plan: RegionPlan) -> str:
    """One sentence on what came of it."""
    families = [f for f in plan.families if f.groups]
    same = sum(f.is_same for f in families)
    groups = sum(len(f.groups) for f in families)
    return (
        f"{len(families)} 个 ADRG、{groups} 个病组：{same} 个 ADRG 与基础方案相同，"
        f"{len(families) - same} 个细分不同；{groups - plan.open_groups} 个病组可以入组，{plan.open_groups} 个待定。"
    )
