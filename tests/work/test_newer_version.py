"""A newer version lies in a folder of the hospital: it is found, compared with what was published, and never run."""

import hashlib
import json
from datetime import date

import pytest

from coding.base.errors import UnusableInputError
from coding.work.newer_version import (
    FOLDER,
    LOOKED,
    checked_words,
    is_look_due,
    is_newer,
    offered_in,
    sha256_of,
)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "共享"
    made.mkdir()
    return made


def setup(folder, version, content=b"setup"):
    path = folder / f"frontpage-coding-{version}-setup.exe"
    path.write_bytes(content)
    return path


def test_the_newest_of_the_setups_counts_by_its_numbers(folder):
    for version in ("0.2.0", "0.10.0", "0.9.9"):
        setup(folder, version)
    (folder / "frontpage-coding-9.0-portable.zip").write_bytes(b"")
    (folder / "别的-9.0-setup.exe").write_bytes(b"")
    found = offered_in(folder)
    assert (found.version, found.setup.name) == ("0.10.0", "frontpage-coding-0.10.0-setup.exe")
    assert found.is_newer_than("0.9.9")
    assert not found.is_newer_than("0.10.0")


def test_latest_json_says_version_digest_and_notes(folder):
    path = setup(folder, "0.3.0", b"abc")
    digest = hashlib.sha256(b"abc").hexdigest()
    told = {"version": "0.3.0", "sha256": digest, "notes": "修正若干问题"}
    (folder / "latest.json").write_text(json.dumps(told), "utf-8-sig")
    found = offered_in(folder)
    assert (found.version, found.setup, found.sha256, found.notes) == ("0.3.0", path, digest, "修正若干问题")
    assert "一致" in checked_words(found, sha256_of(path))
    path.write_bytes(b"abd")
    assert "不一致，请不要安装" in checked_words(found, sha256_of(path))


def test_a_setup_that_is_newer_than_what_the_file_says_counts_and_has_no_digest(folder):
    (folder / "latest.json").write_text(json.dumps({"version": "0.3.0", "sha256": "0" * 64}), "utf-8")
    setup(folder, "0.4.0")
    found = offered_in(folder)
    assert (found.version, found.sha256) == ("0.4.0", "")
    assert "没有公布校验值" in checked_words(found, "ab")


@pytest.mark.parametrize("text", [
    "", "[]", "{", '{"version": 3}', '{"version": "<b>9"}', '{"version": "99"}', "[" * 9000, '{"sha256": "x"}', '"9.9"',
])  # fmt: skip
def test_a_file_that_is_none_of_ours_offers_nothing(folder, text):
    (folder / "latest.json").write_text(text, "utf-8")
    assert offered_in(folder) is None


def test_a_named_file_elsewhere_is_not_followed(folder, tmp_path):
    setup(tmp_path, "0.3.0")
    for name in ("../frontpage-coding-0.3.0-setup.exe", "..\\frontpage-coding-0.3.0-setup.exe", str(tmp_path)):
        (folder / "latest.json").write_text(json.dumps({"version": "0.3.0", "file": name}), "utf-8")
        assert offered_in(folder).setup is None, name


def test_a_folder_out_of_reach_is_told_in_a_sentence(folder):
    with pytest.raises(UnusableInputError, match="网络盘是否接好"):
        offered_in(folder / "没有")


def test_what_is_no_version_is_not_newer():
    assert not is_newer("", "0.1.0")
    assert not is_newer("新", "0.1.0")
    assert is_newer("0.1.1", "0.1")
    assert not is_newer("0.1.0.0", "0.1")


def test_once_a_day_and_only_where_a_folder_is_named(store, folder):
    today = date(2026, 11, 29)
    assert not is_look_due(store, today)
    FOLDER.write(store, str(folder))
    assert is_look_due(store, today)
    LOOKED.write(store, today.isoformat())
    assert not is_look_due(store, today)
    assert is_look_due(store, date(2026, 11, 30))
