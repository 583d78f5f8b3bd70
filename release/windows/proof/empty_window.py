"""An empty window of Qt: the seconds from the start of the process until it has been drawn and answers."""

import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from coding.base.this_process import started_at


class _Middle(QWidget):
    """Tells when it was drawn for the first time."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        QTimer.singleShot(0, _told)


def _told() -> None:
    print(f"{time.time() - started_at():.3f}", flush=True)
    QApplication.quit()


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.setCentralWidget(_Middle())
    window.resize(1366, 728)
    window.show()
    sys.exit(app.exec())
