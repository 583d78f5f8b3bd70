"""The pictures of people at a store: the door, the audit, the history of a page, packages between two machines."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from coding.page.edits import move_row, set_field
from coding.review.people import ALL_ROLES, Role
from coding.store.kept_people import NewPerson, SignIn
from coding.work.merging import Choice
from ui.camera import Camera

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from coding.store.store import Store

#: Invented people: user, name, roles, wards, money blindness; the last one has left.
_PEOPLE = (
    ("zhoumin", "周敏", (Role.CODER,), (), True),
    ("hejun", "何俊", (Role.OFFICER, Role.CODER), (), False),
    ("fangyb", "方怡", (Role.INSURANCE,), (), False),
    ("xnzhuren", "心内科主任", (Role.READER,), ("心血管内科",), False),
    ("sunli", "孙丽", (Role.CODER,), (), False),
)


class PeopleStops(Camera):
    """The stops at which somebody signs in, or is asked who did what."""

    def sealing(self) -> None:
        from ui.people.sealing_dialog import SealingDialog

        def dialog() -> QDialog:
            made = SealingDialog(self._keeper, self._keeper.door(self._scratch / "病案.sqlite"), self._window)
            for edit, text in ((made.user, "linqing"), (made.name, "林青"), (made.password, "窗外有一株石榴树")):
                edit.setText(text)
            made.again.setText("窗外有一株石榴树")
            made.fold.setChecked(True)
            return made

        self._in_both(dialog, "sealing")

    def recovery_key(self) -> None:
        from ui.people.recovery_key import RecoveryKeyDialog

        words = "3KD7P-Q9RTA-M2XWC-8HNVE-5JGB0"
        self._in_both(lambda: RecoveryKeyDialog(self._sealed_store, words, self._window), "recovery_key")

    def sign_in(self) -> None:
        from ui.people.sign_in import SignInDialog

        def dialog() -> QDialog:
            made = SignInDialog(self._keeper, self._keeper.door(self._sealed_store.path), self._window)
            made.user.setText("linqing")
            made.password.setText("窗外一株")
            made.password.caps_seen.emit(True)
            made.say("用户或口令不对：请核对后再输（注意大小写和输入法）。")
            return made

        self._in_both(dialog, "sign_in")

    def people(self) -> None:
        from ui.people.people_window import PeopleDialog

        def dialog() -> QDialog:
            made = PeopleDialog(self._sealed_store, self._window)
            made.closed.setChecked(True)
            return made

        self._in_both(dialog, "people")

    def person(self) -> None:
        from ui.people.person_dialog import PersonDialog

        self._in_both(lambda: PersonDialog(self._sealed_store.people()[2], self._window), "person")

    def audit(self) -> None:
        from ui.people.audit_window import AuditDialog

        place = self._window.workplace
        page_id = self._changed_page()

        def dialog() -> QDialog:
            made = AuditDialog(place)
            made.show_page(place.store.page(page_id).case_no)
            made.table.selectRow(3)
            return made

        self._in_both(dialog, "audit")

    def history(self) -> None:
        """The changes of a page, and the page as it stood after one of them."""
        window = self._window
        window.pages.open(self._changed_page())
        self._pause(300)
        for dark in (False, True):
            window.appearance.choose("dark" if dark else "light", keep=False)
            view = window.show_panel("changes")
            self._wait(lambda: not window.runner.running)
            self._pause(300)
            if view.split.beside.isHidden():
                view.split.turn_details()
            view.take_focus()
            self.save(f"history{'_dark' * dark}")
        view.split.turn_details()
        window.drawing.close()
        self._in_its_light()

    def lock(self) -> None:
        from ui.people.lock_view import LockView

        for dark in (False, True):
            self._window.appearance.choose("dark" if dark else "light", keep=False)
            view = LockView(self._keeper, self._sealed_store, self._sealed_store.path, "住院病案首页编码与质控")
            view.resize(self._glass.width, self._glass.height)
            self._picture_alone(view, f"lock{'_dark' * dark}")
            view.end()
            view.close()
            view.deleteLater()
        self._in_its_light()

    def packages(self) -> None:
        from ui.package_pictures import came_back
        from ui.packages.package_dialog import PackageDialog
        from ui.session import Session

        place, store = self._window.workplace, self._sealed_store
        ids = place.session.store.worklist()[:60]
        back = came_back(self._keeper, store, self._scratch, (page for _, page in place.session.store.pages(ids)))
        session = Session(store, place.session.knowledge)

        def dialog(tab: str) -> QDialog:
            made = PackageDialog(replace(place, session=session, listed=lambda: list(store.worklist())))
            made.tabs.setCurrentWidget(getattr(made, tab))
            self._wait(lambda: bool(made.return_.table.rowCount() or made.deal.out.rowCount()))
            if tab == "deal":
                made.deal.choose(1, "何俊")
            if tab == "merge":
                made.merge.look(back)
                self._wait(lambda: made.merge.page is not None and not made.work.is_working)
                made.merge.conflicts.chosen.emit(Choice.THEIRS, False)
            return made

        for tab in ("deal", "merge", "cards"):
            self._in_both(partial(dialog, tab), f"packages_{tab}")
        session.end()

    @property
    def _sealed_store(self) -> Store:
        """A sealed store with a few invented people, made when the first picture wants it."""
        if self._sealed is None:
            path = self._scratch / "本院病案.sqlite"
            self._keeper.seal(path, NewPerson("linqing", "林青", ALL_ROLES, "窗外有一株石榴树"))
            store = self._sealed = self._keeper(path, SignIn("linqing", "窗外有一株石榴树"))
            for user, name, roles, wards, blind in _PEOPLE:
                new = NewPerson(user, name, frozenset(roles), "春天的第一场小雨", frozenset(wards), blind)
                made = store.add_person(new)
            store.close_person(made.id, "调往门诊部")
        return self._sealed

    def _changed_page(self) -> int:
        """A page on which a few things were done; they are done when the first picture wants them."""
        if self._changed is None:
            window = self._window
            self._open(lambda row, page: bool(row.drg) and len(page.procedures) > 0 and len(page.diagnoses) > 2)
            session = window.session
            assert session.page is not None
            session.apply(replace(set_field(session.page, "current_postcode", "100070"), reason="按入院登记更正"))
            session.apply(replace(move_row(session.page, "diagnosis", 1, 0), reason="出院小结：本次主要治疗的疾病"))
            session.undo()
            self._wait(lambda: not session.held.unsaved)
            self._changed = session.page_id
        return self._changed
