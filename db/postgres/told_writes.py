"""The channel on which the server tells every seat of each write, and of each page that is taken or given back."""

from __future__ import annotations

from typing import Final

CHANNEL: Final = "written"
