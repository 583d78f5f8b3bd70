"""What the window keeps of grouping: the schemes to compare with, and when a change asks for its evidence."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from coding.examine.preview import EVIDENCE_SHARE
from coding.store.kept_json import list_json, list_of
from coding.store.setting import Setting
from coding.store.store import Store

#: A weight that moves by more than this many per cent, up or down, asks for evidence.
EVIDENCE: Final = Setting("evidence.percent", f"{EVIDENCE_SHARE * 100:g}")
#: The schemes to compare with, as JSON.
_SCHEMES: Final = Setting("compare.schemes", "[]")


@dataclass(frozen=True, slots=True)
class Listed:
    """One scheme to compare with and the tariff that weighs its groups; "" = none, or the built-in scheme."""

    scheme: str = ""
    tariff: str = ""

    @property
    def title(self) -> str:
        """What it is called before it is loaded."""
        return Path(self.scheme).stem if self.scheme else "内置通用方案"


def evidence_share(store: Store) -> float:
    """The set share; the default where the setting cannot be read."""
    try:
        return max(0.0, float(EVIDENCE.read(store)) / 100)
    except ValueError:
        return EVIDENCE_SHARE


def listed_schemes(store: Store) -> list[Listed]:
    """The schemes to compare with, in the order of the person."""
    try:
        return [Listed(**row) for row in list_of(_SCHEMES.read(store))]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []


def keep_listed(store: Store, schemes: list[Listed]) -> None:
    """Remember the schemes to compare with."""
    _SCHEMES.write(store, list_json([asdict(s) for s in schemes]))
