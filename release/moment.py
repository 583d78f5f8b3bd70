"""The moment that every file of a release bears, so that the same tree gives the same bytes."""

from __future__ import annotations

import os
from datetime import UTC, datetime


def moment_of_release() -> datetime:
    """SOURCE_DATE_EPOCH, on which distributions have agreed; where it is not set, the first of January 2026."""
    return datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "1767225600")), UTC)
