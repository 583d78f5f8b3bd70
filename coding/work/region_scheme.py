"""A region's scheme out of what its insurer publishes: base scheme, list of groups, lists per ADRG, a person's answers.

The one use case of the window and of ``main.py region``. Nothing is guessed: what no name says and nobody has answered
stays an open question, and its cases go into no group.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from coding.drg.families import KEPT, Family, FamilyGroup, families_of, rule_of, unusable
from coding.drg.group_code import adrg_of
from coding.drg.region_answers import ADRG, GROUP, OWN, REPAIR, YES, Answer, Answers
from coding.drg.region_pack import NewNode, OwnList, asking_own_list, proposed_node, region_tables
from coding.work.region_lists import ListText, ReadList, read_all, repair_key, tables_in_force

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.codes.code_tables import CodeTables
    from coding.drg.compiled import CompiledPack
    from coding.drg.pack_tables import Tables
    from coding.drg.scheme import Scheme
    from coding.payment.group_list import GroupList

#: A list with fewer of the base's ADRGs than this share is probably a part of one.
_WHOLE = 0.6
#: So many ADRGs of other names happen by themselves.
_FEW = 10
ACCEPTED = "按名称一并同意"


@dataclass(frozen=True, slots=True)
class RegionSource:
    """Where a region's scheme comes from: its name, its base by name and stamp, the list by name and hash."""

    name: str
    base_name: str
    base_stamp: str
    source: str = ""
    date: str = ""
    list_name: str = ""
    list_stamp: str = ""


@dataclass(frozen=True)
class RegionWork:
    """All that a person has brought and answered so far. ``base`` is never altered."""

    about: RegionSource
    base: CompiledPack
    published: GroupList
    lists: tuple[ListText, ...] = ()
    answers: Answers = field(default_factory=Answers)

    def answered(self, *answers: Answer) -> RegionWork:
        """The same with further answers."""
        return replace(self, answers=self.answers.with_answers(answers))


def new_work(base: Scheme, published: GroupList, *, name: str = "", source: str = "", date: str = "") -> RegionWork:
    """The beginning: a base and a published list."""
    title = name or published.title.rsplit(".", 1)[0]
    about = RegionSource(title, base.title, base.stamp, source, date, published.title, published.stamp)
    return RegionWork(about, base.pack, published)


def with_list(work: RegionWork, published: GroupList) -> RegionWork:
    """The same work with another list: what was answered stays, as far as the conditions are still the same."""
    about = replace(work.about, list_name=published.title, list_stamp=published.stamp)
    return replace(work, about=about, published=published)


def with_lists(work: RegionWork, lists: tuple[ListText, ...]) -> RegionWork:
    """The same work with other pasted lists."""
    return replace(work, lists=lists)


def with_about(work: RegionWork, **about: str) -> RegionWork:
    """The same work with another name, source or date."""
    return replace(work, about=replace(work.about, **about))


@dataclass(frozen=True)
class RegionPlan:
    """What comes of the work as it stands: families, lists, what is open. Worked out anew after every answer."""

    work: RegionWork
    families: tuple[Family, ...]
    lists: tuple[ReadList, ...]
    notes: tuple[str, ...]

    @cached_property
    def by_adrg(self) -> Mapping[str, Family]:
        """The families by their ADRG."""
        return {family.adrg: family for family in self.families}

    @cached_property
    def asked(self) -> tuple[tuple[Family, FamilyGroup], ...]:
        """The groups that a person has to look at, in order: those of every ADRG that is divided otherwise."""
        return tuple((f, g) for f in self.families if not f.is_same for g in f.groups if not _is_settled(g))

    @property
    def open_groups(self) -> int:
        """Groups that no case can reach yet."""
        return sum(not group.is_made for family in self.families for group in family.groups)

    @cached_property
    def new_nodes(self) -> tuple[NewNode, ...]:
        """The ADRGs beyond the base that a person has agreed to, with their rules."""
        found = []
        for family in self.families:
            answer = self.work.answers.get(ADRG, family.adrg) if family.is_new else None
            rule = node_rule(self, family, answer) if answer else ""
            if rule:
                found.append(NewNode(family.adrg, rule))
        return tuple(found)

    @cached_property
    def dropped(self) -> frozenset[str]:
        """ADRGs that the list has not and a person took out."""
        gone = (f.adrg for f in self.families if not f.groups)
        return frozenset(a for a in gone if (said := self.work.answers.get(ADRG, a)) and said.verdict == YES)

    def tables(self) -> Tables:
        """The tables of the pack as far as it is decided."""
        own = [one.own for one in usable_lists(self)]
        return region_tables(
            self.work.base, self.families, self.work.published.names, own, self.new_nodes, self.dropped
        )


def planned(work: RegionWork, codes: CodeTables) -> RegionPlan:
    """What comes of the work; ``codes``: the tables in force, which pasted codes are read against."""
    families = families_of(work.base, work.published.names, work.answers)
    lists = read_all(work.lists, tables_in_force(codes, work.base), work.answers) if work.lists else ()
    return RegionPlan(work, families, lists, (*work.published.notes, *_doubts_of_the_list(families)))


def _is_settled(group: FamilyGroup) -> bool:
    return group.change == KEPT and group.is_made and not group.verdict


