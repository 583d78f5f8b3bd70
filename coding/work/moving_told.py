"""What a move of the data file has come to, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coding.store.moved import Moved


def moved_words(moved: Moved) -> str:
    """What was moved, and where it is opened from now on."""
    return (
        f"数据文件现在是“{moved.path}”，共复制 {moved.size / 1_000_000:,.1f} MB，已逐个读回比较。"
        "以后启动程序会打开新位置；命令行和快捷方式写旧位置也会找到它。备份文件夹没有变。"
    )


def forgotten_words(left: Sequence[Path]) -> str:
    """What has become of the old files."""
    if not left:
        return "原处的旧文件已删除。"
    return f"原处有 {len(left)} 项旧文件没有删掉（正被占用）：请以后在“{left[0].parent}”里自己删除。"
