"""At whose request a change was made: kept with its evidence, so that it can be told years later."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.resources import resource_table

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The key of whoever found it without being asked.
OF_HERSELF: Final = "self"


@dataclass(frozen=True, slots=True)
class AskedBy:
    """``who``: a key of ``fields/asked_by.csv``; ``name``: of the person or the ward, "" where it was not given."""

    who: str = OF_HERSELF
    name: str = ""

    @property
    def words(self) -> str:
        """``医师 张三``, as it stands on the screen and on paper; a key that nobody knows stands as it is."""
        return f"{askers().get(self.who, self.who)} {self.name.strip()}".strip()

    def as_dict(self) -> dict[str, str]:
        """Plain data for JSON; ``from_dict`` gives an equal one."""
        return {"who": self.who, **({"name": self.name} if self.name else {})}

    @classmethod
    def from_dict(cls, data: Mapping[str, str]) -> AskedBy:
        """What ``as_dict`` described."""
        return cls(data.get("who", OF_HERSELF), data.get("name", ""))


@cache
def askers() -> dict[str, str]:
    """Key → word of all who may ask for a change, in the order of the screen."""
    return {row["key"]: row["label"] for row in resource_table("fields/asked_by.csv", "key", "label")}
