"""The program with its window: ``main(argv)`` opens it and returns the exit code."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QDialog

from coding.base.errors import CodingError, UnusableInputError
from coding.base.folders import database_path
from coding.base.private_folder import clean_up_after_the_killed
from coding.store.store_errors import StoreBusyError
from coding.work.backing_up import restored_words
from ui.dialogs.message import MessageDialog, show_message
from ui.given.handing_over import HandingOver, meeting_place
from ui.opening_files import SAMPLE
from ui.people.admission import Admission, LeftAtDoorError, SampleWantedError
from ui.people.restore_dialog import RestoreDialog
from ui.private_log import log_to, log_unraisable
from ui.table_copy import TableCopying
from ui.theme.theme import apply_theme, system_is_dark
from ui.unexpected import install_excepthook
from ui.window import APP_TITLE, MainWindow
from ui.wording.qt_words import QtWords

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.store.doorkeeper import Doorkeeper
    from coding.store.store import Opener
    from ui.panels.panel import Panel

_IMPORTED_AT = time.time()
_NOT_SAMPLE = "现在打开的是示例病案，没有读入“{name}”：请先返回本院病案（文件 › 返回本院病案），再打开它。"
#: Seconds after which a thread behind the window lets the window have its turn. The window gives its own up with every
#: question to the store, a hundred times in one writing: by Python's own interval of five milliseconds it stood still
#: for a fifth of a second each time that verdicts were kept.
_TURN = 0.0005


class Program(QObject):
    """The application: one window at a time, on the hospital's store or on the sample's, opened by ``open_store``."""

    def __init__(
        self,
        app: QApplication,
        path: Path,
        sample_path: Path,
        open_store: Opener,
        *,
        panels: Sequence[Panel] | None = None,
        keeper: Doorkeeper | None = None,
        may_fill_sample: bool = False,
    ) -> None:
        """``may_fill_sample``: files that are given may be read into the sample, which was asked for by name."""
        super().__init__()
        self._may_fill_sample = may_fill_sample
        self._keeper = keeper
        self._panels = panels
        self._app = app
        self._open_store = open_store
        self._path = path
        self._sample_path = sample_path
        self._given: list[Path] = []
        self.window: MainWindow | None = None

    def open(self, *, sample: bool = False) -> MainWindow:
        """Open the window on a store. Raises StoreError when the store cannot be opened."""
        if self.window is not None and self.window.session.held.unsaved:
            raise StoreBusyError("有改动还没有存入数据文件，没有切换：请等状态栏显示“已保存”后再切换。")
        path = self._sample_path if sample else self._path
        window = MainWindow(self._open_store(path), path, is_sample=sample, panels=self._panels, keeper=self._keeper)
        window.switch_wanted.connect(lambda: self.exchange(sample=sample))
        window.sample_wanted.connect(lambda: self.exchange(sample=not sample))
        window.restore_wanted.connect(lambda backup: QTimer.singleShot(0, lambda: self.restore(backup)))
        before, self.window = self.window, window
        window.show()
        if before is not None:
            before.close()
            before.deleteLater()
        if sample and not window.worklist.model.rowCount():
            window.opening.open(SAMPLE)
        # The window is drawn first: it answers before the Knowledge is there.
        if window.is_whole:
            QTimer.singleShot(0, window.start)
        else:
            window.whole.connect(window.start)
        self._hand_in_when_whole()
        return window

    def give(self, paths: Sequence[Path]) -> None:
        """Files that were named at the start, or by another one: read in once somebody has signed in."""
        self._given += paths
        self._hand_in_when_whole()
        _bring_to_front(self.window)

    def _hand_in_when_whole(self) -> None:
        if self.window is None or not self._given:
            return
        if self.window.is_whole:
            QTimer.singleShot(0, self._hand_in)
        else:
            self.window.whole.connect(self._hand_in)

    def _hand_in(self) -> None:
        """To the window that is open now; what is a hospital's own does not go to the sample, which is not sealed."""
        if self.window is None or not self._given:
            return
        paths, self._given = self._given, []
        if self.window.is_sample and not self._may_fill_sample:
            self.window.refuse(_NOT_SAMPLE.format(name=paths[0].name))
        else:
            self.window.given.take(paths)

    def exchange(self, *, sample: bool) -> None:
        """Go over to the other store; the window that is open stays when that fails."""
        try:
            self.open(sample=sample)
        except LeftAtDoorError:
            return
        except CodingError as error:
            show_message(self.window, str(error), "error")

    def restore(self, backup: Path) -> None:
        """Let go of the store, have whoever signs in to a backup bring it to its place, and open what is there then."""
        if self._keeper is None or self.window is None:
            return
        quits = self._app.quitOnLastWindowClosed()
        self._app.setQuitOnLastWindowClosed(False)
        try:
            if not self.window.close():
                return
            self.window.deleteLater()
            self.window = None
            dialog = RestoreDialog(self._keeper, backup, self._path)
            dialog.exec()
            restored = dialog.restored
            dialog.deleteLater()
            self.exchange(sample=False)
        finally:
            self._app.setQuitOnLastWindowClosed(quits)
        if self.window is not None and restored is not None:
            show_message(self.window, restored_words(restored, backup), "info", "恢复备份")
        elif self.window is None and QApplication.activeModalWidget() is None:
            self._app.quit()  # left at the door; what is being told is read first

    def recover(self) -> None:
        """After an error that nobody foresaw: what is on the screen is what is stored, and what is typed is kept."""
        if self.window is not None:
            self.window.recover()

    def tell(self, sentence: str) -> None:
        """Say what went wrong; not once more while it is still being said (an error may repeat with every paint)."""
        shown = QApplication.activeModalWidget()
        if not (isinstance(shown, MessageDialog) and shown.sentence == sentence):
            show_message(self.window, sentence, "error")

    def close(self) -> None:
        """Write down everything that is open."""
        if self.window is not None:
            self.window.leave()


