"""重新登录: whoever the server lets in no more comes in with the password that is hers now, and works on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal

from coding.store.store_errors import StoreError
from ui.people.door_dialog import muted
from ui.people.new_password import NewPasswordDialog
from ui.people.sign_in import SignInDialog

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from coding.store.doorkeeper import Doorkeeper
    from coding.store.kept_people import Door
    from coding.store.store import Store
    from ui.workplace import Workplace

_TOLD: Final = "登录以后窗口照旧，留在本机的输入自动保存。"


class SignInAgainDialog(SignInDialog):
    """For who sits here and nobody else; ``store`` is another one, as her, when it was accepted."""

    about = "重新登录"

    def __init__(self, keeper: Doorkeeper, door: Door, user: str, parent: QWidget | None = None) -> None:
        super().__init__(keeper, door, parent)
        self.setWindowTitle(self.about)
        self.user.setText(user)
        self.user.setReadOnly(True)
        self.user.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.other.hide()
        self.box.insertWidget(1, muted(_TOLD))
        self.password.setFocus()


class SigningInAgain(QObject):
    """Asks over the window; ``came`` when its store goes on with what was shown at the door."""

    came = Signal()

    def __init__(self, place: Workplace, keeper: Doorkeeper, path: Path) -> None:
        super().__init__(place.parent)
        self._place = place
        self._keeper = keeper
        self._path = path
        self._asked: SignInAgainDialog | NewPasswordDialog | None = None

    def ask(self) -> None:
        """Ask for the password, unless it is being asked for."""
        if self._asked is not None:
            return
        place = self._place
        dialog = SignInAgainDialog(self._keeper, self._keeper.door(self._path), place.store.me.user, place.parent)
        dialog.accepted.connect(lambda: self._opened(dialog))
        self._show(dialog)

    def _opened(self, dialog: SignInAgainDialog) -> None:
        store = dialog.store
        assert store is not None
        if not store.me.must_change:
            self._go_on(store)
            return
        changing = NewPasswordDialog(store, dialog.password.text(), self._place.parent)
        changing.accepted.connect(lambda: self._go_on(store))
        changing.rejected.connect(store.close)
        self._show(changing)

    def _go_on(self, store: Store) -> None:
        try:
            self._place.store.come_again(store)
        except StoreError as error:
            self._place.refuse(str(error))
        else:
            self.came.emit()
        finally:
            store.close()

    def _show(self, dialog: SignInAgainDialog | NewPasswordDialog) -> None:
        self._asked = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda _result: self._answered(dialog))
        dialog.open()

    def _answered(self, dialog: SignInAgainDialog | NewPasswordDialog) -> None:
        if self._asked is dialog:
            self._asked = None
