"""What was opened last is kept in mind on this machine, and not where anybody could read it."""

from pathlib import Path

from coding.work.recent_files import MOST, clear_recent, keep_files, keep_in_mind, recent_files
from tests.db.sealed import Department


def test_the_latest_comes_first_and_each_file_once(store, tmp_path):
    files = [tmp_path / f"{number}月.csv" for number in range(1, 13)]
    for path in [*files, files[7]]:
        keep_in_mind(store, path)
    kept = recent_files(store)
    assert len(kept) == MOST
    assert kept[:3] == (files[7], files[11], files[10])
    assert len(set(kept)) == MOST, "none stands there twice"


def test_who_does_not_want_it_has_none(store, tmp_path):
    keep_in_mind(store, tmp_path / "一.csv")
    keep_files(store, on=False)
    assert recent_files(store) == ()
    keep_in_mind(store, tmp_path / "二.csv")
    keep_files(store, on=True)
    assert recent_files(store) == ()
    keep_in_mind(store, tmp_path / "三.csv")
    clear_recent(store)
    assert recent_files(store) == ()


def test_a_list_that_is_none_is_empty(store):
    for text in ("{", "3", '{"a": 1}', "[1, null]"):
        store.set_machine_setting("recent.files", text)
        assert recent_files(store) == ()


def test_beside_a_sealed_data_file_the_names_cannot_be_read(tmp_path):
    department = Department(tmp_path / "数据" / "首页.sqlite")
    keep_in_mind(department.first, Path("/移动硬盘/欧阳样例的首页.csv"))
    assert [path.name for path in recent_files(department.first)] == ["欧阳样例的首页.csv"]
    department.close()
    for path in (tmp_path / "数据").iterdir():
        data = path.read_bytes()
        assert not any("欧阳样例".encode(code) in data for code in ("utf-8", "utf-16-le", "gb18030")), path.name
        assert b"\\u6b27" not in data