def _doubts_of_the_list(families: tuple[Family, ...]) -> tuple[str, ...]:
    held = [f for f in families if not f.is_new]
    renamed = sum(bool(f.renamed) for f in held)
    if renamed > _FEW:
        return (
            f"有 {renamed} 个 ADRG 的名称与基础方案很不同：基础方案多半选错了版本，请换成本地区所用的国家版本再做。",
        )
    there = sum(bool(f.groups) for f in held)
    if held and there < len(held) * _WHOLE:
        return (f"目录只有基础方案 {len(held)} 个 ADRG 中的 {there} 个，可能不完整：没有列出的 ADRG 一律不能入组。",)
    return ()


def node_rule(plan: RegionPlan, family: Family, answer: Answer) -> str:
    """The rule of a new ADRG by an answer; "" where it says none that can be used."""
    if answer.verdict == OWN:
        return "" if unusable(answer.condition) else answer.condition
    if answer.verdict == YES:
        return proposed_node(family.adrg, (one.role for one in plan.lists if one.owner == family.adrg))
    return ""


def accept_derived(plan: RegionPlan) -> RegionWork:
    """The work with a yes to everything that the names say without a doubt, where their whole ADRG agrees."""
    work = plan.work
    return work.answered(*(
        yes_to(group, ACCEPTED)
        for family in plan.families
        if family.is_consistent and not family.is_new and not family.is_same
        for group in family.groups
        if not group.verdict and group.change != KEPT and group.reading.is_sure
    ))  # fmt: skip


def certain_repairs(plan: RegionPlan) -> RegionWork:
    """The work with a yes to every repair that nothing else can have been meant by."""
    return plan.work.answered(*(
        Answer(REPAIR, repair_key(one.owner, one.role, repair), YES, " ".join(repair.codes), note=ACCEPTED)
        for one in plan.lists
        for repair in one.waiting
        if repair.is_certain
    ))  # fmt: skip


def yes_to(group: FamilyGroup, note: str = "") -> Answer:
    """A yes to the condition of a group as it is shown now."""
    return Answer(GROUP, group.code, YES, group.condition, group.name, note)


# -- lists


@dataclass(frozen=True, slots=True)
class ListEffect:
    """What a pasted list would change: codes that the base's list lacks, and those it has beyond; ``trouble``: why it
    cannot be used.
    """

    read: ReadList
    added: tuple[str, ...]
    gone: tuple[str, ...]
    outside: tuple[str, ...]
    trouble: str = ""


def usable_lists(plan: RegionPlan) -> tuple[ReadList, ...]:
    """The lists that go into the pack."""
    return tuple(effect.read for effect in list_effects(plan) if not effect.trouble)


def list_effects(plan: RegionPlan) -> tuple[ListEffect, ...]:
    """Every list beside the base's own."""
    base = plan.work.base
    membership = base.membership()
    numbers = {name: at for at, name in enumerate(base.lists)}
    found = []
    for one in plan.lists:
        before = set(membership.exact_codes(numbers[key])) if (key := f"{one.owner}:{one.role}") in numbers else set()
        mdc = numbers.get(f"MDC:MDC{one.owner[:1]}")
        is_principal = one.role == "D1" and mdc is not None
        outside = tuple(c for c in one.codes if is_principal and c[0] not in "~!" and mdc not in membership(c))
        added = tuple(c for c in one.codes if c not in before)
        gone = tuple(sorted(before - set(one.codes)))
        found.append(ListEffect(one, added, gone, outside, _list_trouble(plan, one)))
    return tuple(found)


def _list_trouble(plan: RegionPlan, one: ReadList) -> str:
    if not one.codes:
        return "没有读到（或没有同意）任何编码，仍用基础方案的编码表"
    same = [other for other in plan.lists if (other.owner, other.role) == (one.owner, one.role)]
    if same[0] is not one:
        return f"{one.owner} 的 {one.role} 已有一份（{same[0].name or '粘贴'}），这一份没有用"
    nodes = [node for node in plan.work.base.nodes if node[1] == one.owner]
    if nodes:
        asked = asking_own_list(nodes[0][4], OwnList(one.owner, one.role, ()))
        if one.role not in _roles_in(asked) and not _asked_by_groups(plan, one):
            return f"{one.owner} 的条件（{nodes[0][4]}）不用 {one.role}，这份编码表没有用处"
        return ""
    family = plan.by_adrg.get(adrg_of(one.owner))
    if family is None:
        return f"目录和基础方案都没有 {one.owner}"
    if one.owner == family.adrg:
        variants = [node[1] for node in plan.work.base.nodes if node[2] == family.adrg]
        return "" if family.is_new else f"{family.adrg} 有几种写法，请写明是 {'、'.join(variants)} 中哪一种的编码表"
    return "" if any(group.code == one.owner for group in family.groups) else f"目录中没有病组 {one.owner}"


def _asked_by_groups(plan: RegionPlan, one: ReadList) -> bool:
    family = plan.by_adrg.get(adrg_of(one.owner))
    return family is not None and any(one.role in _roles_in(group.condition) for group in family.groups)


def _roles_in(condition: str) -> set[str]:
    return {name for clause in rule_of(condition) for atom in clause for name in atom.lists} | {
        f"PC{k}" for clause in rule_of(condition) for atom in clause for way in atom.classes for k in way
    }
