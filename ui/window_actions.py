"""What the actions do that open a small dialog over the main window: author, shortcut sheet, about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QInputDialog, QWidget

from ui import settings
from ui.dialogs.message import show_message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.actions import ActionSpec
    from ui.session import Session

ABOUT = (
    "住院病案首页编码与质控 0.1\n\n"
    "离线检查住院病案首页、建议诊断与手术操作编码、预览 DRG、DIP 分组。\n"
    "内置的分组方案是通用方案，不是任何地区的实施方案；内置费率只作演示。分组结果不能证明编码正确，"
    "修改须以病历为依据。\n\n"
    "以 GPL-3.0-or-later 许可发布。"
)


def ask_author(session: Session, parent: QWidget) -> bool:
    """Ask under whose name changes are kept from now on; whether the name is another one."""
    name, agreed = QInputDialog.getText(parent, "修改记录的署名", "此后的修改记在谁的名下：", text=session.author)
    if not agreed or not name.strip():
        return False
    session.author = name.strip()
    settings.AUTHOR.write(session.store, session.author)
    return True


def show_shortcuts(actions: Sequence[ActionSpec], parent: QWidget) -> None:
    """The shortcut sheet."""
    from ui.dialogs.shortcuts import ShortcutSheet

    ShortcutSheet(actions, parent).open()


def show_about(parent: QWidget) -> None:
    """What the program is."""
    show_message(parent, ABOUT, "info", "关于")
