"""The groups of each ADRG in a published list beside those of a base scheme: what changed, and what each group asks.

暂行办法 2025 (按病组和病种分值付费医疗保障经办管理暂行办法): regions may only divide the national ADRGs further, so an
ADRG that the base lacks is told. A condition is taken over when a person has said so; what a group asked before and
asks still by its name goes on. Everything else stays open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from coding.drg.atoms import Rule, UnknownAtomError, atoms_of, parse_rule
from coding.drg.condition_points import Laid, is_severity, laid_out, levels_of, without_severity
from coding.drg.group_code import adrg_of, is_ambiguous, is_rest
from coding.drg.group_names import NameReading, folded, peeled, read_family
from coding.drg.region_answers import ADRG, NO, OWN, YES, Answer, Answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.drg.compiled import CompiledPack

ADDED, KEPT, CHANGED = "新增", "沿用", "改变"
_ALWAYS = "ALWAYS"
#: Names of one ADRG in two editions are alike by this share at least; of two ADRGs seldom.
_ALIKE = 0.75
#: Clashes that are named one by one.
_NAMED = 3
_MCC, _NEITHER, _NO_MCC, _EITHER = "MCC", "NOT{MCC_OR_CC}", "NOT{MCC}", "MCC_OR_CC"


@dataclass(frozen=True, slots=True)
class FamilyGroup:
    """One group of the published list. ``condition``: what it asks, in the language of conditions; "" while that is
    unknown. ``known``: what of it the name says anyway. ``verdict``: what a person answered, "" not yet; ``agreed``:
    the condition that a yes was said to. ``trouble``: why an answer cannot be taken.
    """

    code: str
    name: str
    change: str
    reading: NameReading
    condition: str
    verdict: str = ""
    is_made: bool = False
    trouble: str = ""
    agreed: str = ""

    @property
    def known(self) -> str:
        """The part of the condition that is known: a case that meets it may be meant by this group."""
        return self.condition or self.reading.condition


@dataclass(frozen=True, slots=True)
class Family:
    """The groups of one ADRG. ``is_same``: divided as in the base, whose rules go on to hold. ``is_new``: the base has
    no such ADRG. ``clashes`` and ``gaps`` in Chinese words. ``renamed``: the name that the base has under this code,
    where it is so different that another ADRG may be meant; then nothing of it is made until a person says it is not.
    """

    adrg: str
    mdc: str
    name: str
    groups: tuple[FamilyGroup, ...]
    gone: tuple[str, ...] = ()
    is_same: bool = False
    is_new: bool = False
    clashes: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    renamed: str = ""

    @property
    def is_consistent(self) -> bool:
        """Whether the names of the whole ADRG say everything: complete, without doubt, clash or gap."""
        is_told = bool(self.clashes or self.gaps or self.renamed)
        return not is_told and all(group.condition for group in self.groups)

    @property
    def is_open(self) -> bool:
        """Whether some group of it cannot be reached yet."""
        return not self.is_same and not all(group.is_made for group in self.groups)


def families_of(base: CompiledPack, published: Mapping[str, str], answers: Answers) -> tuple[Family, ...]:
    """Every ADRG of the list or the base, in the order of their codes. ``published``: group → name."""
    listed: dict[str, dict[str, str]] = {}
    for code, name in published.items():
        if not is_ambiguous(code) and not is_rest(code):
            listed.setdefault(adrg_of(code), {})[code] = name
    known = base_families(base)
    return tuple(
        _family(base, adrg, listed.get(adrg, {}), known.get(adrg, {}), answers)
        for adrg in sorted(listed.keys() | known.keys())
    )


def base_families(base: CompiledPack) -> dict[str, dict[str, str]]:
    """The groups of a scheme by ADRG: code → name. Ambiguous cases and the rest of an MDC are no groups."""
    found: dict[str, dict[str, str]] = {}
    for _, node, adrg, _, _, if_no_drg in base.nodes:
        if is_ambiguous(adrg) or is_rest(adrg):
            continue
        own = found.setdefault(adrg, {})
        for drg, name, _, _ in base.drgs.get(node, ()):
            if not is_rest(drg):
                own.setdefault(drg, base.names.get(drg) or name)
        if if_no_drg and not base.drgs.get(node):
            own.setdefault(if_no_drg, base.names.get(if_no_drg, ""))
    return found


def _family(
    base: CompiledPack, adrg: str, names: Mapping[str, str], before: Mapping[str, str], answers: Answers
) -> Family:
    nodes = [node for node in base.nodes if node[2] == adrg]
    mdc = nodes[0][0] if nodes else f"MDC{adrg[:1]}"
    title = next((node[3] for node in nodes if node[3]), "")
    if not names:
        return Family(adrg, mdc, title, (), tuple(before), is_new=False)
    stem = title if folded(title) else ""
    readings = read_family(names, adrg[:1], stem)
    earlier = read_family(before, adrg[:1], stem) if before else {}
    gone = tuple(code for code in before if code not in names)
    renamed = _renamed(adrg, names, title, answers)
    is_same = (
        not renamed
        and bool(before)
        and names.keys() == before.keys()
        and all(_alike(readings[c], earlier[c]) for c in names)
    )
    own = tuple(_group(base, code, name, readings[code], earlier.get(code), answers) for code, name in names.items())
    if is_same:
        kept = tuple(replace(g, change=KEPT, is_made=True, condition=_base_rule(base, g.code)) for g in own)
        return Family(adrg, mdc, title or _title(names), kept, is_same=True)
    family = Family(
        adrg, mdc, _title(names) if renamed or not title else title, own, gone, is_new=not nodes, renamed=renamed
    )
    return _decided(_with_gap_answer(family, answers), _within(base, adrg))


def _renamed(adrg: str, names: Mapping[str, str], title: str, answers: Answers) -> str:
    """The name of the base's ADRG where the list calls it quite otherwise: editions number their ADRGs differently."""
    answer = answers.get(ADRG, adrg)
    own = peeled(title)[0]
    if not own or (answer is not None and answer.verdict == YES):
        return ""
    alike = max(SequenceMatcher(None, peeled(name)[0], own, autojunk=False).ratio() for name in names.values())
    return "" if alike >= _ALIKE else title


