"""The program with its window: ``main(argv)`` opens it and returns the exit code."""

from __future__ import annotations

import argparse
import gc
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QDialog

from coding.base.errors import CodingError, UnusableInputError
from coding.base.folders import database_path
from coding.base.private_folder import clean_up_after_the_killed
from coding.base.server_file import is_server_file, sample_place, store_place
from coding.base.this_process import started_at
from coding.base.timings import note_timing
from coding.base.windows_process import name_for_task_bar
from coding.store.store_errors import StoreBusyError
from coding.work.backing_up import restored_words
from coding.work.moving_told import forgotten_words, moved_words
from coding.work.own_money import as_she_wants
from ui.care.move_dialog import MovedDialog, MoveDialog
from ui.dialogs.message import MessageDialog, show_message
from ui.given.handing_over import HandingOver, meeting_place
from ui.icons.icons import icon
from ui.opening_files import SAMPLE
from ui.people.admission import Admission, LeftAtDoorError, SampleWantedError
from ui.people.restore_dialog import RestoreDialog
from ui.private_log import follow_to, log_to, log_unraisable
from ui.table_copy import TableCopying
from ui.theme.theme import apply_theme, system_is_dark
from ui.tidying import Tidying
from ui.unexpected import in_words, install_excepthook
from ui.window import APP_TITLE, MainWindow
from ui.wording.qt_words import QtWords

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coding.store.doorkeeper import Doorkeeper
    from coding.store.moved import Moved
    from coding.store.store import Opener, Store
    from ui.panels.panel import Panel

