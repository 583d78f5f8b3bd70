"""One quiet line over the areas of the sample: the groups are those of the general scheme, and where one's own is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui import settings
from ui.elided_label import ElidedLabel
from ui.plain import plain_tip
from ui.theme.spacing import MEDIUM, SMALL

if TYPE_CHECKING:
    from ui.session import Session

_WORDS = (
    "现按内置通用方案预览分组。国家 DRG 3.0：从国家医保局网站（nhsa.gov.cn）下载"
    "《按病组（DRG）付费3.0版分组方案配置信息》.xlsx，拖到本窗口；DIP 病种库、地区方案包同样拖入。"
)


class SchemeHint(QWidget):
    """Seen while only the general scheme is in force, until it is put away: then never again on this machine."""

    def __init__(self, session: Session, *, offered: bool) -> None:
        super().__init__()
        self._session = session
        self._offered = offered
        words = ElidedLabel(_WORDS)
        words.setProperty("role", "muted")
        words.setToolTip(plain_tip(_WORDS))
        self.close_button = QPushButton("不再提示")
        self.close_button.setProperty("kind", "flat")
        self.close_button.setAccessibleName("不再提示导入分组方案")
        self.close_button.clicked.connect(self._put_away)
        line = QHBoxLayout(self)
        line.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        line.setSpacing(MEDIUM)
        line.addWidget(words, 1)
        line.addWidget(self.close_button)
        session.knowledge_changed.connect(self.tell)
        self.tell()

    def tell(self) -> None:
        """Show or hide the line, as it is now."""
        knowledge = self._session.knowledge
        is_general = knowledge is not None and all(k.scheme.is_general for k in (knowledge, *knowledge.spans))
        self.setVisible(self._offered and is_general and not settings.SCHEME_TOLD.read(self._session.store))

    def _put_away(self) -> None:
        settings.SCHEME_TOLD.write(self._session.store, "1")
        self.tell()