def _alike(now: NameReading, before: NameReading) -> bool:
    return now.condition == before.condition and now.open_words == before.open_words


def _title(names: Mapping[str, str]) -> str:
    return min(names.values(), key=len)


def _group(
    base: CompiledPack, code: str, name: str, reading: NameReading, before: NameReading | None, answers: Answers
) -> FamilyGroup:
    change = ADDED if before is None else KEPT if _alike(reading, before) else CHANGED
    condition = reading.condition if reading.is_complete else ""
    if not condition and change == KEPT:
        condition = _base_rule(base, code)
    answer = answers.group(code)
    group = FamilyGroup(
        code, name, change, reading, condition, answer.verdict if answer else "", agreed=_agreed(answer)
    )
    if answer is None or answer.verdict != OWN:
        return group
    trouble = unusable(answer.condition)
    return replace(group, condition="" if trouble else answer.condition, trouble=trouble)


def _agreed(answer: Answer | None) -> str:
    return answer.condition if answer is not None and answer.verdict == YES else ""


def unusable(condition: str) -> str:
    """Why a condition that a person wrote cannot be used, in Chinese; "" when it can."""
    if not condition.strip():
        return "没有写条件"
    try:
        rule = parse_rule(condition)
    except UnknownAtomError as error:
        return f"条件中的“{error.args[0]}”不认识"
    empty = [atom.text for atom in atoms_of(rule) if atom.kind == "all" and not atom.rule]
    return f"条件中的“{empty[0]}”是空的" if empty else ""


def _base_rule(base: CompiledPack, code: str) -> str:
    """The rule of a group in the base, where its lists are those of its own node; "" where they are another's."""
    rules = {(rule or _ALWAYS, owner) for rows in base.drgs.values() for drg, _, rule, owner in rows if drg == code}
    return next(iter(rules))[0] if len(rules) == 1 and not next(iter(rules))[1] else ""


def _within(base: CompiledPack, adrg: str) -> Rule:
    """What every case of an ADRG meets anyway."""
    node = next((node for node in base.nodes if node[2] == adrg), None)
    if node is None:
        return ()
    entry = next((m[2] for m in base.mdcs if m[0] == node[0]), "")
    return (*rule_of(entry), *rule_of(node[4]))


def rule_of(condition: str) -> Rule:
    """A condition read; one that cannot be read asks for nothing here (the pack's own check tells it)."""
    try:
        return parse_rule(condition)
    except UnknownAtomError:
        return ()


def _with_gap_answer(family: Family, answers: Answers) -> Family:
    """Where the names know only 伴严重 and 不伴, a general answer says to which of the two a CC alone belongs."""
    to = answers.cc_alone(family.adrg)
    if not to:
        return family
    halves = only_both_ends(family)
    old, new = (_MCC, _EITHER) if to == "up" else (_NEITHER, _NO_MCC)
    groups = tuple(
        replace(g, condition="&".join(new if p == old else p for p in g.condition.split("&")))
        if g.code in halves
        else g
        for g in family.groups
    )
    return replace(family, groups=groups)


