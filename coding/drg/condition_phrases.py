"""A condition in the words of a coder, without a case: 年龄 < 17 岁，且有严重并发症或合并症（MCC）."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.drg.atoms import LIST_ATOMS, Atom, Rule, UnknownAtomError, parse_rule

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBERS = {
    "age": ("年龄", "岁"),
    "age_days": ("天龄", "天"),
    "birth_weight": ("出生体重", "克"),
    "los": ("住院天数", "天"),
    "icu_hours": ("重症监护", "小时"),
}
_SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
_PLACES = {
    "pdx": "主要诊断",
    "anydx": "任一诊断",
    "sdx": "其他诊断",
    "ppx": "主要手术操作",
    "anypx": "任一手术操作",
    "spx": "其他手术操作",
}
_LEVELS = {
    "MCC": "有严重并发症或合并症（MCC）",
    "CC": "有一般并发症或合并症（CC）",
    "MCC_OR_CC": "有并发症或合并症（MCC 或 CC）",
}
_LEVELS_NOT = {
    "MCC": "没有严重并发症或合并症（MCC）",
    "CC": "没有一般并发症或合并症（CC）",
    "MCC_OR_CC": "没有并发症或合并症",
}
_LEAVING = {
    "1": "医嘱离院",
    "2": "医嘱转院",
    "3": "医嘱转社区或乡镇卫生院",
    "4": "非医嘱离院",
    "5": "死亡",
    "9": "其他",
}


def condition_phrase(condition: str) -> str:
    """What a condition asks; for one that cannot be read, that it never holds."""
    try:
        rule = parse_rule(condition)
    except UnknownAtomError as error:
        return f"“{error.args[0]}”不认识，按不成立处理"
    return _rule_words(rule)


def _rule_words(rule: Rule) -> str:
    asked = [clause for clause in rule if {atom.kind for atom in clause} != {"ALWAYS"}]
    return "，且".join(_clause_words(clause) for clause in asked) or "无条件"


def _clause_words(clause: Sequence[Atom]) -> str:
    return "或".join(map(_atom_words, clause))


def _atom_words(atom: Atom) -> str:
    if atom.kind in _LEVELS:
        return _LEVELS[atom.kind]
    if atom.kind == "number":
        if atom.name == "sex":
            return f"性别{'为' if atom.op == '==' else '不为'}{'男' if atom.number == 1 else '女'}"
        word, unit = _NUMBERS[atom.name]
        return f"{word} {_SIGNS[atom.op]} {atom.number:g} {unit}"
    if atom.kind == "not":
        only = atom.rule[0][0].kind if len(atom.rule) == 1 and len(atom.rule[0]) == 1 else ""
        return _LEVELS_NOT.get(only) or f"不是（{_rule_words(atom.rule)}）"
    if atom.kind == "all":
        return f"（{_rule_words(atom.rule)}）"
    if atom.kind == "leaving":
        return f"离院方式为{'、'.join(_LEAVING.get(v, v) for v in atom.values)}"
    if atom.kind in LIST_ATOMS:
        place, positive = LIST_ATOMS[atom.kind]
        lists = "、".join(atom.lists) or f"{len(atom.codes)} 个编码"
        return f"{_PLACES[place]}{'在' if positive else '不在'} {lists} 内"
    if atom.kind == "dept":
        return f"出院科别为 {atom.values[0]}"
    return "永不成立" if atom.kind == "NEVER" else atom.text
