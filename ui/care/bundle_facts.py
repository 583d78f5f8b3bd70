"""What the window knows of this machine that nobody else does: Qt, the screens, the Knowledge in force."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, qVersion
from PySide6.QtGui import QGuiApplication

from coding.work.support_bundle import Asked, bundle_pieces, knowledge_lines
from ui.private_log import log_path, logs_of_session
from ui.theme.fonts import text_percent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coding.knowledge.knowledge import Knowledge
    from coding.store.store import Store
    from coding.work.support_bundle import Piece
    from ui.tasks import Task


def asked_of_window(path: Path, knowledge: Knowledge | None, trouble: str = "") -> Asked:
    """What a bundle is made of, asked in the window's own thread."""
    more = {
        "versions": (f"Qt\t{qVersion()}，{QLibraryInfo.build()}", f"窗口系统\t{QGuiApplication.platformName()}"),
        "screens": (*_screens(), f"文字大小\t{text_percent()} %"),
        **({"knowledge": knowledge_lines(knowledge)} if knowledge is not None else {}),
    }
    return Asked(path, datetime.now(), logs_of_session() or (log_path(path.parent),), more, trouble)


def gather(asked: Asked, store: Store | None) -> Callable[[Task[tuple[Piece, ...]]], tuple[Piece, ...]]:
    """The work that makes the pieces."""
    return lambda task: bundle_pieces(asked, store, task.check)


def _screens() -> list[str]:
    return [
        f"屏幕 {number}\t{round(screen.size().width() * screen.devicePixelRatio())} × "
        f"{round(screen.size().height() * screen.devicePixelRatio())}，缩放 {screen.devicePixelRatio():.2f}，"
        f"{screen.logicalDotsPerInch():.0f} DPI，可用 {screen.availableSize().width()} × "
        f"{screen.availableSize().height()}"
        for number, screen in enumerate(QGuiApplication.screens(), 1)
    ]
