"""A scheme with the tariff that weighs its groups: what pages are compared under."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coding.grouping.grouper import Grouper
    from coding.payment.tariff import Tariff


@dataclass(frozen=True, slots=True)
class PricedScheme:
    """A scheme with the tariff that gives its groups a weight; None where there is none."""

    scheme: Grouper
    tariff: Tariff | None = None

    @property
    def title(self) -> str:
        """What the scheme calls itself."""
        return self.scheme.title
