"""A condition of a rule file read as rows, where rows can say it; what they cannot say is left as it is."""

from __future__ import annotations

import ast
from typing import Final

from coding.base.errors import KnowledgeError
from coding.rules.condition_rows import (
    VARIABLES,
    Condition,
    Form,
    Group,
    Joiner,
    Line,
    Operand,
    Operator,
    Quantifier,
    condition_text,
    tidy,
)
from coding.rules.functions import CODE_FUNCTIONS, FIELD_FUNCTIONS, VALUE_FUNCTIONS

_COMPARE: Final = {
    ast.Eq: Operator.EQUAL,
    ast.NotEq: Operator.UNEQUAL,
    ast.Lt: Operator.LESS,
    ast.LtE: Operator.AT_MOST,
    ast.Gt: Operator.MORE,
    ast.GtE: Operator.AT_LEAST,
}
_BETWEEN: Final = {
    (ast.LtE, ast.LtE): Operator.BETWEEN,
    (ast.LtE, ast.Lt): Operator.BETWEEN_BELOW,
    (ast.Lt, ast.LtE): Operator.BETWEEN_ABOVE,
    (ast.Lt, ast.Lt): Operator.BETWEEN_OPEN,
}
#: Functions that ask whether something holds; the row has a word for each, and for its opposite.
_ASKS: Final = {
    "blank": (Operator.BLANK, None),
    "filled": (Operator.FILLED, None),
    "real": (Operator.REAL, Operator.UNREAL),
    "answered": (Operator.ANSWERED, None),
    "unanswered": (Operator.UNANSWERED, None),
    "supplied": (Operator.SUPPLIED, Operator.NOT_SUPPLIED),
    "timed": (Operator.TIMED, Operator.UNTIMED),
}
_LOOKS: Final = {
    "contains": (Operator.CONTAINS, Operator.LACKS),
    "matches": (Operator.MATCHES, Operator.MISMATCHES),
}
_FOLDS: Final = frozenset(Quantifier) - {Quantifier.NONE}


class _BeyondRowsError(Exception):
    """Rows cannot say this. The words of it complete the sentence 「…，行里写不下」."""


