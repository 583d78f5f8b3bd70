"""The language of conditions in rule files: a small, safe part of Python's grammar over the page's fields.

Text is parsed once with ``ast``, checked against a list of what is allowed, and turned into closures; it is
never handed to ``eval``. ``docs/rules.md`` tells a quality officer what may be written.

Three values: a blank or unreadable *single* field silences the rule (BlankError, UnreadableError). A blank
attribute of a *row* makes comparisons with it false. Values that do not fit an operation or a function (a text less
a number) are the author's mistake: NotComputableError, raised where they meet and nowhere else, so that an error in
what reads the page still is one of the program.
"""

from __future__ import annotations

import ast
import operator
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coding.base.dates import read_moment
from coding.base.errors import KnowledgeError
from coding.codes.ranges import CodeSet
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue
from coding.rules.condition_values import (
    MISFITS,
    Evaluate,
    Variables,
    among,
    applied,
    applied_by_calendar,
    as_text,
    containing,
    folded,
    for_all_rows,
    holds,
    matching,
    negative,
)
from coding.rules.expression_bounds import MOST_SIGNS, bounded, bounded_product, parts_of, too_much
from coding.rules.functions import BY_CALENDAR, CODE_FUNCTIONS, FACT_READS, FACTS, FIELD_FUNCTIONS, VALUE_FUNCTIONS
from coding.rules.text_pattern import TextPattern, text_pattern
from coding.rules.triggers import triggers_of
from coding.rules.unjudged import NotComputableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from coding.rules.facts import Facts
    from coding.rules.rule_value import Value

