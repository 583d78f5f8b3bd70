"""The first start: a clear data file is sealed, and the recovery key typed back before it counts as done."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from coding.store.kept_people import SignIn
from db.sqlite.stores import Stores
from tests.ui.people.conftest import NAME, PASSWORD, USER, Hands, keys
from ui.app import main
from ui.people.admission import Admission, SampleWantedError
from ui.people.recovery_key import RecoveryKeyDialog
from ui.people.sealing_dialog import SealingDialog


@pytest.fixture
def clear(tmp_path, clock):
    keeper, path = Stores(clock), tmp_path / "病案.sqlite"
    keeper(path).close()
    return keeper, path, Admission(keeper, tmp_path / "示例.sqlite")


def fill(dialog):
    assert isinstance(dialog, SealingDialog)
    for edit, text in ((dialog.user, USER), (dialog.name, NAME), (dialog.password, PASSWORD), (dialog.again, PASSWORD)):
        keys(edit, text)
    QTest.keyClick(dialog.again, Qt.Key.Key_Return)


def test_user_name_password_twice_and_the_key_typed_back(qtbot, clear):
    keeper, path, admission = clear
    shown = []

    def type_back(dialog):
        assert isinstance(dialog, RecoveryKeyDialog)
        shown.append(dialog.key.text())
        keys(dialog.typed, shown[0].replace("-", " ").lower())
        QTest.keyClick(dialog.typed, Qt.Key.Key_Return)

    with Hands(qtbot, fill, type_back):
        store = admission(path)
    assert store.is_sealed
    assert not store.is_sealing
    assert store.me.name == NAME
    store.close()
    assert list(path.parent.glob("*.clear*")) == []
    keeper(path, SignIn("", recovery=shown[0])).close()


def test_a_key_typed_wrong_is_told_and_asked_for_again_at_the_next_sign_in(qtbot, clear):
    keeper, path, admission = clear
    told = []

    def mistype(dialog):
        keys(dialog.typed, "AAAAA-AAAAA-AAAAA-AAAAA-AAAAB")
        QTest.keyClick(dialog.typed, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(dialog.told.text()))
        told.append(dialog.told.text())
        dialog.reject()

    with Hands(qtbot, fill, mistype):
        admission(path).close()
    assert "恢复密钥" in told[0]
    assert keeper.door(path).sealing

    def sign_in(dialog):
        keys(dialog.password, PASSWORD)  # the user is remembered
        QTest.keyClick(dialog.password, Qt.Key.Key_Return)

    def renew(dialog):
        assert isinstance(dialog, RecoveryKeyDialog)
        assert dialog.card.isHidden()
        dialog.renew.click()
        qtbot.waitUntil(lambda: bool(dialog.words) and not dialog.is_working)
        keys(dialog.typed, dialog.words)
        QTest.keyClick(dialog.typed, Qt.Key.Key_Return)

    with Hands(qtbot, sign_in, renew):
        store = admission(path)
    assert not store.is_sealing
    store.close()


def test_a_weak_password_and_two_that_differ_cannot_be_agreed_to(qtbot, clear):
    keeper, path, _ = clear
    dialog = SealingDialog(keeper, keeper.door(path))
    qtbot.addWidget(dialog)
    keys(dialog.user, USER)
    keys(dialog.name, NAME)
    keys(dialog.password, "12345678")
    assert "太容易猜到" in dialog.strength.text()
    dialog.password.clear()
    keys(dialog.password, PASSWORD)
    keys(dialog.again, "窗外有一株石榴")
    assert "不同" in dialog.strength.text()
    assert not dialog.seal.isEnabled()
    keys(dialog.again, "树")
    assert dialog.seal.isEnabled()


def test_the_key_goes_into_a_file_for_its_owner_alone(qtbot, house, tmp_path):
    dialog = RecoveryKeyDialog(house.store(), house.words)
    qtbot.addWidget(dialog)
    path = tmp_path / "密钥.txt"
    dialog.save(path)
    assert house.words in path.read_text("utf-8-sig")
    assert path.stat().st_mode & 0o077 == 0
    assert house.words in dialog.sheet()


def test_rather_the_sample(qtbot, clear):
    _, path, admission = clear
    with Hands(qtbot, lambda dialog: dialog.sample.click()), pytest.raises(SampleWantedError):
        admission(path)


def test_the_sample_is_never_asked_about(qtbot, clear, tmp_path):
    admission = clear[2]
    with Hands(qtbot):
        store = admission(tmp_path / "示例.sqlite")
    assert not store.is_sealed
    store.close()


def test_a_measured_start_counts_the_sign_in_as_ready(qtbot, house, capsys):
    assert main(["--db", str(house.path), "--quit-when-ready"], house.keeper) == 0
    assert float(capsys.readouterr().out) > 0
