"""What the menu 数据 does with packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ui.packages.package_dialog import PackageDialog
    from ui.workplace import Workplace


class PackageActions(QObject):
    """``written``: pages came with a package or were changed by one; verdicts beside them may be old."""

    written = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__(place.parent)
        self._place = place

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {"packages": self.show}

    def show(self, offered: Path | None = None) -> PackageDialog:
        """The desk of packages, over what is written down; ``offered``: a package that was given to the window."""
        from ui.packages.package_dialog import PackageDialog

        self._place.write_down()
        dialog = PackageDialog(self._place, offered)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.page_wanted.connect(self._place.open_page)
        dialog.written.connect(self.written)
        dialog.open()
        return dialog
