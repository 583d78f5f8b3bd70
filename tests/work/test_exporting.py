"""Pages of a store into files: as they came, each source its own file, or in another family; findings for the wards."""

import os
import stat
from dataclasses import replace
from datetime import datetime

import pytest

from coding.base.sheets import read_workbook
from coding.exchange.dbf import open_dbf_file
from coding.exchange.read import read_file
from coding.page.edits import set_field
from coding.page.waiver import Waiver
from coding.work.contexts import Contexts
from coding.work.export_plan import AS_IT_CAME, kinds
from coding.work.exporting import export_findings, export_pages
from tests.db.conftest import make_page, make_reading
from tests.exchange.make_files import FOLDER, PAGES

NOW = datetime(2026, 11, 1, 12)


class StopError(Exception):
    """Somebody has pressed the button."""


@pytest.fixture
def filled(store):
    store.import_reading(read_file(FOLDER / "n041_gb18030.csv"))
    return store


def family(store, title):
    return next(f for f in kinds(store, ()) if title in f.title)


def test_what_was_not_edited_goes_out_byte_by_byte_as_it_came(filled, tmp_path):
    ids = list(filled.worklist())
    first = kinds(filled, ids)[0]
    assert (first.title, first.suffix) == (AS_IT_CAME, ".csv")
    done = export_pages(tmp_path / "a.csv", filled, ids, first, NOW)
    assert (tmp_path / "a.csv").read_bytes() == (FOLDER / "n041_gb18030.csv").read_bytes()
    assert (done.count, done.files) == (PAGES, (tmp_path / "a.csv",))
    assert f"已导出 {PAGES} 份病案" in done.in_words()


def test_an_edit_goes_out_and_two_sources_become_two_files(filled, tmp_path):
    one = filled.worklist()[0]
    case_no = filled.page(one).case_no
    filled.append(one, set_field(filled.page(one), "patient_name", "改过"))
    filled.import_reading(read_file(FOLDER / "n042_gb18030.csv"))
    ids = list(filled.worklist())
    done = export_pages(tmp_path / "校正.csv", filled, ids, kinds(filled, ids)[0], NOW)
    assert [p.name for p in done.files] == ["校正.csv", "校正_n041_gb18030.csv"], "most pages: n042"
    names = {p.case_no: p.text("patient_name") for file in done.files for p in read_file(file).pages}
    assert names[case_no] == "改过"
    assert len(names) == len({filled.page(i).case_no for i in ids})


def test_a_new_dbf_bears_the_day_that_is_handed_in(filled, tmp_path):
    ids = list(filled.worklist())
    export_pages(tmp_path / "a.dbf", filled, ids, family(filled, "DBF"), NOW)
    assert tuple((tmp_path / "a.dbf").read_bytes()[1:4]) == (126, 11, 1)
    assert open_dbf_file(tmp_path / "a.dbf").count == PAGES


def test_an_export_that_was_stopped_writes_nothing(filled, tmp_path):
    def stop(done, total):
        assert total == PAGES
        raise StopError

    with pytest.raises(StopError):
        export_pages(tmp_path / "a.csv", filled, list(filled.worklist()), family(filled, "N041）CSV"), NOW, stop)
    assert list(tmp_path.glob("a.csv*")) == []


def test_wards_are_asked_what_is_not_waived_whoever_is_looking(store, embedded, tmp_path):
    store.import_reading(make_reading(make_page("1", sex="7"), make_page("2", sex="7")))
    store.add_waiver(Waiver("FP-STD-002", "接口如此", "甲", NOW), min(store.worklist()))
    steps = []
    told = []
    for audience in ("", "coder"):
        contexts = Contexts.of_waivers(store.waivers(), audience)
        path = tmp_path / f"问题{audience}.xlsx"
        count = export_findings(
            path, store, sorted(store.worklist()), embedded, contexts, NOW, lambda *at: steps.append(at)
        )
        [sheet] = read_workbook(path)
        rows = sheet.rows
        assert len(rows) == count + 1
        told.append(rows)
    assert told[0] == told[1]
    assert [(row[0], row[7]) for row in told[0] if "FP-STD-002" in row] == [("2", "FP-STD-002")]
    assert steps[-1] == (2, 2)


@pytest.mark.parametrize("number", range(3))
def test_without_persons_no_text_of_theirs_goes_out_in_any_form(filled, tmp_path, number):
    ids = list(filled.worklist())
    path = tmp_path / f"a{kinds(filled, ids)[number].suffix}"
    words = {page.text(key) for _, page in filled.pages(ids) for key in ("patient_name", "id_no", "phone")} - {""}
    for masked in (False, True):
        export_pages(path, filled, ids, kinds(filled, ids)[number], NOW, masked=masked)
        told = {page.text(key) for page in read_file(path).pages for key in page.values}
        assert bool(words & told) is not masked
        assert len(read_file(path).pages) == len(ids)


def test_columns_that_no_field_knows_stay_here_when_persons_are_hidden(store, tmp_path):
    store.import_reading(make_reading(replace(make_page("1"), extra={"联系人微信": "wx_zhang"})))
    path = tmp_path / "a.csv"
    for masked in (False, True):
        export_pages(path, store, list(store.worklist()), family(store, "N041）CSV"), NOW, masked=masked)
        assert ("wx_zhang" in path.read_bytes().decode("gb18030")) is not masked


def test_findings_without_persons_quote_none(store, embedded, tmp_path):
    card = "110101199003074470"  # the last sign is wrong: a finding quotes the number
    store.import_reading(make_reading(make_page("1", patient_name="欧阳样例", id_no=card, birth_date="1990-03-07")))
    path = tmp_path / "a.csv"
    for masked in (False, True):
        contexts = Contexts.of_waivers([], "")
        export_findings(path, store, list(store.worklist()), embedded, contexts, NOW, masked=masked)
        told = path.read_text("utf-8-sig")
        assert (card in told) is not masked
        assert ("欧阳样例" in told) is not masked


@pytest.mark.skipif(os.name != "posix", reason="Windows 没有 POSIX 权限")
def test_what_goes_out_is_for_its_owner_alone(filled, embedded, tmp_path):
    ids = list(filled.worklist())
    for number, form in enumerate(kinds(filled, ids)):
        export_pages(tmp_path / f"{number}{form.suffix}", filled, ids, form, NOW)
    export_findings(tmp_path / "问题.xlsx", filled, ids, embedded, Contexts.of_waivers([], ""), NOW)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("*.*") if "sqlite" not in path.name} == {0o600}
