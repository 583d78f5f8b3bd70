"""What a package would bring, in words: the same lines on the screen and on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coding.work.merging import Conflict, Touch
    from coding.work.merging_packages import PackageMerge, PageMerge


def package_words(found: PackageMerge) -> str:
    """How much came back, how much of it is new, how much has to be chosen."""
    refused, settled = sum(bool(p.refused) for p in found.pages), sum(p.was_settled for p in found.pages)
    changed = sum(bool(page.merge.changes) for page in found.pages)
    told = f"“{found.sender}”交回 {len(found.pages):,} 份：有修改 {changed:,} 份，有冲突 {len(found.in_conflict):,} 份"
    told += f"，已合并过 {settled:,} 份" if settled else ""
    return f"{told}，不能合并 {refused:,} 份。" if refused else f"{told}。"


def page_words(page: PageMerge) -> str:
    """What becomes of one page, in a few words."""
    if page.refused:
        return page.refused
    if page.was_settled:
        return "已合并过"
    parts = [f"冲突 {len(page.merge.conflicts)}"] if page.merge.conflicts else []
    parts += [f"修改 {len(page.merge.changes)}"] if page.merge.changes else []
    return "，".join(parts) or "没有修改"


def change_lines(page: PageMerge) -> list[str]:
    """What would be written on a page, with the reasons, who and when."""
    return [f"{change.describe()}{f'（{change.reason}）' if change.reason else ''}" for change in page.merge.changes]


def conflict_words(conflict: Conflict) -> str:
    """Both values, and by whom and when: 性别：分发时 1；本机 9（李 …）；交回 2（王 …）。"""
    told = (
        f"{conflict.label}：分发时 {conflict.base}；本机 {conflict.ours}{touch_words(conflict.our_touch)}；"
        f"交回 {conflict.theirs}{touch_words(conflict.their_touch)}"
    )
    return told if conflict.can_take else f"{told}；不能通过工作包带回，请在本机读入同一个文件，或保留本机内容"


def touch_words(touch: Touch | None) -> str:
    """（王 2026-11-02 09:30）; "" where nobody is known."""
    return f"（{touch.name} {touch.at:%Y-%m-%d %H:%M}）" if touch is not None else ""