_NOT_HOSPITAL = (
    "程序是为示例病案启动的，现在打开的是本院病案，没有读入“{name}”：要读入本院病案，请用“文件 › 打开病案首页文件…”。"
)
_NOT_SAMPLE = "现在打开的是示例病案，没有读入“{name}”：请先返回本院病案（文件 › 返回本院病案），再打开它。"
#: Seconds after which a thread behind the window lets the window have its turn. The window gives its own up with every
#: question to the store, a hundred times in one writing: by Python's own interval of five milliseconds it stood still
#: for a fifth of a second each time that verdicts were kept.
_TURN = 0.0005
_NAME = "frontpage-coding"


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
        path = self._sample_path if sample else self._place()
        before = self.window
        window = self._stand(as_she_wants(self._open_store(path)), path, is_sample=sample)
        if before is not None:
            before.close()
            before.deleteLater()
        if sample and not window.worklist.model.rowCount():
            window.opening.open(SAMPLE)
        return window

    def _place(self) -> Path:
        """Where the data file of the hospital lies now: a move may have been cut off, by a hand on one of its files."""
        if self._keeper is not None:
            self._path = self._keeper.place(self._path).path
        return self._path

    def _stand(self, store: Store, path: Path, *, is_sample: bool) -> MainWindow:
        """Have a window on this store in sight."""
        window = MainWindow(store, path, is_sample=is_sample, panels=self._panels, keeper=self._keeper)
        window.switch_wanted.connect(lambda: self.exchange(sample=is_sample))
        window.sample_wanted.connect(lambda: self.exchange(sample=not is_sample))
        for wanted, do in (
            (window.restore_wanted, self.restore),
            (window.move_wanted, self.move),
        ):
            wanted.connect(lambda said, do=do: QTimer.singleShot(0, lambda: do(said)))
        window.renew_wanted.connect(lambda: QTimer.singleShot(0, self.renew))
        self.window = window
        window.show()
        # The window is drawn first: it answers before the Knowledge is there.
        if window.is_whole:
            QTimer.singleShot(0, window.start)
        else:
            window.whole.connect(window.start)
        self._hand_in_when_whole()
        return window

    def renew(self) -> None:
        """Another window on the store that is open: what may be seen is another thing now."""
        before = self.window
        if before is None or not before.may_hand_over():
            return
        with self._staying_alive():
            store, path, is_sample = before.hand_over(), before.store_path, before.is_sample
            before.close()
            before.deleteLater()
            self._stand(store, path, is_sample=is_sample)

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
        if self.window.is_sample is not self._may_fill_sample:
            told = _NOT_SAMPLE if self.window.is_sample else _NOT_HOSPITAL
            self.window.refuse(told.format(name=paths[0].name))
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
        with self._staying_alive():
            if not self._close_window():
                return
            dialog = RestoreDialog(self._keeper, backup, self._path)
            dialog.exec()
            restored = dialog.restored
            dialog.deleteLater()
            self.exchange(sample=False)
        if self.window is not None and restored is not None:
            show_message(self.window, restored_words(restored, backup), "info", "恢复备份")
        self._end_at_the_door()

    def move(self, folder: Path) -> None:
        """Let go of the store, have whoever signs in to it move it to a folder, and open it there."""
        if self._keeper is None or self.window is None:
            return
        keeper, path = self._keeper, self._path
        with self._staying_alive():
            if not self._close_window():
                return
            dialog = MoveDialog(keeper, keeper.door(path), folder)
            dialog.exec()
            moved = dialog.moved
            dialog.deleteLater()
            if moved is not None:
                self._path = moved.path
                follow_to(moved.path.parent)
            self.exchange(sample=False)
        if self.window is not None and moved is not None:
            told = MovedDialog(moved, moved_words(moved), self.window)
            told.accepted.connect(lambda: told.remove.isChecked() and self._forget(moved))
            told.open()
        self._end_at_the_door()

    def _forget(self, moved: Moved) -> None:
        keeper, window = self._keeper, self.window
        if keeper is None or window is None:
            return
        window.runner.run(  # a large file is overwritten before it goes
            "删除原处的旧文件",
            lambda _task: keeper.forget_moved(moved),
            on_result=lambda left: window.status.say(forgotten_words(left)),
            on_error=lambda error: window.refuse(in_words(error)),
        )

    def _close_window(self) -> bool:
        """Close the window; whether it let itself be closed."""
        if self.window is None or not self.window.close():
            return False
        self.window.deleteLater()
        self.window = None
        return True

    @contextmanager
    def _staying_alive(self) -> Iterator[None]:
        """The program goes on while there is no window."""
        quits = self._app.quitOnLastWindowClosed()
        self._app.setQuitOnLastWindowClosed(False)
        try:
            yield
        finally:
            self._app.setQuitOnLastWindowClosed(quits)

    def _end_at_the_door(self) -> None:
        if self.window is None and QApplication.activeModalWidget() is None:
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
    """Measures the cold start: the seconds until the window has been drawn and has answered an event.

    ``ends``: they are printed, and the program ends.
    """

    def __init__(self, app: QApplication, window: MainWindow | QDialog, *, ends: bool = True) -> None:
        super().__init__(window)
        self._ends = ends
        self._app = app
        self._window = window
        self._drawn = False
        (window.stack if isinstance(window, MainWindow) else window).installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._drawn:
            self._drawn = True
            # Posted behind everything that is already waiting: when it is answered, a key would be too.
            QTimer.singleShot(0, self._answer)
        return False

    def _answer(self) -> None:
        note_timing("启动", time.time() - started_at())
        if not self._ends:
            return
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
        return _not_started(application(), error, database_path(None), is_told="--quit-when-ready" not in argv)
    log_unraisable()
    clean_up_after_the_killed()
    app = application()
    files = [Path(one).absolute() for one in options.files]
    servers = [one for one in files if options.db is None and is_server_file(one)]  # opened by a double click
    files = [one for one in files if one not in servers]
    try:
        named = store_place(str(servers[0]) if servers else options.db)
    except CodingError as error:
        return _not_started(application(), error, database_path(), is_told=not options.quit_when_ready)
    # the sample has a meeting place of its own: what is a hospital's never goes to it, nor the other way
    met = named.with_name(f"{named.stem}-sample{named.suffix}") if options.sample else named
    others = HandingOver(meeting_place(met))
    if files and others.hand_over(files):
        return 0
    apply_theme(app, system_is_dark())  # the dialogs before the window wear it too
    app.setWindowIcon(icon("app", "accent"))
    try:
        place = keeper.place(named)
        chosen = place.path
        hospital = keeper.place(store_place()).path if options.sample and options.db else chosen
    except CodingError as error:
        return _not_started(app, error, named, is_told=not options.quit_when_ready)
    sample = chosen if options.sample and options.db else sample_place(chosen)
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
        if place.told and not options.quit_when_ready:
            show_message(window, place.told, "info", "移动数据文件")
        log_to(chosen.parent)
        readiness = Readiness(app, window, ends=options.quit_when_ready)
        code = app.exec()
        del readiness
        program.close()
    except LeftAtDoorError:
        return 0
    except CodingError as error:
        return _not_started(app, error, chosen, is_told=not options.quit_when_ready)
    finally:
        others.end()
    return code


def _not_started(app: QApplication, error: CodingError, path: Path, *, is_told: bool) -> int:
    """Say why there is no window, where somebody reads it (started without a console there is nothing but the screen),
    and offer the bundle for whoever is asked then.
    """
    if sys.stderr is not None:
        print(str(error), file=sys.stderr)
    if is_told and app.platformName() not in ("offscreen", "minimal"):
        from ui.care.not_started import NotStartedDialog

        NotStartedDialog(error, path).exec()
    return 2


def _first_window(program: Program, *, sample: bool) -> MainWindow:
    try:
        return program.open(sample=sample)
    except SampleWantedError:
        return program.open(sample=True)


def application() -> QApplication:
    """The one application object, speaking Chinese whatever the system speaks."""
    if sys.platform == "win32":
        name_for_task_bar(_NAME)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    sys.setswitchinterval(_TURN)
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    app.setApplicationName(_NAME)
    app.setApplicationDisplayName("")
    if app.property("translated") is None:
        app.installTranslator(QtWords(app))
        translator = QTranslator(app)  # the last one is asked first
        if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(translator)
        app.setProperty("translated", True)
        TableCopying(app)
        Tidying(app)
    gc.disable()  # see Tidying
    return app


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
