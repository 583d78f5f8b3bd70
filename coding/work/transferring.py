"""Carrying a store to a department's server and back: what is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coding.store.transferred import Transferred


def transferred_words(made: Transferred) -> str:
    """What was carried over, in sentences."""
    if made.was_there:
        said = f"“{made.target}”上次已经完整迁到，这次补上了最后一步。"
    else:
        said = f"已从“{made.source}”迁移到“{made.target}”：{made.rows:,} 行，逐行读回比较，两边都校验过，没有不符。"
    return f"{said}审计记录接着写到第 {made.head.id:,} 条。原来的数据留作存底，不再能打开；以后请打开“{made.target}”。"
