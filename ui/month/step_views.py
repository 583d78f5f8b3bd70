"""Which view stands for which step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ui.month.step_view import StepView

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from ui.workplace import Workplace

#: Step → what makes its view.
STEP_VIEWS: Final[Mapping[str, Callable[[Workplace, QWidget], StepView]]] = {}
