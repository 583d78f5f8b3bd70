"""The list of rules: light lines, filtered by what is asked for, sorted by any column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from coding.rules.kinds.catalogue import kind_title
from coding.rules.local import MOMENTS, ROLES
from ui.icons.icons import icon
from ui.plain import plain_tip
from ui.rules.rule_words import DIMENSIONS, ORIGINS, SEVERITIES, precision_text, value_word
from ui.theme.theme import current_theme, severity_style

if TYPE_CHECKING:
    from coding.work.rule_lines import RuleLine

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole + 1

HEADERS = ("编号", "状态", "级别", "维度", "时机", "提示语", "触发", "豁免", "准确率")
(ID, STATE, SEVERITY, DIMENSION, MOMENT, MESSAGE, FIRED, WAIVED, PRECISION) = range(len(HEADERS))
STATES = {
    "": "全部状态",
    "on": "启用",
    "off": "停用",
    "altered": "本院改过",
    "own": "本院自加",
    "fired": "有触发",
    "waived": "有豁免",
    "trouble": "没有生效",
}


@dataclass(frozen=True, slots=True)
class RuleQuery:
    """What is asked for; "" = any. All words of ``text`` must occur."""

    text: str = ""
    dimension: str = ""
    severity: str = ""
    state: str = ""
    kind: str = ""

    def fits(self, line: RuleLine) -> bool:
        """Whether a rule is asked for."""
        row = line.row
        if (self.dimension and row["dimension"] != self.dimension) or (self.kind and row["kind"] != self.kind):
            return False
        if self.severity and row["severity"] != self.severity:
            return False
        if not _in_state(line, self.state):
            return False
        if not self.text.strip():
            return True
        said = (value_word(column, cell) for column, cell in row.items())
        words = (kind_title(row["kind"]), ROLES.get(row["role"] or "coder", ""), value_word("moment", row["moment"]))
        told = " ".join((*row.values(), *said, *words)).lower()
        return all(word in told for word in self.text.lower().split())


def _in_state(line: RuleLine, state: str) -> bool:
    match state:
        case "on":
            return line.is_on and not line.trouble
        case "off":
            return not line.is_on
        case "altered" | "own":
            return line.origin == state
        case "fired":
            return line.fired.findings > 0
        case "waived":
            return line.fired.waived > 0
        case "trouble":
            return bool(line.trouble)
    return True


class RuleModel(QAbstractTableModel):
    """The rules that are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[RuleLine] = []
        self._sort = (-1, Qt.SortOrder.AscendingOrder)
        self._given: list[RuleLine] = []

    def show(self, lines: list[RuleLine]) -> None:
        """Show these, in the order that was asked for last."""
        self.beginResetModel()
        self._given = list(lines)
        self._arrange()
        self.endResetModel()

    def place(self, rule_id: str) -> int | None:
        """The row of a rule."""
        return next((n for n, line in enumerate(self.lines) if line.id == rule_id), None)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [self.lines[index.row()].id for index in before]
        self._sort = (column, order)
        self._arrange()
        places = {line.id: row for row, line in enumerate(self.lines)}
        # What is chosen is a rule, not a row.
        after = [self.index(places[rule_id], index.column()) for rule_id, index in zip(ids, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _arrange(self) -> None:
        column, order = self._sort
        self.lines = list(self._given)
        if column >= 0:
            self.lines.sort(key=lambda line: _sort_key(line, column), reverse=order is Qt.SortOrder.DescendingOrder)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], index.column()
        style = severity_style(line.row["severity"])
        match role:
            case _ if role == LINE:
                return line
            case Qt.ItemDataRole.DisplayRole:
                return _text(line, column)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(line.trouble or (_text(line, MESSAGE) if column == MESSAGE else ""))
            case Qt.ItemDataRole.DecorationRole if column == SEVERITY:
                return icon(style.icon, style.role if line.is_on else "text_disabled")
            case Qt.ItemDataRole.ForegroundRole:
                if line.trouble:
                    return current_theme().colour("error")
                return None if line.is_on else current_theme().colour("text_muted")
            case Qt.ItemDataRole.TextAlignmentRole if column >= FIRED:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{line.id} {_state(line)} {SEVERITIES.get(line.row['severity'], '')} {_text(line, MESSAGE)}"
        return None


def _state(line: RuleLine) -> str:
    if line.trouble:
        return "未生效"
    return ("启用" if line.is_on else "停用") + ("" if line.origin == "embedded" else f"·{ORIGINS[line.origin][-2:]}")


def _text(line: RuleLine, column: int) -> str:
    match column:
        case 0:
            return line.id
        case 1:
            return _state(line)
        case 2:
            return value_word("severity", line.row["severity"])
        case 3:
            return DIMENSIONS.get(line.row["dimension"], line.row["dimension"])
        case 4:
            return value_word("moment", line.row["moment"])
        case 5:
            return value_word("message", line.row["message"])
        case 6:
            return f"{line.fired.findings:,}" if line.fired.findings else ""
        case 7:
            return f"{line.fired.waived:,}" if line.fired.waived else ""
    return precision_text(line)


def _sort_key(line: RuleLine, column: int) -> Any:
    match column:
        case 2:
            return list(SEVERITIES).index(line.row["severity"]) if line.row["severity"] in SEVERITIES else 9
        case 4:
            return list(MOMENTS).index(line.row["moment"] or "typing") if line.row["moment"] in ("", *MOMENTS) else 9
        case 6:
            return line.fired.findings
        case 7:
            return line.fired.waived
        case 8:
            return 2.0 if line.precision is None else line.precision
    return _text(line, column)