def only_both_ends(family: Family) -> frozenset[str]:
    """The groups of an ADRG whose names know only 伴严重 and 不伴: a CC alone is named by neither of the two."""
    kinds: dict[Rule, dict[str, frozenset[int]]] = {}
    for group in family.groups:
        if group.condition:
            rule = rule_of(group.condition)
            kinds.setdefault(without_severity(rule), {})[group.code] = levels_of(rule)
    ends = {frozenset({2, 3}), frozenset({0})}
    return frozenset(code for levels in kinds.values() if set(levels.values()) == ends for code in levels)


def _decided(family: Family, within: Rule) -> Family:
    """The family with its clashes and gaps, and which of its groups are made."""
    groups = [group for group in family.groups if group.condition]
    laid = laid_out(tuple(rule_of(group.condition) for group in groups), within)
    is_whole = len(groups) == len(family.groups)
    clashes = [f"{groups[a].code} 与 {groups[b].code} 会收同样的病例，名称分不出先后" for a, b in laid.clashes]
    if len(clashes) > _NAMED:
        clashes[_NAMED:] = [f"等共 {len(clashes)} 对"]
    if not laid.is_tried:
        clashes.append("条件过多，没有逐一核对重叠和空缺")
    family = replace(family, clashes=tuple(clashes), gaps=laid.gaps if is_whole else ())
    made = tuple(_made(group) for group in family.groups)
    return replace(family, groups=tuple(replace(g, is_made=g.is_made and not family.renamed) for g in made))


def _made(group: FamilyGroup) -> FamilyGroup:
    if group.verdict == YES and not group.condition:
        return replace(group, trouble=f"名称没有说全条件（{'、'.join(group.reading.open_words)}），不能答“是”，请另写")
    if group.verdict == YES and group.agreed not in ("", group.condition):
        told = f"答“是”时的条件是 {group.agreed}，现在是 {group.condition}，请重新确认"
        return replace(group, verdict="", trouble=told)
    agreed = group.verdict in (YES, OWN) or (not group.verdict and group.change == KEPT)
    return replace(group, is_made=bool(group.condition) and agreed)


# -- rules


@dataclass(frozen=True, slots=True)
class FamilyRule:
    """A row of drg_rules: a group with its rule, or "" as group for cases that an open group may be meant for."""

    drg: str
    name: str
    rule: str


def rules_of(family: Family, within: Rule = ()) -> tuple[FamilyRule, ...]:
    """The rows of an ADRG in their order, what is not decided included: its cases go into no group instead.

    A group whose name says only a part is tried before all others: whatever meets that part may be meant by it. One
    that was answered 否 takes no cases, and leaves none to the others.
    """
    open_first = [g for g in family.groups if not g.condition and g.verdict != NO]
    rest = [g for g in family.groups if g.condition and (g.is_made or not g.verdict)]
    laid: Laid = laid_out(tuple(rule_of(g.condition) for g in rest), within)
    rows = [FamilyRule("", f"规则未知，不能入组：{g.code} {g.name}", g.known) for g in open_first]
    earlier: list[tuple[Rule, frozenset[int]]] = []
    for at in laid.order:
        group = rest[at]
        rule = rule_of(group.condition)
        text = _short(group.condition, rule, earlier)
        earlier.append((without_severity(rule), levels_of(rule)))
        if group.is_made:
            rows.append(FamilyRule(group.code, group.name, text))
        else:
            rows.append(FamilyRule("", f"尚未确认，不能入组：{group.code} {group.name}", text))
    return tuple(rows)


def _short(text: str, rule: Rule, earlier: list[tuple[Rule, frozenset[int]]]) -> str:
    """The rule as packs write it: what an earlier row has taken already is not asked again."""
    asked = [clause for clause in rule if is_severity(clause)]
    if not asked:
        return text
    plain = without_severity(rule)
    own = levels_of(rule)
    taken = frozenset().union(*(levels for other, levels in earlier if set(other) <= set(plain)))
    for atom, levels in ((_ALWAYS, frozenset(range(4))), (_EITHER, frozenset({1, 2, 3}))):
        if own <= levels <= own | taken:
            kept = [_clause_text(clause) for clause in plain]
            return "&".join([*kept, *([atom] if atom != _ALWAYS else [])]) or _ALWAYS
    return text


def _clause_text(clause: tuple[object, ...]) -> str:
    return "|".join(atom.text for atom in clause)  # type: ignore[attr-defined]
