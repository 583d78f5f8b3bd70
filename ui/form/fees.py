"""The running sum of the fees beside the total that stands on the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from coding.page.fields import field_catalogue
from ui.plain import PlainLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from coding.page.front_page import FrontPage

#: Items of the form are numbered 1–24; those without a number (其中：…) are parts of one of them.
_NUMBERED = re.compile(r"\d+\.")


@dataclass(frozen=True, slots=True)
class FeeSum:
    """The sum of the 24 items in yuan, and the difference to the total; None where there is no total."""

    items: Decimal
    difference: Decimal | None


@cache
def fee_items() -> tuple[str, ...]:
    """The keys of the 24 numbered items."""
    return tuple(k for k, f in field_catalogue().items() if k.startswith("fee_") and _NUMBERED.match(f.label))


def fee_sum(page: FrontPage) -> FeeSum:
    """The sum of what can be read; items that are no number count as nothing."""
    items = sum((page.number(key) or Decimal(0) for key in fee_items()), Decimal(0))
    total = page.number("fee_total")
    return FeeSum(items, None if total is None else items - total)


class FeeSumLabel(PlainLabel):
    """分项合计: the sum, and in words whether it meets the total."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("费用分项合计")

    def show_page(self, page: FrontPage) -> None:
        """Show the sum of a page."""
        total = fee_sum(page)
        words, role = f"{total.items:,.2f}", "muted"
        if total.difference is not None:
            if total.difference == 0:
                words, role = f"{words}  ✓ 与总费用相符", "clean"
            else:
                more = "多" if total.difference > 0 else "少"
                words, role = f"{words}  ≠ 比总费用{more} {abs(total.difference):,.2f}", "warning"
        self.setText(words)
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)
