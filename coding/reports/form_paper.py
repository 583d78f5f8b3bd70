"""住院病案首页 on paper, two sides of A4: all items in the order of 卫统4-1, as ``resources/fields/form.csv`` has them.

Front: person, stay, diagnoses, signatures; back: procedures, discharge, fees. What a page has more of than a side holds
goes on a further sheet; long texts are broken into lines, nothing is cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.resources import resource_table
from coding.page.fields import field_catalogue
from coding.page.front_page import FRONT_PAGE_KEYS
from coding.reports.chart_parts import Line, Rect, Text
from coding.reports.line_breaks import lines_of
from coding.reports.paper import BOTTOM, LONG, SHORT, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from coding.page.altered import Cell
    from coding.page.front_page import FrontPage
    from coding.page.rows import Diagnosis, Procedure
    from coding.reports.printed import Printed

    Measure = Callable[[str, float], float]

_SIDE, _TOP = 34.0, 30.0
_ROOM: Final = SHORT - 2 * _SIDE
#: Sizes of labels, values and headings; how far lines of a cell stand apart; room around the words of a cell.
_LABEL, _VALUE, _HEAD, _TITLE = 7.0, 9.0, 8.0, 17.0
_STEP, _PAD = 12.0, 3.0
_UNITS: Final = 12
#: Lines of one box that a side holds below its head and the heads of a table.
_MOST_LINES: Final = 55
#: Before what is no more as it was read.
MARK: Final = "◆"
_TOLD: Final = f"{MARK} 与读入时不同"
#: The section that begins the back of the sheet, and the one of items of former editions: those alone that are filled.
_BACK, _FORMER = "procedure", "legacy"
_DIAGNOSES: Final = (("出院诊断", 0.56), ("疾病编码", 0.24), ("入院病情", 0.20))
_WITH_OUTCOME: Final = (("出院诊断", 0.46), ("疾病编码", 0.22), ("入院病情", 0.16), ("出院情况", 0.16))
_PROCEDURES: Final = (
    ("编码", 62.0), ("日期", 56.0), ("级别", 45.0), ("手术及操作名称", 111.0), ("术者", 42.0), ("Ⅰ助", 38.0),
    ("Ⅱ助", 38.0), ("切口/愈合", 42.0), ("麻醉方式", 52.0), ("麻醉医师", 41.0),
)  # fmt: skip
_CARE: Final = (("重症监护室", 0.34), ("进入时间", 0.25), ("退出时间", 0.25), ("合计时长", 0.16))


@dataclass(frozen=True, slots=True)
class _Item:
    section: str
    kind: str
    key: str
    label: str
    span: int


@dataclass(frozen=True, slots=True)
class _Cell:
    """Words in a box: a label, a value behind it, how wide in points."""

    label: str
    value: str
    width: float
    is_head: bool = False


def front_page_sheets(
    page: FrontPage, measure: Measure, printed: Printed, altered: Collection[Cell] = ()
) -> list[Sheet]:
    """The sides of a page; ``altered``: the cells that are marked, see ``coding.page.altered``."""
    form = _Form(page, measure, printed, frozenset(altered))
    section = ""
    for lines in _sections():
        name, title = lines[0][0].section, _titles()[lines[0][0].section]
        if name == _FORMER and not any(page.text(item.key) for line in lines for item in line):
            continue
        if not section or name == _BACK:
            form.new_side()
        section = name
        form.heading(title)
        for line in lines:
            form.line([item for item in line if name != _FORMER or page.text(item.key)])
    form.close()
    return form.sheets


class _Form:
    """The sides as they fill."""

    def __init__(self, page: FrontPage, measure: Measure, printed: Printed, altered: frozenset[Cell]) -> None:
        self._page, self._measure, self._printed, self._altered = page, measure, printed, altered
        self.sheets: list[Sheet] = []
        self._y = 0.0
        self._heads: list[_Cell] = []  # of the table at hand: said again on a further side

    # -- sides

    def new_side(self) -> None:
        """A side with the title; of the later ones a small one."""
        self.sheets.append(Sheet(landscape=False))
        first = len(self.sheets) == 1
        hospital = self._printed.hospital or self._page.text("org_name")
        self._y = _TOP
        if first:
            if hospital:
                self._middle(hospital, 11.0)
            self._middle("住院病案首页", _TITLE, bold=True)
            self._y += 4
        else:
            number = f"病案号 {self._page.case_no or '（空）'}"
            base = self._y + 8
            self._draw(Text(_SIDE, base, f"{hospital}　住院病案首页（续）".strip("　"), 8, "soft"))
            self._draw(Text(_SIDE + _ROOM, base, number, 8, "soft", "end"))
            self._y += 14

    def close(self) -> None:
        """The foot of every side."""
        told = self._printed.foot + (f"　{_TOLD}" if self._altered else "")
        for at, sheet in enumerate(self.sheets, 1):
            base = LONG - BOTTOM + 20
            sheet.shapes.append(Text(_SIDE, base, told, 8, "soft"))
            sheet.shapes.append(Text(_SIDE + _ROOM, base, f"第 {at} 页　共 {len(self.sheets)} 页", 8, "soft", "end"))

    def heading(self, title: str) -> None:
        """The name of a section, with the room of a line below it."""
        self._need(_STEP * 2 + 16)
        self._y += 4
        self._draw(Text(_SIDE, self._y + _HEAD, title, _HEAD, "soft", bold=True))
        self._y += _HEAD + 4

    # -- lines

    def line(self, items: Sequence[_Item]) -> None:
        """One line of the form: its fields, or the table that stands there."""
        if not items:
            return
        first = items[0]
        if first.kind == "table":
            getattr(self, f"_{first.key}")()
            self._heads = []
        elif first.kind == "head":
            self._row([_Cell("", first.key, _ROOM, is_head=True)])
        elif first.kind == "field":
            widths = [_ROOM * item.span / _UNITS for item in items]
            widths[-1] += _ROOM - sum(widths)
            self._row([_Cell(i.label, self._value(i.key), w) for i, w in zip(items, widths, strict=True)])

    def _diagnosis(self) -> None:
        rows = self._page.diagnoses
        columns = _WITH_OUTCOME if any(row.outcome for row in rows) else _DIAGNOSES
        half = _ROOM / 2
        titles = [_Cell("", title, half * share, is_head=True) for title, share in columns]
        self._table_heads([*titles, *titles])
        empty = [_Cell("", "", half * share) for _, share in columns]
        down = -(-len(rows) // 2)
        for at in range(down):
            beside = at + down
            left = self._diagnosis_cells(rows[at], at, columns, half)
            right = self._diagnosis_cells(rows[beside], beside, columns, half) if beside < len(rows) else empty
            self._row([*left, *right])

    def _diagnosis_cells(
        self, row: Diagnosis, at: int, columns: Sequence[tuple[str, float]], half: float
    ) -> list[_Cell]:
        first = "principal_dx" if at == 0 else "other_dx"
        values = (
            ("name", ("主要诊断：" if at == 0 else "") + row.name),
            ("code", row.code),
            ("poa", _coded(f"{first}_poa", row.poa)),
            ("outcome", _coded("dx_outcome", row.outcome)),
        )
        shown = [self._marked(value, "diagnosis", attribute, at) for attribute, value in values]
        return [_Cell("", value, half * share) for value, (_, share) in zip(shown, columns, strict=False)]

    def _procedure(self) -> None:
        share = _ROOM / sum(width for _, width in _PROCEDURES)
        self._table_heads([_Cell("", title, width * share, is_head=True) for title, width in _PROCEDURES])
        rows = self._page.procedures
        for at, row in enumerate(rows):
            values = [self._marked(value, "procedure", name, at) for name, value in _procedure_values(row)]
            widths = [width * share for _, width in _PROCEDURES]
            self._row([_Cell("", value, width) for value, width in zip(values, widths, strict=True)])
        if not rows:
            self._row([_Cell("", "没有填写手术及操作", _ROOM)])

    def _intensive_care(self) -> None:
        rows = self._page.intensive_cares
        if not rows:
            return
        self._table_heads([_Cell("", title, _ROOM * share, is_head=True) for title, share in _CARE])
        for at, row in enumerate(rows):
            values = (
                ("type", _coded("icu_type", row.type)),
                ("in_time", row.in_time),
                ("out_time", row.out_time),
                ("total_duration", row.total_duration),
            )
            shown = [self._marked(value, "intensive_care", name, at) for name, value in values]
            self._row([_Cell("", value, _ROOM * share) for value, (_, share) in zip(shown, _CARE, strict=True)])

    # -- values

    def _value(self, key: str) -> str:
        return self._marked(_coded(key, self._page.text(key)), "", key, 0)

    def _marked(self, value: str, group: str, name: str, at: int) -> str:
        is_altered = (group, name, at) in self._altered or (bool(group) and (group, "", at) in self._altered)
        return f"{MARK}{value}" if is_altered else value

    # -- drawing

    def _table_heads(self, cells: list[_Cell]) -> None:
        self._row(cells)
        self._heads = cells

    def _row(self, cells: Sequence[_Cell]) -> None:
        """Boxes beside each other, as high as the longest text needs; one that no side holds goes on on the next."""
        texts = [self._lines(cell) for cell in cells]
        for begin in range(0, max(map(len, texts)), _MOST_LINES):
            self._boxes(cells, [lines[begin : begin + _MOST_LINES] for lines in texts])

    def _boxes(self, cells: Sequence[_Cell], texts: Sequence[Sequence[str]]) -> None:
        height = max(1, *map(len, texts)) * _STEP + _PAD
        if self._need(height) and self._heads:
            self._boxes(self._heads, [self._lines(cell) for cell in self._heads])
        x, top = _SIDE, self._y
        for cell, lines in zip(cells, texts, strict=True):
            if cell.is_head:
                self._draw(Rect(x, top, cell.width, height, "grid", 0.35))
            for at, (words, size, tone, shift) in enumerate(self._placed(cell, lines)):
                base = top + _STEP * at + _VALUE + 1
                self._draw(Text(x + _PAD + shift, base, words, size, tone))
            if cell.label:
                self._draw(Text(x + _PAD, top + _VALUE + 1, cell.label, _LABEL, "soft"))
            self._draw(Line(x, top, x, top + height, "soft", 0.4))
            x += cell.width
        for base in (top, top + height):
            self._draw(Line(_SIDE, base, _SIDE + _ROOM, base, "soft", 0.4))
        self._draw(Line(_SIDE + _ROOM, top, _SIDE + _ROOM, top + height, "soft", 0.4))
        self._y = top + height

    def _placed(self, cell: _Cell, lines: Sequence[str]) -> list[tuple[str, float, str, float]]:
        """Words, size, tone and how far from the left of the cell."""
        if cell.is_head:
            return [(words, _HEAD, "ink", 0.0) for words in lines]
        return [(words, _VALUE, "ink", self._behind(cell)) for words in lines]

    def _behind(self, cell: _Cell) -> float:
        """Where the value begins: behind its label."""
        return self._measure(cell.label, _LABEL) + 4 if cell.label else 0.0

    def _lines(self, cell: _Cell) -> list[str]:
        size = _HEAD if cell.is_head else _VALUE
        room = cell.width - 2 * _PAD - self._behind(cell)
        return lines_of(cell.value, max(room, size), lambda part: self._measure(part, size)) or [""]

    def _middle(self, words: str, size: float, *, bold: bool = False) -> None:
        for line in lines_of(words, _ROOM, lambda part: self._measure(part, size)):
            self._draw(Text(SHORT / 2, self._y + size, line, size, "ink", "middle", bold))
            self._y += size * 1.35

    def _need(self, height: float) -> bool:
        """Whether a side had to be begun."""
        is_full = self._y + height > LONG - BOTTOM
        if is_full:
            self.new_side()
        return is_full

    def _draw(self, *shapes: Line | Rect | Text) -> None:
        self.sheets[-1].shapes += shapes


def _procedure_values(row: Procedure) -> tuple[tuple[str, str], ...]:
    """Attribute and words, a cell a column; what seldom is filled stands behind the name."""
    further = [
        f"{word}{_coded(key, value)}"
        for word, key, value in (
            ("部位 ", "op_site", row.site),
            ("ASA ", "op_anesthesia_class", row.anesthesia_class),
            ("时长（小时）", "op_duration_hours", row.duration_hours),
        )
        if value
    ]
    healing = _label("op_incision_healing", row.incision_healing) or "/".join(
        filter(None, (_label("op_incision_grade", row.incision_grade), _label("op_healing_grade", row.healing_grade)))
    )
    return (
        ("code", row.code),
        ("date", row.date),
        ("level", _label("op_level", row.level)),
        ("name", "；".join((row.name, *further))),
        ("surgeon", row.surgeon),
        ("assistant1", row.assistant1),
        ("assistant2", row.assistant2),
        ("incision_healing", healing),
        ("anesthesia", _label("op_anesthesia", row.anesthesia)),
        ("anesthetist", row.anesthetist),
    )


def _label(key: str, value: str) -> str:
    return field_catalogue().value_label(key, value)


def _coded(key: str, value: str) -> str:
    """1 男; the text as it stands where it is no code."""
    label = _label(key, value)
    return value if label == value or not value else f"{value} {label}"


@cache
def _sections() -> tuple[tuple[tuple[_Item, ...], ...], ...]:
    """The lines of each section, in the order of the paper."""
    found: dict[str, dict[str, list[_Item]]] = {}
    for row in resource_table("fields/form.csv", "section", "line", "key", "label", "span"):
        kind, _, name = row["key"].rpartition(":")
        item = _Item(row["section"], kind or "field", name, row["label"], int(row["span"]))
        found.setdefault(row["section"], {}).setdefault(row["line"], []).append(item)
    return tuple(tuple(map(tuple, lines.values())) for lines in found.values())


@cache
def _titles() -> dict[str, str]:
    return {row["section"]: row["title"] for row in resource_table("fields/form.csv", "section", "title")}


def fields_on_paper() -> frozenset[str]:
    """The fields that have a place on it."""
    return frozenset(i.key for lines in _sections() for line in lines for i in line) & FRONT_PAGE_KEYS
