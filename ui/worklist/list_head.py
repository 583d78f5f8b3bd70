"""What stands above the list beside its filters: how what is typed was read, which view, which pages alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from ui.plain import PlainLabel, plain_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.work.list_views import ListView

#: The name of a view has this part of the width on its button.
_NAME_SHARE: Final = 3
#: Pixels beside the words of what is listed alone.
_BESIDE: Final = 60
_TOLD: Final = "存下的视图：查找词、状态和次序一起存（Shift+F3）"


class ViewsButton(QPushButton):
    """The views; on it stands the one that is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.setAutoDefault(False)

    def show_view(self, asked: ListView, room: int) -> None:
        """What is asked for now, in a list that is so wide."""
        name = asked.name
        shown = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room // _NAME_SHARE)
        self.setText(f"视图：{shown}" if name else "视图")
        self.setAccessibleName(f"存下的视图：{name}" if name else "存下的视图")
        self.setToolTip(plain_tip(f"{name}（{asked.words}）\n{_TOLD}" if name else _TOLD))


class ThoseButton(QPushButton):
    """Which pages are listed alone, whatever is searched; pressed all are listed again."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "flat")
        self.setAutoDefault(False)
        self.hide()

    def show_words(self, words: str, room: int) -> None:
        """What those pages are, in a list that is so wide."""
        self.setText(f"✕ {self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room - _BESIDE)}")
        self.setToolTip(plain_tip(f"只列出：{words}\n按此钮或 Esc 列出全部病案"))
        self.show()


class ReadLabel(PlainLabel):
    """How what is typed was read, where that has to be said."""

    def __init__(self) -> None:
        super().__init__(wordWrap=True)
        self.setProperty("role", "warning")
        self.setAccessibleName("查找条件的说明")
        self.hide()

    def tell(self, sentences: Sequence[str]) -> None:
        """Each on a line of its own; nothing is seen where there are none."""
        self.setText("\n".join(sentences))
        self.setVisible(bool(sentences))
