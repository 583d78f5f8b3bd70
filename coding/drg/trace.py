"""From case to group as a tree of steps in a coder's words.

The walk goes through the scheme step by step, by the same predicates as the grouper but without its masks,
so that it is also a check of it: the tests hold that both end in the same group on every case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.drg.atoms import LIST_ATOMS, Clause, Rule
from coding.drg.condition_words import CHECK_WORDS, clause_words
from coding.drg.conditions import CaseReader, codes_of, known_rule
from coding.drg.doctor import cause_of
from coding.drg.group_code import is_ambiguous
from coding.drg.node_grouper import with_procedures
from coding.drg.trace_notes import Resting, not_principal_note, scheme_notes
from coding.grouping.case import Case, Grouping, GroupStatus, TraceStep

if TYPE_CHECKING:
    from coding.drg.walked import WalkedScheme

_SEVERITY = frozenset({"MCC", "CC", "MCC_OR_CC"})


def trace_case(scheme: WalkedScheme, case: Case) -> TraceStep:
    """The tree of steps; the root names the group that the walk ends in."""
    return walk(scheme, case)[1]


def walk(scheme: WalkedScheme, case: Case) -> tuple[Grouping, TraceStep]:
    """The group that the walk ends in, and the tree."""
    check = scheme.failed_check(case)
    steps = [*scheme_notes(scheme.pack), *_carried(case), *not_principal_note(scheme.pack, case)]
    if check:
        result = scheme.failure(check)
        steps.append(TraceStep("信息校验不通过", "miss", CHECK_WORDS[check]))
        return result, _root(scheme, case, result, tuple(steps))
    steps.append(TraceStep("信息校验通过", "hit", "分组所需的性别、年龄等项目齐全。"))
    walker = _Walk(scheme, case)
    found = walker.run()
    steps += walker.steps
    if found is None and scheme.pack.settings.get("retry_each_procedure") == "1" and len(case.px) > 1:
        for code in case.px[1:]:
            again = _Walk(scheme, with_procedures(case, (code,)))
            found = again.run()
            verdict = "miss" if found is None else "hit"
            title = f"方案规定：不能入组时逐个以其他手术操作重新分组（{code}）"
            steps.append(TraceStep(title, verdict, "", tuple(again.steps)))
            if found is not None:
                break
    final = found or scheme.nothing
    return final, _root(scheme, case, final, tuple(steps))


def _carried(case: Case) -> list[TraceStep]:
    """What the crosswalk did to the codes, when it did something."""
    if not case.carried:
        return []
    lines = tuple(TraceStep(f"{clinical} → {insurance}", "note") for clinical, insurance in case.carried)
    title = f"{len(lines)} 个临床版编码先转换为医保版编码，再分组"
    return [TraceStep(title, "note", "按导入的对照表转换一次；首页上的编码不变。", lines)]


def _root(scheme: WalkedScheme, case: Case, result: Grouping, steps: tuple[TraceStep, ...]) -> TraceStep:
    if result.status is GroupStatus.GROUPED:
        title, verdict, detail = f"{result.drg} {result.name}".strip(), "hit", result.status.value
    else:
        title = f"{result.drg or '—'} {result.status.value}"
        verdict, detail = "miss", cause_of(scheme, case, result)
    return TraceStep(title, verdict, detail, steps)


@dataclass(slots=True)
class _Tested:
    """A condition tried on the case."""

    holds: bool
    steps: tuple[TraceStep, ...]
    first_miss: str
    touches: bool  # some code of the case is in one of the lists: worth telling why it failed


def _is_unconditional(rule: Rule) -> bool:
    return all(atom.kind == "ALWAYS" for clause in rule for atom in clause)


class _Walk:
    def __init__(self, scheme: WalkedScheme, case: Case) -> None:
        self.scheme = scheme
        self.reader: CaseReader = scheme.reader
        self.case = case
        self.steps: list[TraceStep] = []
        self.resting = Resting(scheme.pack, case)
        self.nodes: dict[str, list[tuple[str, str, str, str, str, str]]] = {}
        for row in scheme.pack.nodes:
            self.nodes.setdefault(row[0], []).append(row)

    def run(self) -> Grouping | None:
        skipped: list[str] = []
        for mdc, name, entry, otherwise in self.scheme.pack.mdcs:
            tested = self._test(known_rule(entry), mdc, mdc)
            title = f"{mdc} {name}".strip()
            mended = self.resting.on("mdc", mdc, known_rule(entry))
            if not tested.holds:
                result = self._else(mdc, title, otherwise)
                if result is not None:
                    return result
                if tested.touches or mended:
                    steps = (*mended, *tested.steps)
                    self.steps.append(TraceStep(f"不进入 {title}", "miss", tested.first_miss, steps))
                else:
                    skipped.append(mdc)
                continue
            result, children = self._nodes(mdc)
            if result is not None:
                self._note_skipped(skipped)
                detail = "；".join(s.title for s in tested.steps) or "该 MDC 对所有病例开放。"
                self.steps.append(TraceStep(f"进入 {title}", "hit", detail, (*mended, *children)))
                return result
            if children:
                self.steps.append(TraceStep(f"{title}：没有符合的 ADRG，继续判断以后的 MDC", "miss", "", children))
            else:
                skipped.append(mdc)
        self._note_skipped(skipped)
        return None

    def _note_skipped(self, skipped: list[str]) -> None:
        if skipped:
            detail = f"{'、'.join(skipped)}：本例的主要诊断和手术操作不在其表内。"
            self.steps.append(TraceStep(f"未进入 {len(skipped)} 个 MDC", "note", detail))

    def _else(self, mdc: str, title: str, text: str) -> Grouping | None:
        if not text:
            return None
        condition, _, result = text.partition("=>")
        tested = self._test(known_rule(condition), mdc, mdc)
        if not tested.holds:
            return None
        grouping = self.scheme.grouping(result.strip())
        self.steps.append(TraceStep(f"{title}：不符合进入条件，按方案归入 {grouping.drg}", "hit", "", tested.steps))
        return grouping

    # -- ADRG

    def _nodes(self, mdc: str) -> tuple[Grouping | None, tuple[TraceStep, ...]]:
        steps: list[TraceStep] = []
        untouched = 0
        result: Grouping | None = None
        for _, node, adrg, name, rule, if_no_drg in self.nodes.get(mdc, ()):
            tested = self._test(known_rule(rule), mdc, node)
            title = f"{adrg} {name}".strip()
            mended = self.resting.on("adrg", adrg, known_rule(rule))
            if not tested.holds:
                if tested.touches or mended:
                    steps.append(TraceStep(title, "miss", tested.first_miss, (*mended, *tested.steps)))
                else:
                    untouched += 1
                continue
            if is_ambiguous(adrg):
                result = self.scheme.grouping(adrg)
                detail = "前面的手术 ADRG 都不符合，主要手术操作与主要诊断不匹配。"
                steps.append(TraceStep(f"{adrg} 歧义病案", "hit", detail, (*mended, *tested.steps)))
                break
            result, divided = self._groups(mdc, node, if_no_drg)
            verdict = "hit" if result else "miss"
            steps.append(TraceStep(title, verdict, "；".join(s.title for s in tested.steps), (*mended, *divided)))
            if result is not None:
                break
        if untouched and steps:
            note = TraceStep(f"另有 {untouched} 个排在前面的 ADRG 与本例编码无关", "note")
            steps.insert(0, note)
        return result, tuple(steps)

    def _groups(self, mdc: str, node: str, if_no_drg: str) -> tuple[Grouping | None, tuple[TraceStep, ...]]:
        rules = self.scheme.pack.drgs.get(node, [])
        steps: list[TraceStep] = []
        if any(atom.kind in _SEVERITY for _, _, text, _ in rules for clause in known_rule(text) for atom in clause):
            steps.append(self._severity())
        for drg, name, text, owner in rules:
            rule = known_rule(text)
            tested = self._test(rule, mdc, owner or node)
            title = f"{drg} {name or self.scheme.group_name(drg)}".strip()
            mended = self.resting.on("drg", drg, rule)
            if tested.holds:
                detail = "；".join(s.title for s in tested.steps)
                if _is_unconditional(rule):
                    detail = "不再细分" if len(rules) == 1 else "以上条件都不符合时归入本组"
                steps.append(TraceStep(title, "hit", detail, mended))
                return self.scheme.grouping(drg), tuple(steps)
            steps.append(TraceStep(title, "miss", tested.first_miss, mended))
        if if_no_drg:
            steps.append(TraceStep(if_no_drg, "hit", "该 ADRG 没有再细分的病组，以 ADRG 编码为结果。"))
            return self.scheme.grouping(if_no_drg), tuple(steps)
        return None, tuple(steps)

    # -- complications

    def _severity(self) -> TraceStep:
        case, reader = self.case, self.reader
        levels = reader.levels(case)
        title = {0: "没有并发症或合并症", 1: "有一般并发症或合并症（CC）"}.get(levels, "有严重并发症或合并症（MCC）")
        steps: list[TraceStep] = []
        plain = []
        own = reader.exclusion[case.dx[0]]
        listed = list(enumerate(case.dx))[reader.first_secondary :] if len(case.dx) > 1 else []
        for at, code in listed:
            tables = reader.severity[code]
            if tables is None:
                plain.append(code)
                continue
            word = "主要诊断" if at == 0 else "其他诊断"
            for level, table in (("MCC", tables[0]), ("CC", tables[1])):
                if table is None:
                    continue
                if table in own:
                    why = f"本为 {level}，但与主要诊断 {case.dx[0]} 同属排除表 {table}，被排除"
                    steps.append(TraceStep(f"{word} {code} 不计：{why}", "miss"))
                else:
                    by = f"其排除表 {table} 不含主要诊断 {case.dx[0]}" if table else "没有排除表"
                    steps.append(TraceStep(f"{word} {code} 计为 {level}", "hit", by))
        if plain:
            steps.append(TraceStep(f"不是 MCC 或 CC：{'、'.join(plain)}", "note"))
        if not listed:
            steps.append(TraceStep("没有其他诊断", "note"))
        steps += self.resting.on_complications()
        return TraceStep(title, "hit" if levels else "miss", "", tuple(steps))

    # -- conditions

    def _test(self, rule: Rule, mdc: str, owner: str) -> _Tested:
        steps, first_miss = [], ""
        touches = False
        for clause in rule:
            holds = self.reader.clause(clause, mdc, owner)(self.case)
            words = clause_words(self.reader, clause, self.case, mdc, owner)
            steps.append(TraceStep(words, "hit" if holds else "miss"))
            touches |= holds and self._looks_up(clause)
            if not holds and not first_miss:
                first_miss = words
        return _Tested(not first_miss, tuple(steps), first_miss, touches)

    def _looks_up(self, clause: Clause) -> bool:
        """True when the clause looks for codes of the case in a list of its own (not just "operating room")."""
        for atom in clause:
            if atom.kind in {"classes", "count"}:
                return True
            if atom.kind == "all" and any(self._looks_up(inner) for inner in atom.rule):
                return True
            if atom.kind in LIST_ATOMS and LIST_ATOMS[atom.kind][1] and set(atom.lists) != {"VALID"}:
                place = LIST_ATOMS[atom.kind][0]
                return any(codes_of(self.case, place))
        return False
