"""A second interpreter of the national workbook, slow and plain: it evaluates the texts of the rules on a case.

Nothing of ``coding.drg`` is used: the rules go through Python's own ``eval`` over a handful of objects, the sheets are
lists of rows by their headers. What both interpreters say of many cases must be the same.
"""

import re
import unicodedata
from collections import defaultdict

_WORD = re.compile(r"[A-Za-z_]\w*")
_KEPT = {"AND": "and", "OR": "or", "NOT": "not"}
_FIELDS = ("ZYZD", "QTZD", "ZYSS", "QTSS")
_NUMBERS = ("NL", "XSRTL", "XSRTZ", "XB")


class Number:
    """A number of the case; a comparison with what is missing is false."""

    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return self.value is not None and self.value < other

    def __le__(self, other):
        return self.value is not None and self.value <= other

    def __gt__(self, other):
        return self.value is not None and self.value > other

    def __ge__(self, other):
        return self.value is not None and self.value >= other

    def __eq__(self, other):
        return self.value is not None and self.value == other

    __hash__ = None


class PlainBook:
    """The sheets of a workbook: name → rows of text, the header somewhere in them."""

    def __init__(self, sheets):
        mdcs, adrgs, drgs = (_rows(sheets[name]) for name in ("MDC", "ADRG", "DRG"))
        self.sets = defaultdict(set)
        for row in _rows(sheets["集合"]):
            self.sets[row["集合编号"]].add(row["ICD编码"])
        self.levels = {row["疾病编码"]: (row["类型"], row["排除表"]) for row in _rows(sheets["CC"])}
        self.excluded = defaultdict(set)
        for row in _rows(sheets["排除表"]):
            self.excluded[row["集合编号"]].add(row["ICD编码"])
        self.mdcs = sorted(mdcs, key=lambda row: float(row["排序"]))
        self.adrgs = _scoped(adrgs, "所属MDC编码", "MDC内排序")
        self.drgs = _scoped(drgs, "所属ADRG编码", "排序")
        self.compiled = {}

    def group(self, case):
        """The code of the group; "0000" for what no MDC takes."""
        if not case.dx or not case.dx[0]:
            return "0000"
        for mdc in self.mdcs:
            if mdc["MDC编码"] == "0000" or not self.holds(mdc["MDC规则"], case):
                continue
            for adrg in self.adrgs[mdc["MDC编码"]]:
                if not self.holds(adrg["ADRG规则"], case):
                    continue
                for drg in self.drgs[adrg["ADRG编码"]]:
                    if self.holds(drg["DRG规则"], case):
                        return drg.get("DRG编码") or drg["DRG"]
        return "0000"

    def holds(self, rule, case):
        """Whether a rule is true of a case."""
        text = self.compiled.get(rule)
        if text is None:
            text = self.compiled[rule] = compile(_python(rule) or "True", "rule", "eval")
        return bool(eval(text, {"__builtins__": {}}, _Words(self, case)))

    def counted(self, case, level):
        """The other diagnoses that count as this level."""
        found = set()
        for code in case.dx[1:]:
            kind, table = self.levels.get(code, ("", ""))
            if kind == level and case.dx[0] not in self.excluded[table]:
                found.add(code)
        return found


class _Words(dict):
    def __init__(self, book, case):
        numbers = (case.age, case.age_days, case.birth_weight or None, case.sex)
        fields = (case.dx[:1], case.dx[1:], case.px[:1], case.px[1:])
        super().__init__({word: Number(value) for word, value in zip(_NUMBERS, numbers, strict=True)})
        self.update(zip(_FIELDS, map(set, fields), strict=True))
        self.update(within=lambda codes, sets: any(c in s for held in codes for c in held for s in sets))
        self.update(shared=lambda codes, sets: len({c for held in codes for c in held if any(c in s for s in sets)}))
        self._book, self._case = book, case

    def __missing__(self, word):
        if word in {"MCC", "CC"}:
            return self._book.counted(self._case, word)
        return self._book.sets[word]


def _python(rule):
    """The rule as a Python expression."""
    text = unicodedata.normalize("NFKC", re.sub(r"_x000[Dd]_", " ", rule))
    text = _WORD.sub(lambda word: _KEPT.get(word[0].upper(), word[0]), text)
    text = " ".join(re.sub(r"([{}])", r" \1 ", text).split())
    part = r"(?:\{[^{}]*\}|\w+)"
    text = re.sub(
        rf"length\s*\(\s*({part})\s*∩\s*({part})\s*\)", lambda m: f"shared({_list(m[2])}, {_list(m[1])})", text
    )
    text = re.sub(rf"({part}) not in ({part})", lambda m: f"(not within({_list(m[1])}, {_list(m[2])}))", text)
    text = re.sub(rf"({part}) in ({part})", lambda m: f"within({_list(m[1])}, {_list(m[2])})", text)
    return re.sub(r"(?<![<>=!])=(?!=)", "==", text).strip()


def _list(part):
    return "[" + part.strip("{} ") + "]"


def _rows(sheet):
    """The rows below the header as header → text."""
    at = next(n for n, row in enumerate(sheet) if sum(bool(str(cell).strip()) for cell in row) >= 3)
    header = [str(cell).strip() for cell in sheet[at]]
    found = []
    for row in sheet[at + 1 :]:
        cells = [str(cell).strip() for cell in row] + [""] * (len(header) - len(row))
        if any(cells):
            found.append(dict(zip(header, cells, strict=False)))
    return found


def _scoped(rows, owner, order):
    """Owner → its rows in order, those without a rule last."""
    scopes = defaultdict(list)
    for row in rows:
        scopes[row[owner]].append(row)
    rule = next(header for header in rows[0] if header.endswith("规则"))
    for scope in scopes.values():
        scope.sort(key=lambda row: (not row[rule], float(row.get(order) or row["排序"])))
    return scopes
