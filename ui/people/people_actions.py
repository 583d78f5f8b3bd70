"""What the menu 用户 does: passwords, people, the recovery key, locking, the audit, the history of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from coding.review.people import Command
from ui.people.lock_view import IdleLock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QDialog

    from coding.store.doorkeeper import Doorkeeper
    from ui.people.sign_in_again import SigningInAgain
    from ui.workplace import Workplace

#: What there is of these only where somebody has signed in.
SEALED_ONLY = ("own_password", "recovery_key", "switch_user", "lock")
_CLEAR = "示例没有加密，不需要登录。"
_SEEN = "您的角色直接看得到姓名、证件号和地址，不需要另外显示。"
_NEW_KEY = "新的恢复密钥会使旧的打印件失效。"


class PeopleActions(QObject):
    """``switch_wanted``: somebody else is to sign in; ``came_again``: she has signed in once more. Without a
    ``keeper``, or on a store that is not sealed, nothing is ever locked.
    """

    switch_wanted = Signal()
    came_again = Signal()

    def __init__(self, place: Workplace, keeper: Doorkeeper | None, path: Path, leave: Callable[[], None]) -> None:
        super().__init__(place.parent)
        self._place = place
        self.lock: IdleLock | None = None
        self._keeper, self._path = keeper, path
        self._again: SigningInAgain | None = None
        if keeper is not None and place.store.is_sealed:
            self.lock = IdleLock(place.parent, place.store, keeper, path, place.write_down, leave)
            self.lock.switch_wanted.connect(self.switch_wanted)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {
            "own_password": self._change_password,
            "people": self.show_people,
            "recovery_key": self._renew_key,
            "switch_user": self.switch_wanted.emit,
            "lock": self._lock_now,
            "audit": self.show_audit,
            "identities": self.show_identities,
        }

    def unavailable(self) -> dict[str, str]:
        """Actions that there are not on this store, and why."""
        store = self._place.store
        sealed_only = {} if store.is_sealed else dict.fromkeys(SEALED_ONLY, _CLEAR)
        return {**sealed_only, **({"identities": _SEEN} if store.me.may(Command.SEE_IDENTITIES) else {})}

    def show_people(self) -> QDialog:
        """Who works here."""
        from ui.people.people_window import PeopleDialog

        dialog = PeopleDialog(self._place.store, self._place.parent)
        if self.lock is not None:
            dialog.finished.connect(lambda _result: self.begin_lock())
        return _shown(dialog)

    def show_audit(self) -> QDialog:
        """What was done."""
        from ui.people.audit_window import AuditDialog

        self._place.write_down()
        dialog = AuditDialog(self._place)
        dialog.page_wanted.connect(self._place.open_page)
        return _shown(dialog)

    def show_identities(self) -> QDialog | None:
        """Who the page in work is of."""
        from ui.people.identities_dialog import IdentitiesDialog

        session = self._place.session
        if session.page is None or session.page_id is None:
            return None
        return _shown(IdentitiesDialog(session.store, session.page_id, session.page.case_no, self._place.parent))

    def sign_in_again(self) -> None:
        """Have her sign in once more whom the server lets in no more."""
        from ui.people.sign_in_again import SigningInAgain

        if self._again is None and self._keeper is not None:
            self._again = SigningInAgain(self._place, self._keeper, self._path)
            self._again.came.connect(self.came_again)
        if self._again is not None:
            self._again.ask()

    def begin_lock(self) -> None:
        """Another time was named after which the window is locked."""
        if self.lock is not None:
            self.lock.begin()

    def end(self) -> None:
        """The window closes."""
        if self.lock is not None:
            self.lock.end()

    def _change_password(self) -> None:
        from ui.people.new_password import NewPasswordDialog

        dialog = NewPasswordDialog(self._place.store, parent=self._place.parent)
        dialog.accepted.connect(lambda: self._place.say("口令已修改，下次登录和解锁用新口令。"))
        _shown(dialog)

    def _renew_key(self) -> None:
        from ui.people.recovery_key import RecoveryKeyDialog

        dialog = RecoveryKeyDialog(self._place.store, parent=self._place.parent, wanted=_NEW_KEY)
        dialog.accepted.connect(lambda: self._place.say("恢复密钥已核对，旧的打印件请销毁。"))
        _shown(dialog)

    def _lock_now(self) -> None:
        if self.lock is not None:
            self.lock.lock()


def _shown(dialog: QDialog) -> QDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
