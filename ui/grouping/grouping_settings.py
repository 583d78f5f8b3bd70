"""What the window keeps of grouping: when a change asks for its evidence."""

from __future__ import annotations

from typing import Final

from coding.examine.preview import EVIDENCE_SHARE
from coding.store.setting import Setting
from coding.store.store import Store

#: A weight that moves by more than this many per cent, up or down, asks for evidence.
EVIDENCE: Final = Setting("evidence.percent", f"{EVIDENCE_SHARE * 100:g}")


def evidence_share(store: Store) -> float:
    """The set share; the default where the setting cannot be read."""
    try:
        return max(0.0, float(EVIDENCE.read(store)) / 100)
    except ValueError:
        return EVIDENCE_SHARE
