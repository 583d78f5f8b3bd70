"""What the actions do that open a small dialog over the main window: shortcut sheet, about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.dialogs.message import show_message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from ui.action_specs import ActionSpec

ABOUT = (
    "住院病案首页编码与质控 0.1\n\n"
    "离线检查住院病案首页、建议诊断与手术操作编码、预览 DRG、DIP 分组。\n"
    "内置的分组方案是通用方案，不是任何地区的实施方案；内置费率只作演示。分组结果不能证明编码正确，"
    "修改须以病历为依据。\n\n"
    "以 GPL-3.0-or-later 许可发布。"
)


def show_shortcuts(actions: Sequence[ActionSpec], parent: QWidget) -> None:
    """The shortcut sheet."""
    from ui.dialogs.shortcuts import ShortcutSheet

    ShortcutSheet(actions, parent).open()


def show_about(parent: QWidget) -> None:
    """What the program is."""
    show_message(parent, ABOUT, "info", "关于")
