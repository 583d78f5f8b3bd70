"""The words of grouping: how a coder says what a condition asks and what the case answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.drg.atoms import LIST_ATOMS, Atom, Clause
from coding.drg.conditions import CaseReader, codes_of

if TYPE_CHECKING:
    from coding.grouping.case import Case

CHECK_WORDS = {
    "sex": "性别缺失或不是 1（男）、2（女），不能分组：请核对并补填性别。",
    "age": "年龄缺失，不能分组：请补填年龄。",
    "age_days": "年龄不足 1 周岁，但没有填写不足 1 周岁的天数，不能分组：请补填天龄。",
    "birth_weight": "出生 28 天以内的新生儿没有填写新生儿出生体重，不能分组：请补填出生体重（克）。",
    "dx": "没有主要诊断编码，不能分组：请先填写主要诊断编码。",
}
_PLACES = {
    "pdx": "主要诊断",
    "anydx": "诊断",
    "sdx": "其他诊断",
    "ppx": "主要手术操作",
    "anypx": "手术操作",
    "spx": "其他手术操作",
}
_NUMBERS = {
    "age": ("年龄", "岁"),
    "age_days": ("天龄", "天"),
    "birth_weight": ("出生体重", "克"),
    "los": ("住院天数", "天"),
    "icu_hours": ("重症监护时间", "小时"),
}
_LEVELS = {
    "MCC": (2, "严重并发症或合并症（MCC）"),
    "CC": (1, "一般并发症或合并症（CC）"),
    "MCC_OR_CC": (3, "并发症或合并症（MCC 或 CC）"),
}
_SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
SEX_WORDS = {1: "男", 2: "女"}


def clause_words(reader: CaseReader, clause: Clause, case: Case, mdc: str, owner: str) -> str:
    """What a clause asks and what the case answers, in one phrase."""
    return "，或".join(atom_words(reader, atom, case, mdc, owner) for atom in clause)


def atom_words(reader: CaseReader, atom: Atom, case: Case, mdc: str, owner: str) -> str:
    """The same for one atom."""
    if atom.kind in LIST_ATOMS:
        return _listed(reader, atom, case, mdc, owner)
    if atom.kind == "number":
        return _number(atom, case)
    if atom.kind in {"all", "not"}:
        words = "，且".join(clause_words(reader, clause, case, mdc, owner) for clause in atom.rule)
        return f"不应有：{words}" if atom.kind == "not" else f"（{words}）" if len(atom.rule) > 1 else words
    if atom.kind == "count":
        held = sorted(reader.found(reader.lists(atom, mdc, owner), codes_of(case, atom.name)))
        where = _table_words(atom, mdc, owner)
        return f"{_PLACES[atom.name]}有 {len(held)} 个不同编码在{where}内，要求{_SIGNS[atom.op]} {atom.number:g} 个"
    if atom.kind == "regions":
        found = sorted({r for c in case.dx if (r := reader.region(c))})
        return f"损伤涉及 {len(found)} 个部位（{'、'.join(found) or '无'}），要求{_SIGNS[atom.op]} {atom.number:g} 个"
    if atom.kind == "prefix":
        found = [c for c in case.dx if c.startswith(atom.values[0])]
        return f"诊断{'中有 ' + found[0] if found else '中没有以 ' + atom.values[0] + ' 开头的编码'}"
    if atom.kind == "dept":
        return f"出院科别为“{case.dept or '未填'}”，要求 {atom.values[0]}"
    if atom.kind == "leaving":
        return f"离院方式为“{case.leaving_type or '未填'}”，要求 {'、'.join(atom.values)}"
    if atom.kind == "classes":
        return _classes(reader, atom, case, owner)
    if atom.kind in _LEVELS:
        level, word = _LEVELS[atom.kind]
        return f"{'有' if reader.levels(case) & level else '没有'}{word}"
    return "无条件" if atom.kind == "ALWAYS" else "该条件永不成立"


def _listed(reader: CaseReader, atom: Atom, case: Case, mdc: str, owner: str) -> str:
    place, _ = LIST_ATOMS[atom.kind]
    codes = codes_of(case, place)
    word = _PLACES[place]
    where = _table_words(atom, mdc, owner)
    if not any(codes):
        return f"没有{word}，要看的是{where}"
    lists = reader.lists(atom, mdc, owner)
    found = [c for c in codes if not lists.isdisjoint(reader.lists_of[c])]
    if found:
        shown = "、".join(dict.fromkeys(c + _by_pattern(reader, c, lists) for c in found))
        return f"{word} {shown}{'' if shown.endswith('）') else ' '}在{where}内"
    if len(codes) == 1:
        return f"{word} {codes[0]} 不在{where}内"
    return f"{word}中没有编码在{where}内"


def _by_pattern(reader: CaseReader, code: str, lists: frozenset[int]) -> str:
    """The pattern by which a list holds a code, where it does not name the code itself."""
    beginnings = (reader.membership.pattern_for(code, number) for number in lists)
    found = next((b for b in beginnings if b is not None), None)
    return "" if found is None else f"（按 {found} 开头）"


def _table_words(atom: Atom, mdc: str, owner: str) -> str:
    words = []
    for name in atom.lists:
        if name == "MDC":
            words.append(f" {mdc} 的主要诊断表")
        elif name == "VALID":
            words.append("手术室手术表")
        elif name[0] == "@":
            words.append(f"集合 {name[1:]} ")
        else:
            kind = "诊断表" if name.startswith(("D", "ELSE")) else "手术表"
            number = name[1:] if name[1:] not in {"", "1"} and name[0] in "DP" and name[1:].isdigit() else ""
            words.append(f" {owner.removeprefix('X:')} 的{kind}{number}")
    if atom.codes:
        words.append(f"指定编码（{'、'.join(atom.codes[:6])}{'…' if len(atom.codes) > 6 else ''}）")
    return "或".join(words)


def _number(atom: Atom, case: Case) -> str:
    value = getattr(case, atom.name)
    if atom.name == "sex":
        wanted = SEX_WORDS.get(int(atom.number), f"{atom.number:g}")
        return f"性别为{SEX_WORDS.get(value, '未填')}，要求{'' if atom.op == '==' else '不是'}{wanted}"
    word, unit = _NUMBERS[atom.name]
    shown = "未填" if value is None else f"{value:g} {unit}"
    return f"{word} {shown}，要求 {_SIGNS[atom.op]} {atom.number:g} {unit}"


def _classes(reader: CaseReader, atom: Atom, case: Case, owner: str) -> str:
    held: dict[int, list[str]] = {}
    for k in sorted({k for way in atom.classes for k in way}):
        number = reader.numbers.get(f"{owner}:PC{k}", -1)
        held[k] = [c for c in case.px if number in reader.lists_of[c]]
    ways = "，或".join("和".join(f"第 {k} 类" for k in way) for way in atom.classes)
    have = "；".join(f"第 {k} 类有 {'、'.join(codes)}" for k, codes in held.items() if codes)
    return f"手术组合要求{ways}（{have or '本例都没有'}）"
