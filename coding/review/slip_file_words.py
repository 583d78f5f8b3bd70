"""What the files of slips are called, and by what their hidden sheet is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from coding.review.slips import Slip

#: The hidden sheet with the slip and its lines, and what its first cell holds.
HIDDEN_SHEET: Final = "反馈单对照"
MARK: Final = "frontpage-slip-1"
_NO_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_LONGEST = 60


def file_stem(slip: Slip) -> str:
    """反馈单_心内科_2026-10; a second slip of the ward and month, and a later version, say so."""
    ward = _NO_NAME.sub("_", slip.ward).strip(" .")[:_LONGEST] or "_"
    serial = slip.number.rpartition("-")[2]
    more = f"_{serial}" if serial.isdecimal() and int(serial) > 1 else ""
    version = f"_第{slip.version}版" if slip.version > 1 else ""
    return f"反馈单_{ward}_{slip.month}{more}{version}"
