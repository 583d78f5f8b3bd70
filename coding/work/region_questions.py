"""The questions of a region's scheme as a person sees them on the screen: rows, what is told beside, the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.drg.condition_phrases import condition_phrase
from coding.drg.families import KEPT, Family, FamilyGroup, only_both_ends, unusable
from coding.drg.region_answers import ADRG, ALL, CC_ALONE, GROUP, OWN, REPAIR, VERDICT_WORDS, WAY_WORDS, YES, Answer
from coding.drg.region_pack import proposed_node
from coding.work.region_lists import repair_key
from coding.work.region_reports import CITED, state_of, words_of

if TYPE_CHECKING:
    from coding.work.region_scheme import RegionPlan

UNANSWERED, UNKNOWN, DIVIDED, EVERY = "unanswered", "unknown", "divided", "every"
FILTERS = {UNANSWERED: "只看未答", UNKNOWN: "只看规则未知", DIVIDED: "细分不同的全部", EVERY: "全部病组"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question: ``cells`` of its row, ``detail`` beside it, ``proposal`` to begin one's own answer with."""

    key: str
    cells: tuple[str, ...]
    detail: str
    proposal: str


def group_questions(plan: RegionPlan, which: str, words: str = "") -> list[Question]:
    """The groups of a filter; ``words`` are looked for in code, name and condition."""
    return [
        group_question(family, group)
        for family in plan.families
        for group in family.groups
        if _is_wanted(family, group, which) and _has(words, group)
    ]


def _is_wanted(family: Family, group: FamilyGroup, which: str) -> bool:
    if which == UNANSWERED:
        return not group.is_made and not group.verdict
    if which == UNKNOWN:
        return not group.condition
    return which == EVERY or not family.is_same


def _has(words: str, group: FamilyGroup) -> bool:
    looked = words.strip().lower()
    return not looked or looked in f"{group.code} {group.name} {words_of(group)}".lower()


def group_question(family: Family, group: FamilyGroup) -> Question:
    """The row of one group."""
    said = VERDICT_WORDS.get(group.verdict, "沿用" if group.change == KEPT and group.is_made else "")
    cells = (group.code, group.name, words_of(group), group.change, said, state_of(family, group))
    beside = "；".join(f"{g.code} {_told(g)}" for g in family.groups if g is not group)
    detail = [f"{family.adrg} {family.name}：{beside or '只有这一个病组'}"]
    detail += [f"没有病组收：{'；'.join(family.gaps)}"] if family.gaps else []
    detail += list(family.clashes)
    detail += [f"请核对 {doubt}" for doubt in group.reading.doubts]
    if not group.condition and not group.verdict:
        detail.append("写明以前，可能属于它的病例都不能入组；答“否”则不建这个病组，其病例归同 ADRG 的其他病组。")
    return Question(group.code, cells, "\n".join(detail), group.condition or _start(group))


def _told(group: FamilyGroup) -> str:
    return condition_phrase(group.condition) if group.condition else "规则未知"


def _start(group: FamilyGroup) -> str:
    return "" if group.known == "ALWAYS" else f"{group.known}&"


