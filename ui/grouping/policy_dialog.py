"""A payment policy looked at before it is used: every row in words, what holds when, and on which clause it rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from coding.payment.policy import Policy, load_policy
from coding.payment.policy_key import policy_keys
from coding.payment.price import NO_CLAUSE
from ui.dialogs.agree_foot import agree_foot
from ui.grouping.group_table import ReadTable
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from pathlib import Path

    from coding.payment.policy_row import PolicyRow

_COLUMNS = ("项目", "值", "适用对象", "时期", "依据")
#: Keys by which a hospital says who it is, and how its files are written.
_OWN = frozenset({"name", "region", "level", "own_item"})
_WIDTHS = (120, 0, 170, 190, 230)


class PolicyDialog(QDialog):
    """Accepted when the policy is to be used."""

    def __init__(self, path: Path, name: str, parent: QWidget | None = None) -> None:
        """Raises KnowledgeError when the file cannot be used; ``name`` is what the person calls it."""
        super().__init__(parent)
        policy = load_policy(path)
        self.setWindowTitle("导入支付政策")
        self.resize(size_on_screen(self, 980, 560))
        title = PlainLabel(_told(policy, name), self)
        title.setWordWrap(True)
        self.table = ReadTable(_COLUMNS, _WIDTHS, self)
        self.table.setAccessibleName("政策的各项")
        self.table.fill(policy_lines(policy), [_tip(line) for line in policy_lines(policy)])
        note = PlainLabel("按出院日期取用；采用后全部病案重新检查。支付额是估算，以医保结算为准。", self)
        note.setProperty("role", "muted")
        buttons, self.accept_button = agree_foot(self, "采用此政策", self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(title)
        box.addWidget(self.table, 1)
        box.addWidget(note)
        box.addWidget(buttons)


def policy_lines(policy: Policy) -> list[tuple[str, ...]]:
    """Every row in words."""
    keys = policy_keys()
    return [
        (keys[row.key].word, row.text, row.of or "全部", _spell(row.first, row.last), _clause(row))
        for row in policy.rows
    ]


def _clause(row: PolicyRow) -> str:
    """What the hospital says of itself rests on no document."""
    return row.clause or ("" if row.key in _OWN else NO_CLAUSE)


def _told(policy: Policy, name: str) -> str:
    clauses = sum(not row.clause for row in policy.rows if row.key not in _OWN)
    told = [f"{name}：{policy.title}，{len(policy.rows):,} 项。"]
    if clauses:
        told.append(f"其中 {clauses:,} 项没有写依据，界面上会写明“{NO_CLAUSE}”。")
    return "".join([*told, *policy.notes])


def _spell(first: object, last: object) -> str:
    if first is None and last is None:
        return "一直有效"
    return f"{first or ''} 至 {last or '今后'}".strip()


def _tip(line: tuple[str, ...]) -> str:
    return "\n".join(f"{head}：{cell}" for head, cell in zip(_COLUMNS, line, strict=True))
