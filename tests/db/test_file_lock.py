"""A lock that goes with its file: one holds it, whoever takes it at the moment at which it is given back."""

from db.shared import file_lock
from db.shared.file_lock import FileLock


def test_who_opens_the_file_before_it_goes_does_not_hold_what_another_one_can_take(tmp_path, monkeypatch):
    before, one, other = (FileLock(tmp_path / "one.lock") for _ in range(3))
    assert before.take()
    locked = file_lock._locked

    def given_back_before(handle):
        before.give_back()
        return locked(handle)

    monkeypatch.setattr(file_lock, "_locked", given_back_before)
    held = [lock for lock in (one, other) if lock.take()]
    assert held == [one]
    assert not other.take()
    one.give_back()
    assert other.take()
    assert other.path.exists()
