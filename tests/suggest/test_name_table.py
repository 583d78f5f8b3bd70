"""The names of a table are prepared once and kept between runs by their content."""

import numpy as np
import pytest

from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary
from coding.suggest import name_cache as cache
from coding.suggest.name_table import NameTable
from coding.suggest.ranking import ranking

QUALITIES = ranking(CodeKind.DIAGNOSIS).qualities


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def table(*names):
    return CodeLibrary(CodeKind.DIAGNOSIS, [CodeEntry(f"J1{i}.900", n) for i, n in enumerate(names)], "表", "同一戳")


def files(folder):
    return sorted(folder.rglob("*.npz"))


def test_what_was_kept_says_the_same_as_what_was_prepared(folder):
    made = NameTable(table("肺炎", "左侧肺炎"), QUALITIES)
    assert len(files(folder)) == 1
    read = NameTable(table("肺炎", "左侧肺炎"), QUALITIES)
    assert list(read.words) == list(made.words)
    assert read.number_of == made.number_of
    assert np.array_equal(read.qualities, made.qualities)
    assert np.array_equal(read.index.overlap("肺炎").cosine, made.index.overlap("肺炎").cosine)
    assert read.spoken.by_letters("fy", 3) == made.spoken.by_letters("fy", 3)


def test_other_names_under_the_same_stamp_are_prepared_anew(folder):
    NameTable(table("肺炎"), QUALITIES)
    assert NameTable(table("肺癌"), QUALITIES).number_of == {"肺癌": 0}
    assert len(files(folder)) == 2


def test_a_damaged_file_is_made_again(folder):
    NameTable(table("肺炎"), QUALITIES)
    files(folder)[0].write_bytes(b"no arrays")
    assert NameTable(table("肺炎"), QUALITIES).number_of == {"肺炎": 0}


def test_a_file_with_python_objects_in_it_is_not_opened(folder):
    NameTable(table("肺炎"), QUALITIES)
    file = files(folder)[0]
    with file.open("wb") as out:
        np.savez(out, keys=np.array([object()], dtype=object), allow_pickle=True)
    assert cache.cached(file.stem) is None


def test_a_folder_that_cannot_be_written_stops_nothing(folder, monkeypatch):
    blocked = folder / "voll"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    monkeypatch.setenv("LOCALAPPDATA", str(blocked))
    assert NameTable(table("肺炎"), QUALITIES).number_of == {"肺炎": 0}


def test_rows_of_one_name_stand_together_the_one_that_may_be_submitted_first(folder):
    rows = [CodeEntry("J18.900", "肺炎", grey=True), CodeEntry("J18.900x001", "肺炎", grey=False)]
    names = NameTable(CodeLibrary(CodeKind.DIAGNOSIS, rows, "表", "s"), QUALITIES)
    assert [e.code for e in names.rows("肺 炎")] == ["J18.900x001", "J18.900"]


def test_of_one_name_the_full_code_goes_before_the_heading(folder):
    rows = [CodeEntry("J18.9", "肺炎"), CodeEntry("J18.901", "肺炎"), CodeEntry("J18.900", "肺炎")]
    names = NameTable(CodeLibrary(CodeKind.DIAGNOSIS, rows, "表", "s"), QUALITIES)
    assert [e.code for e in names.rows("肺炎")] == ["J18.900", "J18.901", "J18.9"]
    assert names.rows("肾结石") == ()