def adrg_questions(plan: RegionPlan) -> list[Question]:
    """The ADRGs that the list or the base has alone."""
    found = []
    for family in plan.families:
        answer = plan.work.answers.get(ADRG, family.adrg)
        said = VERDICT_WORDS.get(answer.verdict, "") if answer else ""
        if family.is_new:
            rule = proposed_node(family.adrg, (one.role for one in plan.lists if one.owner == family.adrg))
            built = next((node.rule for node in plan.new_nodes if node.adrg == family.adrg), "")
            state = f"按 {built} 建立" if built else "不能入组"
            told = f"与国家ADRG不一致：{CITED}。" + ("" if rule else "先在“编码表”中粘贴它的编码，再答“是”或另写条件。")
            cells = (family.adrg, family.name, "基础方案没有：与国家ADRG不一致", rule or "要先粘贴编码表", said, state)
            found.append(Question(family.adrg, cells, told, rule))
        elif family.renamed:
            was = f"基础方案叫“{family.renamed}”"
            cells = (family.adrg, family.name, was, "是同一个 ADRG", said, "其病组不能入组")
            told = (
                f"目录的 {family.adrg} 与基础方案的“{family.renamed}”名称很不同，各版 ADRG 的编号不一样。"
                "答“是”：是同一个，或已粘贴它的编码表；不答：其病组不能入组。"
                "这样的 ADRG 很多时，多半是基础方案选错了版本。"
            )
            found.append(Question(family.adrg, cells, told, ""))
        elif answer is not None and answer.verdict == YES and family.groups:
            cells = (family.adrg, family.name, "名称与基础方案很不同", "是同一个 ADRG", said, "按同一个 ADRG 处理")
            found.append(Question(family.adrg, cells, "答过“是”：与基础方案的是同一个 ADRG；Del 撤回。", ""))
        elif not family.groups:
            gone = family.adrg in plan.dropped
            cells = (
                family.adrg, family.name, "本地目录没有这个 ADRG", "取消这个 ADRG", said,
                "已取消" if gone else "其病例不能入组",
            )  # fmt: skip
            told = "答“是”：取消它，其病例按后面的 ADRG 判断；不答或答“否”：保留，其病例不能入组。"
            found.append(Question(family.adrg, cells, told, ""))
    return found


def repair_questions(plan: RegionPlan) -> list[Question]:
    """Every code that was read otherwise than it was written."""
    found = []
    for one in plan.lists:
        for repair in one.pasted.repairs:
            key = repair_key(one.owner, one.role, repair)
            answer = plan.work.answers.get(REPAIR, key)
            said = VERDICT_WORDS.get(answer.verdict, "") if answer else ""
            shown = answer.condition if answer and answer.verdict == OWN else repair.shown
            cells = (one.owner, one.role, repair.written, shown, repair.how, said)
            told = f"第 {repair.line} 行；{'、'.join(repair.codes[:40])}{'……' if len(repair.codes) > 40 else ''}"
            found.append(Question(key, cells, told, " ".join(repair.codes[:1])))
    return found


def group_answer(plan: RegionPlan, code: str, verdict: str, text: str) -> Answer:
    """The answer to the question about a group; a yes is said to the condition as it is shown."""
    group = next(g for family in plan.families for g in family.groups if g.code == code)
    condition = text if verdict == OWN else group.condition if verdict == YES else ""
    return Answer(GROUP, code, verdict, condition, group.name)


def adrg_answer(adrg: str, verdict: str, text: str) -> Answer:
    """The answer to the question about an ADRG."""
    return Answer(ADRG, adrg, verdict, text)


def repair_answer(key: str, verdict: str, text: str) -> Answer:
    """The answer to the question about a repaired code."""
    return Answer(REPAIR, key, verdict, text)


def cc_answer(way: str) -> Answer:
    """Where a CC alone belongs in all ADRGs whose names know only 伴严重 and 不伴; "" leaves it open."""
    return Answer(CC_ALONE, ALL, OWN if way else "", WAY_WORDS.get(way, ""))


def knows_both_ends_only(plan: RegionPlan) -> int:
    """ADRGs of the list whose names know only 伴严重 and 不伴."""
    return sum(bool(only_both_ends(family)) for family in plan.families if not family.is_same)


def condition_said(text: str) -> tuple[bool, str]:
    """Whether a condition of one's own can be used, and what it means or why not."""
    trouble = unusable(text)
    if trouble:
        return (
            False,
            f"{trouble}。写法如 AGE<18、LOS>60、WEIGHT<1500、MCC、MCC_OR_CC、ANYPX_IN(P1)，用 & 连接；NEVER 为从不。",
        )
    return True, f"意思是：{condition_phrase(text)}"
