"""A scheme as one file to be passed on: what comes out of it is the scheme that went in."""

import zipfile

import pytest

from coding.base.errors import KnowledgeError
from coding.drg.amendments import AMENDMENT_FILES
from coding.reference.open_scheme import open_scheme
from coding.review.people import Person, Role
from coding.work.given_files import GivenKind, sorted_out
from coding.work.scheme_pack import write_scheme_pack
from tests.dip.small_city import TABLES
from tests.drg.small_pack import SMALL
from tests.workbooks import workbook

EVERYTHING = Person(1, "jia", "甲", frozenset(Role))


def listed(rows):
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return [columns, *([row.get(column, "") for column in columns] for row in rows)]


def test_a_folder_comes_out_of_its_pack_as_it_was(write_pack, tmp_path):
    scheme, pack = write_pack(), tmp_path / "外发 一.fpscheme"
    write_scheme_pack(pack, str(scheme))
    assert open_scheme(pack).stamp == open_scheme(scheme).stamp
    assert [one.kind for one in sorted_out([pack], EVERYTHING)] == [GivenKind.SCHEME]
    again = tmp_path / "外发 二.fpscheme"
    write_scheme_pack(again, str(pack))
    assert again.read_bytes() == pack.read_bytes(), "a pack of a pack is the same pack"


def test_a_workbook_goes_along_whole(tmp_path):
    book, pack = workbook(tmp_path / "本地方案.xlsx", **SMALL), tmp_path / "外发.fpscheme"
    write_scheme_pack(pack, str(book))
    assert open_scheme(pack).groups == open_scheme(book).groups != ()


def test_a_scheme_that_pays_by_scores_as_well(tmp_path):
    tables = {name: listed(rows) for name, rows in TABLES.items()}
    book, pack = workbook(tmp_path / "小城.xlsx", **tables), tmp_path / "外发.fpscheme"
    write_scheme_pack(pack, str(book))
    found, meant = open_scheme(pack), open_scheme(book)
    assert found.words.method == meant.words.method == "DIP"
    assert len(found.groups) == len(meant.groups) > 0


def test_the_amendments_that_hold_go_along(write_pack, tmp_path):
    scheme, pack, mends = write_pack(), tmp_path / "外发.fpscheme", tmp_path / "本院更正.csv"
    mends.write_text("table,action,where,value\n", encoding="utf-8")
    write_scheme_pack(pack, str(scheme), str(mends))
    with zipfile.ZipFile(pack) as archive:
        assert archive.read(AMENDMENT_FILES[0]) == mends.read_bytes()


def test_amendments_that_the_scheme_has_itself_stay_beside_those_of_the_hospital(write_pack, tmp_path):
    scheme, mends, pack = write_pack(), tmp_path / "本地更正.csv", tmp_path / "外发.fpscheme"
    own, other = (name for name in AMENDMENT_FILES)
    (scheme / own).write_text("table,key,column,old,new,source\n", encoding="utf-8")
    mends.write_text("table,key,column,old,new,source,date\n", encoding="utf-8")
    write_scheme_pack(pack, str(scheme), str(mends))
    with zipfile.ZipFile(pack) as archive:
        assert archive.read(own) == (scheme / own).read_bytes()
        assert archive.read(other) == mends.read_bytes()


def test_the_general_scheme_is_on_every_machine(tmp_path):
    with pytest.raises(KnowledgeError, match="不用导出"):
        write_scheme_pack(tmp_path / "外发.fpscheme", None)
    with pytest.raises(KnowledgeError, match="没有"):
        write_scheme_pack(tmp_path / "外发.fpscheme", str(tmp_path / "没有"))
    assert list(tmp_path.iterdir()) == []
