"""What lies beside a sealed store says nothing without its key, and under another name it is nothing."""

from datetime import datetime

import pytest

from coding.page.edits import set_field
from coding.store.store import Unsaved
from db.shared.cipher import DataKeyCipher, NoCipher
from db.shared.draft_files import DraftFiles
from db.shared.machine_settings import MachineSettings
from tests.db.conftest import make_page

NAME, KEY = "欧阳样例", bytes(range(48))


def unsaved():
    page = make_page("1")
    change = set_field(page, "patient_name", NAME)
    return Unsaved(1, "病案一号", change, page.digest, page.apply(change).digest, "编码员", datetime(2026, 3, 1, 8))


@pytest.fixture
def kept(tmp_path):
    """A draft under KEY that its program has left."""
    files = DraftFiles(tmp_path / "首页.sqlite", DataKeyCipher(KEY))
    files.keep([unsaved()])
    files.let_go()
    (path,) = tmp_path.glob("*.draft-*.json")
    return path


def left(path, cipher):
    return [draft.unsaved for draft in DraftFiles(path.with_name("首页.sqlite"), cipher).left()]


def test_a_draft_comes_back_with_the_key_and_shows_nothing_without(kept):
    data = kept.read_bytes()
    assert not any(word.encode(code) in data for word in (NAME, "病案一号") for code in ("utf-8", "utf-16-le", "gbk"))
    assert left(kept, DataKeyCipher(KEY)) == [(unsaved(),)]


@pytest.mark.parametrize("cipher", [DataKeyCipher(bytes(48)), NoCipher()], ids=["another key", "no key"])
def test_a_draft_that_does_not_open_is_passed_over_and_stays(kept, cipher):
    assert left(kept, cipher) == []
    assert kept.exists()


def test_a_clear_draft_is_not_taken_for_a_sealed_one(tmp_path):
    files = DraftFiles(tmp_path / "首页.sqlite")
    files.keep([unsaved()])
    files.let_go()
    (path,) = tmp_path.glob("*.draft-*.json")
    assert left(path, DataKeyCipher(KEY)) == []
    assert left(path, NoCipher()) == [(unsaved(),)]


def test_a_draft_under_the_name_of_another_is_none(kept):
    kept.rename(kept.with_name("首页.draft-00000000.json"))
    assert left(kept, DataKeyCipher(KEY)) == []


def test_every_byte_is_proved_and_none_is_written_twice():
    cipher = DataKeyCipher(KEY)
    sealed = cipher.encrypt(NAME.encode(), "a")
    assert sealed != cipher.encrypt(NAME.encode(), "a")
    assert cipher.decrypt(sealed, "a").decode() == NAME
    for at in range(len(sealed)):
        with pytest.raises(ValueError):
            cipher.decrypt(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], "a")
    for short in (b"", sealed[:11], sealed[:27]):
        with pytest.raises(ValueError):
            cipher.decrypt(short, "a")


def test_half_a_draft_of_a_program_that_was_killed_goes_at_the_next_start(kept):
    living = DraftFiles(kept.with_name("首页.sqlite"), DataKeyCipher(KEY))
    living.keep([unsaved()])
    (own,) = [path for path in kept.parent.glob("首页.draft-*.json") if path != kept]
    halves = [path.with_name(f".{path.name}.ab_12345") for path in (kept, own)]
    for half in halves:
        half.write_bytes(b"half")
    left(kept, DataKeyCipher(KEY))
    assert [half.exists() for half in halves] == [False, True], "who lives writes on"


def test_the_settings_of_a_machine_do_not_show_which_file_was_read(tmp_path):
    path = tmp_path / "首页.machine.json"
    MachineSettings(path, DataKeyCipher(KEY)).put("import.running", f"3|{NAME}.csv")
    assert NAME.encode() not in path.read_bytes()
    assert MachineSettings(path, DataKeyCipher(KEY)).get("import.running") == f"3|{NAME}.csv"
    assert MachineSettings(path).get("import.running") is None
