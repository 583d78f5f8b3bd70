"""What stands below the list: how many pages it shows and what is left to do; and in its place, where it is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from ui.plain import PlainLabel, plain_tip

if TYPE_CHECKING:
    from ui.worklist.list_counts import Left


class CountLabel(PlainLabel):
    """How many pages are shown of how many, and what is left to do."""

    def __init__(self) -> None:
        super().__init__(wordWrap=True)
        self.setProperty("role", "muted")

    def tell(self, shown: int, everything: int, left: Left | None, room: int) -> None:
        """On one line where there is ``room`` for it."""
        part = f"共 {everything:,} 份" if shown == everything else f"显示 {shown:,} / 共 {everything:,}"
        told = [words for words in (left.words if left else "", part) if words]
        fits = self.fontMetrics().horizontalAdvance("　".join(told)) <= room
        self.setText(("　" if fits else "\n").join(told))
        if left is not None:
            whose = "分派给我的" if left.mine else "全部病案中"
            self.setToolTip(
                plain_tip(f"还剩：{whose}未完成的，其中待补 {left.waiting:,} 份\n今日：我今天完成或提交的病案")
            )


class NoPagesLabel(PlainLabel):
    """Why there is no page, and what to do."""

    def __init__(self) -> None:
        super().__init__(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.setProperty("role", "muted")

    def tell(self, everything: int) -> None:
        """``everything``: how many pages the store has."""
        if everything == 0:
            self.setText("还没有病案。\n按 Ctrl+O 打开从 HIS 导出的首页文件，\n或在“文件”菜单中打开示例病案。")
        else:
            self.setText("没有符合条件的病案。\n请清空查找词（Esc）或改选“全部”（F3 再按 1）。")
