"""What a file is called that came by the standard input: it lies on the disk for a moment, and alone."""

from __future__ import annotations

from typing import Final

#: The name in results and sentences.
STANDARD_INPUT: Final = "标准输入"
