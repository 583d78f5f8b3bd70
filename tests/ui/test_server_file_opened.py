"""A connection file of a department's server is opened by a double click: it names the store and is not read in."""

from pathlib import Path

import pytest

from coding.base.errors import CodingError
from coding.review.people import ALL_ROLES, Person
from coding.work.given_files import sorted_out
from ui.app import main


class Keeper:
    """Asked where a store lies it goes no further."""

    def __init__(self):
        self.asked = []

    def place(self, path):
        self.asked.append(path)
        raise CodingError("到此为止。")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "科室.fpserver"
    path.write_text('host = "127.0.0.1"\ndbname = "frontpage"\n', encoding="utf-8")
    return path


@pytest.mark.parametrize("more", [[], ["首页.csv"]])
def test_a_file_that_is_double_clicked_names_the_store(qapp, file, more, capsys):
    keeper = Keeper()
    assert main(["--quit-when-ready", str(file), *more], keeper) == 2
    assert keeper.asked == [file]


def test_a_store_that_is_named_beside_it_is_one_too_many(qapp, file, tmp_path, capsys):
    keeper = Keeper()
    assert main(["--quit-when-ready", "--db", str(tmp_path / "病案.sqlite"), str(file)], keeper) == 2
    assert keeper.asked == []
    assert "一个窗口只打开一处数据" in capsys.readouterr().err


def test_one_that_is_dropped_on_a_window_is_told_what_it_is(file):
    (given,) = sorted_out([Path(file)], Person(1, "zhang", "张", ALL_ROLES))
    assert "连接文件" in given.why