class Readiness(QObject):
    """Measures the cold start: prints the seconds until the window has been drawn and has answered an event."""

    def __init__(self, app: QApplication, window: MainWindow | QDialog) -> None:
        super().__init__(window)
        self._app = app
        self._window = window
        self._drawn = False
        (window.centralWidget() if isinstance(window, MainWindow) else window).installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._drawn:
            self._drawn = True
            # Posted behind everything that is already waiting: when it is answered, a key would be too.
            QTimer.singleShot(0, self._answer)
        return False

    def _answer(self) -> None:
        print(f"{time.time() - started_at():.3f}", flush=True)
        self._window.close()
        self._app.quit()


def main(argv: Sequence[str], keeper: Doorkeeper) -> int:
    """Open the window on a store that ``keeper`` opens. ``argv`` without the name of the program.

    0: closed by the user, or left at the door; 2: cannot start.
    """
    try:
        options = _parser().parse_args(list(argv))
    except SystemExit as leave:
        return int(leave.code or 0)
    except CodingError as error:
        return _cannot_start(application(), str(error), options=None)
    log_unraisable()
    clean_up_after_the_killed()
    app = application()
    chosen = database_path(options.db)
    files = [Path(named).absolute() for named in options.files]
    others = HandingOver(meeting_place(chosen))
    if files and others.hand_over(files):
        return 0
    apply_theme(app, system_is_dark())  # the dialogs before the window wear it too
    hospital = database_path(None) if options.sample and options.db else chosen
    sample = chosen if options.sample and options.db else chosen.with_name(f"{chosen.stem}-sample{chosen.suffix}")
    admission = Admission(
        keeper,
        sample,
        lambda: program.window,
        unattended=options.quit_when_ready,
        shown=lambda dialog: Readiness(app, dialog) if options.quit_when_ready else None,
    )
    program = Program(app, hospital, sample, admission, keeper=keeper, may_fill_sample=options.sample)
    install_excepthook(program.tell, program.recover)
    program.give(files)
    others.given.connect(program.give)
    if not options.quit_when_ready:
        others.begin()
    try:
        window = _first_window(program, sample=options.sample)
        log_to(chosen.parent)
        readiness = Readiness(app, window) if options.quit_when_ready else None
        code = app.exec()
        del readiness
        program.close()
    except LeftAtDoorError:
        return 0
    except CodingError as error:
        return _cannot_start(app, str(error), options)
    finally:
        others.end()
    return code


def _cannot_start(app: QApplication, sentence: str, options: argparse.Namespace | None) -> int:
    """Say why, where somebody reads it: started without a console there is nothing but the screen."""
    if sys.stderr is not None:
        print(sentence, file=sys.stderr)
    if not (options and options.quit_when_ready) and app.platformName() not in ("offscreen", "minimal"):
        MessageDialog(None, sentence, "error", "无法启动").exec()
    return 2


def _first_window(program: Program, *, sample: bool) -> MainWindow:
    try:
        return program.open(sample=sample)
    except SampleWantedError:
        return program.open(sample=True)


def application() -> QApplication:
    """The one application object, speaking Chinese whatever the system speaks."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    sys.setswitchinterval(_TURN)
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    app.setApplicationName("frontpage-coding")
    app.setApplicationDisplayName("")
    if app.property("translated") is None:
        app.installTranslator(QtWords(app))
        translator = QTranslator(app)  # the last one is asked first
        if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(translator)
        app.setProperty("translated", True)
        TableCopying(app)
    return app


def started_at() -> float:
    """When this process began, in seconds since 1970; where the system does not say, when this file was read."""
    try:
        ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        since_boot = float(Path("/proc/uptime").read_text().split()[0]) - ticks / os.sysconf("SC_CLK_TCK")
        return time.time() - since_boot
    except (OSError, ValueError, IndexError):
        return _IMPORTED_AT


def _bring_to_front(window: MainWindow | None) -> None:
    """What stands in front of the program: a dialog over the window, what locks it, or the window."""
    shown = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one.isWindow()]
    front = QApplication.activeModalWidget() or (window if window in shown else next(iter(shown), None))
    if front is not None:
        front.setWindowState(front.windowState() & ~Qt.WindowState.WindowMinimized)
        front.raise_()
        front.activateWindow()


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        wrong = message.rpartition(":")[2].strip()
        raise UnusableInputError(
            f"无法识别的参数“{wrong}”：可用 --sample、--db PATH 和要打开的文件，见 python main.py --help。"
        )


def _parser() -> argparse.ArgumentParser:
    usage = "main.py [--sample] [--db PATH] [文件 …]"
    parser = _Parser(prog="main.py", description=APP_TITLE, add_help=False, usage=usage)
    parser.add_argument("-h", "--help", action="help", help="显示本说明")
    parser.add_argument("--sample", action="store_true", help="打开示例病案（虚构，单独存放）")
    parser.add_argument("--db", metavar="PATH", help="数据文件的位置；缺省在用户的数据文件夹中")
    parser.add_argument("files", nargs="*", metavar="文件", help="要打开的文件或文件夹：首页文件、方案、规则包等")
    parser.add_argument("--quit-when-ready", action="store_true", help="窗口能响应时输出启动用时（秒）并退出")
    return parser
