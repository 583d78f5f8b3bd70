"""Which view stands for which step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ui.month.answers_view import AnswersView
from ui.month.close_view import CloseView
from ui.month.open_view import OpenView
from ui.month.paid_view import PaidView
from ui.month.report_view import ReportView, WardPageView
from ui.month.sample_view import SampleView
from ui.month.slips_view import SlipsView
from ui.month.upload_view import UploadView
from ui.month.ward_view import CheckView, MendView, ReleaseView

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from ui.month.step_view import StepView
    from ui.workplace import Workplace

#: Step → what makes its view.
STEP_VIEWS: Final[Mapping[str, Callable[[Workplace, QWidget], StepView]]] = {
    "open": OpenView,
    "check": CheckView,
    "mend": MendView,
    "ask": SlipsView,
    "answer": AnswersView,
    "sample": SampleView,
    "release": ReleaseView,
    "upload": UploadView,
    "close": CloseView,
    "paid": PaidView,
    "report": ReportView,
    "ward_page": WardPageView,
}
