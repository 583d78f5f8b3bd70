"""What no engine keeps: half characters, and numbers that are too large."""

from __future__ import annotations

from typing import Final

from coding.store.store_errors import StoreError

TOO_LARGE: Final = "数字超出数据文件能存的范围，本次操作未完成：请核对该数字后再试。"
#: Characters before half a character that are told with it.
_NEAR: Final = 10


def half_character(error: UnicodeEncodeError) -> StoreError:
    """What is told of a text with half a character in it."""
    near = error.object[max(0, error.start - _NEAR) : error.start]
    where = f"“{near}”之后" if near else "开头"
    return StoreError(f"要写入的文字在{where}有半个字符，本次修改未写入：请删去该处看不见的字符后重新输入。")
