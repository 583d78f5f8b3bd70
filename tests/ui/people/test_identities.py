"""Who sees pages masked is shown who a patient is on demand, with a reason, in the audit; or takes out masked pages."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from coding.review.people import Command, Role, may
from coding.store.kept_audit import AuditQuery, Deed
from tests.ui.people.conftest import INSURANCE, PASSWORD, READER, USER, keys
from ui.files.export_dialog import ExportDialog
from ui.people.identities_dialog import IdentitiesDialog


@pytest.fixture
def window_of(house, sign_in_as):
    def start(*roles):
        own = house.let_in("zhoumin", "周敏", *roles)
        window = house.start(sign_in_as("zhoumin", own))
        window.pages.open(window.worklist.ids[0])
        house.wait(lambda: window.session.page is not None and not window.runner.running)
        return window

    return start


def shown(house, kind):
    house.wait(lambda: isinstance(QApplication.activeModalWidget(), kind))
    return QApplication.activeModalWidget()


def test_the_insurance_office_says_why_and_sees_who_it_is(house, window_of):
    window = window_of(INSURANCE)
    case_no = window.session.page.case_no
    window.actions_["identities"].trigger()
    dialog = shown(house, IdentitiesDialog)
    QTest.keyClick(dialog.reason, "\r")
    house.wait(lambda: "原因" in dialog.told.text() and not dialog.is_working)
    assert dialog.rows == ()
    keys(dialog.reason, "家属来电核对")
    QTest.keyClick(dialog.reason, "\r")
    house.wait(lambda: dialog.rows)
    name = {"000001": "示例甲", "000002": "示例乙"}[case_no]
    assert name in dict(dialog.rows).values()
    assert name in [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    dialog.reject()
    assert window.session.page.text("patient_name") == "示**", "the form goes on without it"
    [entry] = house.store().audit(AuditQuery(frozenset({Deed.IDENTITIES})))
    assert (entry.name, entry.page_id, entry.about["reason"]) == ("周敏", window.session.page_id, "家属来电核对")


def test_a_reader_is_told_who_may(window_of):
    action = window_of(READER).actions_["identities"]
    assert not action.isEnabled()
    assert INSURANCE.label in action.toolTip()


def test_who_sees_them_anyway_needs_no_action(house, sign_in_as):
    action = house.start(sign_in_as(USER, PASSWORD)).actions_["identities"]
    assert not action.isEnabled()
    assert "直接看得到" in action.toolTip()


def test_a_reader_takes_out_pages_without_persons_only(house, window_of):
    window = window_of(READER)
    window.actions_["export"].trigger()
    dialog = shown(house, ExportDialog)
    assert dialog.masked.isChecked()
    assert not dialog.masked.isEnabled()
    assert Role.CODER.label in dialog.masked.toolTip()
    assert dialog.warned.isHidden()
    target = house.path.with_name("交出.csv")
    dialog.name.setText(str(target))
    dialog.look()
    dialog.accept()
    house.wait(target.exists)
    house.wait(lambda: not window.runner.running)
    assert "示例" not in target.read_bytes().decode("gb18030", errors="replace")
    assert "示例" not in target.read_bytes().decode("utf-8", errors="replace")
    [entry] = house.store().audit(AuditQuery(frozenset({Deed.EXPORT})))
    assert (entry.name, entry.about["masked"]) == ("周敏", True)


def test_who_may_take_persons_out_may_hide_them():
    for role in Role:
        assert may((role,), Command.EXPORT_MASKED) or not may((role,), Command.EXPORT_PAGES)
