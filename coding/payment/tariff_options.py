"""What a person answered when a tariff was imported: which column is what, level, rate, thresholds."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class TariffOptions:
    """Answers that go before what the file says of itself; "" and None = as the file says.

    ``level``: one of ``Tariff.levels``. ``rate``: yuan for a weight of 1. ``coefficient``: of the hospital's level.
    ``columns``: key (drg, weight, payment, …) → column from 0, -1 = none. ``multiples``: a set of
    ``tariffs/multiples.csv``. ``valid_from``, ``valid_to``: days as text.
    """

    level: str = ""
    rate: float | None = None
    coefficient: float | None = None
    columns: Mapping[str, int] = field(default_factory=dict)
    multiples: str = ""
    valid_from: str = ""
    valid_to: str = ""

    def as_text(self) -> str:
        """As it is kept in a setting; "" when nothing was answered."""
        told = {k: v for k, v in asdict(self).items() if v not in ("", None) and v != {}}
        return json.dumps(told, ensure_ascii=False, sort_keys=True) if told else ""

    @classmethod
    def from_text(cls, text: str) -> TariffOptions:
        """What ``as_text`` wrote. Raises KnowledgeError for anything else."""
        if not text:
            return cls()
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise KnowledgeError("保存的权重表选项已损坏：请重新导入权重表。") from error
