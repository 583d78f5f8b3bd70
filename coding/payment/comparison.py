"""A scheme with the tariff and the policy by which its groups are paid: what pages are compared under."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coding.grouping.grouper import Grouper
    from coding.payment.policy import Policy
    from coding.payment.tariff import Tariff


@dataclass(frozen=True, slots=True)
class PricedScheme:
    """A scheme with the tariff that gives its groups a weight, and the policy that pays it; None = there is none."""

    scheme: Grouper
    tariff: Tariff | None = None
    policy: Policy | None = None

    @property
    def title(self) -> str:
        """What the scheme calls itself."""
        return self.scheme.title
