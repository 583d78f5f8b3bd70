"""A page in the making: plain mutable values, so that defects can be worked into it."""

from __future__ import annotations

from dataclasses import dataclass, field

from coding.page.fields import ROW_ATTRIBUTES


@dataclass(slots=True)
class Draft:
    """Single fields by key, rows by attribute; ``vignette`` says what kind of stay it is."""

    vignette: str
    values: dict[str, str] = field(default_factory=dict)
    diagnoses: list[dict[str, str]] = field(default_factory=list)
    procedures: list[dict[str, str]] = field(default_factory=list)

    def text(self, key: str, index: int = 0) -> str:
        """The text of a field, "" where there is none."""
        place = ROW_ATTRIBUTES.get(key)
        if place is None:
            return self.values.get(key, "")
        rows = self.diagnoses if place[0] == "diagnosis" else self.procedures if place[0] == "procedure" else []
        return rows[index].get(place[1], "") if index < len(rows) else ""

    @property
    def codes(self) -> list[str]:
        """The diagnosis codes in order."""
        return [row["code"] for row in self.diagnoses]
