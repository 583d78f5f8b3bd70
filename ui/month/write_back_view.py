"""回写核对: what was changed here and has to be entered in the HIS; the next export compared with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.month.step_view import StepView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.workplace import Workplace


class WriteBackView(StepView):
    """What was changed, ward by ward, and what the next export says of each."""

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(place, "HIS 仍保存旧首页：在这里改过的按病区列出，交病区在 HIS 中更正；再用下次导出核对。", parent)
