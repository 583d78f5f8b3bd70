"""What stands on every sheet that is printed: whose hospital, when, by whom, and what is to be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

_PERSONS: Final = "含患者信息，用后按规定销毁"
_NO_PERSONS: Final = "已去除患者身份"


@dataclass(frozen=True, slots=True)
class Printed:
    """``tells_persons``: None where the paper is about no patient at all."""

    hospital: str
    by: str
    at: datetime
    tells_persons: bool | None = None

    @property
    def foot(self) -> str:
        """打印 2026-11-29 08:00　张三　含患者信息，用后按规定销毁."""
        told = "" if self.tells_persons is None else _PERSONS if self.tells_persons else _NO_PERSONS
        return "　".join(filter(None, (f"打印 {self.at:%Y-%m-%d %H:%M}", self.by, told)))