ROW_SETS = ("diagnoses", "others", "procedures", "icus")
_ROW_OF = {"diagnoses": "diagnosis", "others": "diagnosis", "procedures": "procedure", "icus": "intensive_care"}
_COMPARE: Mapping[type[ast.cmpop], Callable[..., Value]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_ARITHMETIC: Mapping[type[ast.operator], Callable[[Value, Value], Value]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: bounded_product(operator.mul),
    ast.Div: operator.truediv,
    ast.Mod: bounded_product(operator.mod),
}


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled condition. ``needs``: inputs beside the page; ``triggers``: categories without which it is false;
    ``reads``: what it reads of the page (see ``coding.rules.reads``); ``first``: the single field that is read before
    all else, so that nothing is to be judged where it is blank; "" when there is none.
    """

    text: str
    evaluate: Evaluate
    needs: frozenset[str]
    triggers: frozenset[str] | None
    reads: frozenset[str] = frozenset()
    first: str = ""


@dataclass(slots=True)
class _Scope:
    """What the names of an expression mean while it is compiled."""

    text: str
    row: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    needs: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)

    @property
    def is_of_a_row(self) -> bool:
        """Whether the condition is asked of one row after the other."""
        return bool(self.row or self.variables)

    def names_a_row(self, node: ast.AST) -> bool:
        """Whether a part of the condition speaks of the row at hand."""
        names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        bare = {name for name in names if self.row and (self.row, name) in _ATTRIBUTES}
        return bool(bare or names & {"row", *self.variables})

    def wrong(self, what: str) -> KnowledgeError:
        return KnowledgeError(f"表达式“{shortened(self.text)}”中{what}，请对照规则说明（docs/rules.md）改正。")


def shortened(text: str) -> str:
    """A condition as a sentence can quote it."""
    return text if len(text) <= 300 else text[:300] + "…"


def compile_expression(text: str, each: str = "") -> Expression:
    """Compile a condition; ``each`` names the rows that bare row attributes (code, name …) belong to.

    Raises KnowledgeError with a Chinese sentence where the text cannot be used.
    """
    scope = _Scope(text, row=_ROW_OF.get(each, ""))
    if len(text) > MOST_SIGNS:
        raise scope.wrong(f"内容太长（{len(text)}字，上限{MOST_SIGNS}字），请拆成几条规则")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise scope.wrong("有语法错误") from error
    if said := too_much(tree):
        raise scope.wrong(said)
    evaluate = _compile(tree, scope)
    first = "" if each else _first(tree)
    return Expression(
        text, evaluate, frozenset(scope.needs), triggers_of(tree, bool(each)), frozenset(scope.reads), first
    )


def compile_when(text: str, source: str) -> Expression | None:
    """The common precondition of a rule; None when there is none."""
    if not text:
        return None
    try:
        return compile_expression(text)
    except KnowledgeError as error:
        raise KnowledgeError(f"{source}：{error}") from error


def _compile(node: ast.AST, scope: _Scope) -> Evaluate:
    match node:
        case ast.BoolOp():
            return _bool(node, scope)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = _compile(operand, scope)
            return lambda f, v: not inner(f, v)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = _compile(operand, scope)
            return negative(inner)
        case ast.Compare():
            return _comparison(node, scope)
        case ast.BinOp():
            return _arithmetic(node, scope)
        case ast.Constant(value=value) if isinstance(value, str | int | float | bool):
            return lambda _f, _v: value
        case ast.Set(elts=items) | ast.Tuple(elts=items) | ast.List(elts=items):
            values = frozenset(_literal(item, scope) for item in items)
            return lambda _f, _v: values
        case ast.Name(id=name):
            return _name(name, scope)
        case ast.Attribute(value=ast.Name(id=name), attr=attribute):
            return _attribute(name, attribute, scope)
        case ast.Call():
            return _call(node, scope)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            asked, yes, no = _compile(test, scope), _compile(body, scope), _compile(orelse, scope)
            return lambda f, v: yes(f, v) if asked(f, v) else no(f, v)
        case _:
            raise scope.wrong(f"不允许的写法“{ast.unparse(node)}”")


def _bool(node: ast.BoolOp, scope: _Scope) -> Evaluate:
    parts = tuple(_compile(v, scope) for v in node.values)
    if isinstance(node.op, ast.And):
        if len(parts) == 2:
            first, second = parts
            return lambda f, v: first(f, v) and second(f, v)

        def every(f: Facts, v: Variables) -> bool:
            for part in parts:  # noqa: SIM110 - a generator would cost more than the parts
                if not part(f, v):
                    return False
            return True

        return every

    def some(f: Facts, v: Variables) -> bool:
        for part in parts:  # noqa: SIM110 - as above
            if part(f, v):
                return True
        return False

    return some


def _comparison(node: ast.Compare, scope: _Scope) -> Evaluate:
    if len(node.ops) == 2:  # 10 <= age_years <= 13
        middle = node.comparators[0]
        low = _comparison(ast.Compare(node.left, node.ops[:1], [middle]), scope)
        high = _comparison(ast.Compare(middle, node.ops[1:], node.comparators[1:]), scope)
        return lambda f, v: low(f, v) and high(f, v)
    if len(node.ops) != 1:
        raise scope.wrong("连续比较过多")
    op, right_node = node.ops[0], node.comparators[0]
    left = _compile(node.left, scope)
    if isinstance(op, ast.In | ast.NotIn):
        inside = _membership(left, right_node, scope)
        return inside if isinstance(op, ast.In) else lambda f, v: not inside(f, v)
    compare = _COMPARE.get(type(op))
    if compare is None:
        raise scope.wrong(f"不允许的写法“{ast.unparse(node)}”")
    right = _compile(right_node, scope)

    def evaluate(f: Facts, v: Variables) -> Value:
        a, b = left(f, v), right(f, v)
        if a is None or b is None:
            return False
        try:
            return compare(a, b)
        except MISFITS as error:
            raise NotComputableError from error

    return evaluate


def _membership(left: Evaluate, right: ast.expr, scope: _Scope) -> Evaluate:
    if isinstance(right, ast.Call) and isinstance(right.func, ast.Name) and right.func.id == "codes":
        codes = CodeSet.parse(_one_text(right, scope))
        return lambda f, v: bool(code := left(f, v)) and as_text(code) in codes
    if isinstance(right, ast.Set | ast.Tuple | ast.List):
        return among(left, frozenset(_literal(item, scope) for item in right.elts))
    values = _compile(right, scope)
    return lambda f, v: (found := left(f, v)) is not None and holds(values(f, v), found)


def _arithmetic(node: ast.BinOp, scope: _Scope) -> Evaluate:
    operate = _ARITHMETIC.get(type(node.op))
    if operate is None:
        raise scope.wrong(f"不允许的写法“{ast.unparse(node)}”")
    left, right = _compile(node.left, scope), _compile(node.right, scope)

    def evaluate(f: Facts, v: Variables) -> Value:
        a, b = left(f, v), right(f, v)
        try:
            return bounded(operate(a, b))
        except MISFITS as error:
            raise NotComputableError from error

    return evaluate


def _literal(node: ast.expr, scope: _Scope) -> str | int | float:
    if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float):
        return node.value
    raise scope.wrong(f"花括号内只能写常数：“{ast.unparse(node)}”")


def _name(name: str, scope: _Scope) -> Evaluate:
    if name in FACTS:
        need, read = FACTS[name]
        scope.needs.update(need)
        scope.reads.update(FACT_READS.get(name, (name,)))
        return for_all_rows(lambda f, _v: read(f)) if scope.is_of_a_row else lambda f, _v: read(f)
    if scope.row and (scope.row, name) in _ATTRIBUTES:
        scope.reads.add(scope.row)
        return lambda _f, v: v["row"].value(name)
    if name in field_catalogue() and name not in ROW_ATTRIBUTES:
        scope.reads.add(name)
        return lambda f, _v: f.value(name)
    if name in ROW_ATTRIBUTES:
        raise scope.wrong(f"“{name}”是多行项目，请用 any(… for d in diagnoses) 或 each")
    raise scope.wrong(f"不认识的名称“{name}”")


def _attribute(name: str, attribute: str, scope: _Scope) -> Evaluate:
    if name == "principal" and ("diagnosis", attribute) in _ATTRIBUTES:
        scope.reads.add("diagnosis")
        return lambda f, _v: f.principal.value(attribute) if f.principal else None
    if name == "main" and ("procedure", attribute) in _ATTRIBUTES:
        scope.reads.add("procedure")
        return lambda f, _v: f.px[0].value(attribute) if f.px else None
    group = scope.variables.get(name) or (scope.row if name == "row" else "")
    if not group or (group, attribute) not in _ATTRIBUTES:
        raise scope.wrong(f"不认识的名称“{name}.{attribute}”")
    scope.reads.add(group)
    return lambda _f, v: v[name].value(attribute)


def _call(node: ast.Call, scope: _Scope) -> Evaluate:
    if not isinstance(node.func, ast.Name) or node.keywords:
        raise scope.wrong(f"不允许的写法“{ast.unparse(node)}”")
    name = node.func.id
    if name in ("any", "all", "count", "total"):
        return _fold(name, node, scope)
    if name in CODE_FUNCTIONS:
        codes = CodeSet.parse(_one_text(node, scope))
        asked = CODE_FUNCTIONS[name]
        scope.reads.add("procedure" if name in ("op", "main_op", "which_op") else "diagnosis")
        return for_all_rows(lambda f, _v: asked(f, codes)) if scope.is_of_a_row else lambda f, _v: asked(f, codes)
    if name in FIELD_FUNCTIONS:
        return _field_call(name, node, scope)
    if name == "matches" and len(node.args) == 2:
        pattern = _pattern(node.args[1], scope)
        text = _compile(node.args[0], scope)
        return _once_if_it_can(matching(text, pattern), node, scope)
    if name == "contains" and len(node.args) == 2:
        words = tuple(str(_literal(node.args[1], scope)).split("|"))
        text = _compile(node.args[0], scope)
        return _once_if_it_can(containing(text, words), node, scope)
    if name in VALUE_FUNCTIONS:
        call = VALUE_FUNCTIONS[name]
        if name == "dated" and read_moment(_one_text(node, scope)) is None:
            raise scope.wrong(f"“{ast.unparse(node)}”里不是日期，请写成 2026-01-01")
        arguments = tuple(_compile(a, scope) for a in node.args)
        if name in BY_CALENDAR:
            return applied_by_calendar(call, arguments, _STEPS.get(name, 1))
        return applied(call, arguments, _STEPS.get(name, 1))
    raise scope.wrong(f"不认识的函数“{name}”")


def _once_if_it_can(read: Evaluate, node: ast.AST, scope: _Scope) -> Evaluate:
    return for_all_rows(read) if scope.is_of_a_row and not scope.names_a_row(node) else read


#: What a function costs in steps where that is more than one: days are counted one by one.
_STEPS: Mapping[str, int] = {"working_days": 1000}


def _field_call(name: str, node: ast.Call, scope: _Scope) -> Evaluate:
    call = FIELD_FUNCTIONS[name]
    if len(node.args) != 1:
        raise scope.wrong(f"函数“{name}”只要一个栏目")
    match node.args[0]:
        case ast.Name(id=key) if scope.row and (scope.row, key) in _ATTRIBUTES:
            scope.reads.add(scope.row)
            return lambda f, v: call(f, "", v["row"], key)
        case ast.Attribute(value=ast.Name(id=variable), attr=key) if variable in scope.variables:
            scope.reads.add(scope.variables[variable])
            return lambda f, v: call(f, "", v[variable], key)
        case ast.Name(id=key) if key in field_catalogue():
            scope.reads.add(ROW_ATTRIBUTES[key][0] if key in ROW_ATTRIBUTES else key)
            return lambda f, _v: call(f, key, None, "")
        case other:
            raise scope.wrong(f"“{ast.unparse(other)}”不是栏目")


def _fold(name: str, node: ast.Call, scope: _Scope) -> Evaluate:
    match node.args:
        case [
            ast.GeneratorExp(
                elt=element,
                generators=[ast.comprehension(target=ast.Name(id=variable), iter=ast.Name(id=rows), ifs=conditions)],
            )
        ] if rows in ROW_SETS:
            pass
        case _:
            raise scope.wrong(f"“{name}”应写成 {name}(条件 for d in diagnoses)")
    scope.reads.add(_ROW_OF[rows])
    inner = _Scope(scope.text, scope.row, {**scope.variables, variable: _ROW_OF[rows]}, scope.needs, scope.reads)
    wanted = tuple(_compile(c, inner) for c in conditions)
    before, element = _before_any_row(element, variable) if not conditions and name != "total" else ([], element)
    asked = tuple(_compile(part, inner) for part in before)
    value = _compile(element, inner)
    steps = parts_of(element, *conditions)

    def values(f: Facts, v: Variables) -> Iterator[Value]:
        found = f.rows(rows)
        if found and not all(part(f, v) for part in asked):
            yield False  # for every row alike: one stands for all
            return
        own = dict(v)
        for row in found:
            f.spend(steps)
            own[variable] = row
            if all(w(f, own) for w in wanted):
                yield value(f, own)

    fold = folded(name, values)
    return _once_if_it_can(fold, node, scope)


def _before_any_row(element: ast.expr, variable: str) -> tuple[list[ast.expr], ast.expr]:
    """The parts of ``A and B and …`` that are asked first and speak of no row of this fold, and the rest."""
    if not isinstance(element, ast.BoolOp) or not isinstance(element.op, ast.And):
        return [], element
    parts = list(element.values)
    before: list[ast.expr] = []
    while len(parts) > 1 and not any(isinstance(n, ast.Name) and n.id == variable for n in ast.walk(parts[0])):
        before.append(parts.pop(0))
    return before, parts[0] if len(parts) == 1 else ast.BoolOp(ast.And(), parts)


def _first(node: ast.AST) -> str:
    """The single field that an evaluation reads first, whatever else it reads; "" when that is none."""
    match node:
        case (
            ast.BoolOp(values=[first, *_]) | ast.UnaryOp(operand=first) | ast.IfExp(test=first) | ast.BinOp(left=first)
        ):
            return _first(first)
        case ast.Compare(left=ast.Constant(), comparators=[second, *_]):
            return _first(second)
        case ast.Compare(left=first):
            return _first(first)
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in VALUE_FUNCTIONS or name in (
            "matches",
            "contains",
        ):
            return _first(first)
        case ast.Name(id=name) if name not in FACTS and name in field_catalogue() and name not in ROW_ATTRIBUTES:
            return name
        case _:
            return ""


def _one_text(node: ast.Call, scope: _Scope) -> str:
    if len(node.args) == 1 and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
        return node.args[0].value
    raise scope.wrong(f"“{ast.unparse(node)}”括号内应是引号括起的编码范围")


#: What ``"\\b"``, ``"\\0"`` and ``"\\1"`` are within quotes: no sign that a text of a page has.
_SWALLOWED = re.compile(r"[\x00-\x08]")


def _pattern(node: ast.expr, scope: _Scope) -> TextPattern:
    source = str(_literal(node, scope))
    if _SWALLOWED.search(source):
        raise KnowledgeError(
            f"表达式“{shortened(scope.text)}”中正则表达式的反斜线在引号里被吃掉了：\\b 请写成两个反斜线（\\\\b）；"
            "引用前面括号的内容（如 \\1）请直接写出来。"
        )
    try:
        return text_pattern(source)
    except KnowledgeError as error:
        raise KnowledgeError(f"表达式“{shortened(scope.text)}”中{error}。") from error


_ATTRIBUTES = frozenset(ROW_ATTRIBUTES.values()) | {
    (group, extra)
    for group, extras in (
        ("diagnosis", ("tail", "raw", "index")),
        ("procedure", ("kind", "raw", "index")),
        ("intensive_care", ("index",)),
    )
    for extra in extras
}