def read_condition(text: str) -> Condition | str:
    """The rows that say what ``text`` says, or in Chinese why none do.

    Whatever is given back as rows means the same when it is written again: that is looked at here, once and for all.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return "条件有语法错误"
    try:
        found = tidy(_condition(tree))
        again = ast.parse(condition_text(found), mode="eval").body
    except _BeyondRowsError as error:
        return f"条件里有{error}"
    except (KnowledgeError, RecursionError):
        return "条件里有写不进行里的文字"
    if ast.dump(_Plain().visit(tree)) != ast.dump(_Plain().visit(again)):
        return "条件里有行里没有的写法"
    return found


class _Plain(ast.NodeTransformer):
    """``not a in b`` and ``a not in b`` are one."""

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.UnaryOp(op=ast.Not(), operand=ast.Compare(left=left, ops=[ast.In()], comparators=right)):
                return ast.Compare(left, [ast.NotIn()], right)
        return node


def _condition(node: ast.expr) -> Condition:
    match node:
        case ast.BoolOp(op=op, values=values):
            return Condition(tuple(map(_item, values)), _joiner(op))
    return Condition((_item(node),))


def _joiner(op: ast.boolop) -> Joiner:
    return Joiner.AND if isinstance(op, ast.And) else Joiner.OR


def _item(node: ast.expr) -> Line | Group:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=ast.BoolOp(op=op, values=values)):
            return Group(tuple(map(_line, values)), _joiner(op), negated=True)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Name(id=name)) as call) if name in _FOLDS:
            return _fold(call, name, negated=True)
        case ast.BoolOp():
            return Group(tuple(map(_line, node.values)), _joiner(node.op))
        case ast.Call(func=ast.Name(id=name)) if name in _FOLDS:
            return _fold(node, name)
        case ast.Compare(left=ast.Call(func=ast.Name(id="count")) as call, ops=[op], comparators=[ast.Constant() as n]):
            return _counted(call, op, n)
        case ast.UnaryOp(
            op=ast.Not(),
            operand=ast.Compare(
                left=ast.Call(func=ast.Name(id="count")) as call, ops=[op], comparators=[ast.Constant() as n]
            ),
        ):
            return _counted(call, op, n, negated=True)
    try:
        return _line(node)
    except _BeyondRowsError:
        match node:
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                return Group((_line(inner),), negated=True)
        raise


def _counted(call: ast.Call, op: ast.cmpop, number: ast.Constant, negated: bool = False) -> Group:
    found = _fold(call, "count")
    if type(op) not in _COMPARE or not isinstance(number.value, int | float) or isinstance(number.value, bool):
        raise _BeyondRowsError("与条数比较的另一种写法")
    return Group(
        found.lines, found.joiner, negated, found.quantifier, found.over, _COMPARE[type(op)], str(number.value)
    )


def _fold(call: ast.Call, name: str, *, negated: bool = False) -> Group:
    match call.args:
        case [
            ast.GeneratorExp(
                elt=element,
                generators=[ast.comprehension(target=ast.Name(id=variable), iter=ast.Name(id=rows), ifs=[])],
            )
        ] if VARIABLES.get(rows) == variable:
            pass
        case _:
            raise _BeyondRowsError("“对于每个……若……”的写法")
    lines: tuple[ast.expr, ...] = (element,)
    joiner = Joiner.AND
    if isinstance(element, ast.BoolOp):
        lines, joiner = tuple(element.values), _joiner(element.op)
    return Group(tuple(map(_line, lines)), joiner, negated, Quantifier(name), rows)


def _line(node: ast.expr) -> Line:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return _turned(inner)
        case ast.Compare():
            return _comparison(node)
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str() as codes)]) if name in CODE_FUNCTIONS:
            return Line(Operand(Form.CODES, name), Operator.IN_CODES, (Operand(Form.TEXT, codes),))
        case ast.Call(func=ast.Name(id=name), args=[asked]) if name in _ASKS:
            return Line(_operand(asked), _ASKS[name][0])
        case ast.Call(func=ast.Name(id=name), args=[asked, ast.Constant(value=str() as words)]) if name in _LOOKS:
            return Line(_operand(asked), _LOOKS[name][0], (Operand(Form.TEXT, words),))
        case ast.BoolOp():
            raise _BeyondRowsError("组中的组")
        case ast.Call(func=ast.Name(id=name)) if name in _FOLDS:
            raise _BeyondRowsError("组中的“任一、全部、条数”")
    return Line(_operand(node), Operator.IS)


def _turned(node: ast.expr) -> Line:
    """What stands behind ``not``."""
    match node:
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str() as codes)]) if name in CODE_FUNCTIONS:
            return Line(Operand(Form.CODES, name), Operator.NOT_IN_CODES, (Operand(Form.TEXT, codes),))
        case ast.Call(func=ast.Name(id=name), args=[asked]) if name in _ASKS:
            opposite = _ASKS[name][1]
            if opposite is None:
                raise _BeyondRowsError(f"“不是”与“{name}”连用")
            return Line(_operand(asked), opposite)
        case ast.Call(func=ast.Name(id=name), args=[asked, ast.Constant(value=str() as words)]) if name in _LOOKS:
            return Line(_operand(asked), _LOOKS[name][1], (Operand(Form.TEXT, words),))
        case ast.Compare(ops=[ast.In()]):
            return _comparison(ast.Compare(node.left, [ast.NotIn()], node.comparators))
        case ast.Compare(ops=[ast.LtE(), ast.LtE()]):
            found = _comparison(node)
            return Line(found.operand, Operator.OUTSIDE, found.values)
        case ast.Name() | ast.Attribute() | ast.Call(func=ast.Name()) if not _is_fold(node):
            return Line(_operand(node), Operator.IS_NOT)
    raise _BeyondRowsError("“不是”之后的另一种写法")


def _is_fold(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FOLDS


def _comparison(node: ast.Compare) -> Line:
    match node:
        case ast.Compare(ops=[first, last], comparators=[middle, high]) if (type(first), type(last)) in _BETWEEN:
            return Line(_operand(middle), _BETWEEN[type(first), type(last)], (_operand(node.left), _operand(high)))
        case ast.Compare(
            ops=[ast.In() | ast.NotIn() as op],
            comparators=[ast.Call(func=ast.Name(id="codes"), args=[ast.Constant(value=str() as codes)])],
        ):
            operator = Operator.IN_CODES if isinstance(op, ast.In) else Operator.NOT_IN_CODES
            return Line(_operand(node.left), operator, (Operand(Form.TEXT, codes),))
        case ast.Compare(ops=[ast.In() | ast.NotIn() as op], comparators=[ast.Set(elts=values)]):
            operator = Operator.ONE_OF if isinstance(op, ast.In) else Operator.NONE_OF
            return Line(_operand(node.left), operator, tuple(map(_literal, values)))
        case ast.Compare(ops=[op], comparators=[right]) if type(op) in _COMPARE:
            return Line(_operand(node.left), _COMPARE[type(op)], (_operand(right),))
    raise _BeyondRowsError("另一种比较")


def _literal(node: ast.expr) -> Operand:
    match node:
        case ast.Constant(value=str() as text):
            return Operand(Form.TEXT, text)
        case ast.Constant(value=bool()):
            raise _BeyondRowsError("真、假作值")
        case ast.Constant(value=(int() | float()) as number):
            return Operand(Form.NUMBER, str(number))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=(int() | float()) as number)) if not isinstance(
            number, bool
        ):
            return Operand(Form.NUMBER, f"-{number}")
    raise _BeyondRowsError("另一种值")


def _operand(node: ast.expr) -> Operand:
    match node:
        case ast.Constant() | ast.UnaryOp():
            return _literal(node)
        case ast.Name(id=name):
            return Operand(Form.NAME, name)
        case ast.Attribute(value=ast.Name(id=row), attr=item):
            return Operand(Form.ITEM, f"{row}.{item}")
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if (
            name in VALUE_FUNCTIONS or name in FIELD_FUNCTIONS
        ) and name not in _ASKS:
            return Operand(Form.CALL, name, tuple(map(_operand, args)))
        case ast.BinOp(op=ast.Add()):
            return Operand(Form.SUM, "", _chain(node, ast.Add))
        case ast.BinOp(op=ast.Sub()):
            return Operand(Form.LESS, "", _chain(node, ast.Sub))
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return Operand(Form.SHARE, "", (_operand(left), _operand(right)))
        case ast.BinOp(left=ast.Constant() as number, op=ast.Mult(), right=right):
            return Operand(Form.TIMES, _literal(number).name, (_operand(right),))
        case ast.BinOp(left=left, op=ast.Mult(), right=ast.Constant() as number):
            return Operand(Form.SCALED, _literal(number).name, (_operand(left),))
        case ast.IfExp():
            raise _BeyondRowsError("“若……否则……”的写法")
    raise _BeyondRowsError("另一种算法")


def read_operand(text: str) -> Operand:
    """An operand as a table of ours writes it."""
    node = ast.parse(text, mode="eval").body
    match node:
        case ast.Name(id=name) if name in CODE_FUNCTIONS:
            return Operand(Form.CODES, name)
    return _operand(node)


def _chain(node: ast.expr, op: type[ast.operator]) -> tuple[Operand, ...]:
    """The operands of ``a + b + c``."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, op):
        return (*_chain(node.left, op), _operand(node.right))
    return (_operand(node),)
