"""A file into the store: what it did there, what is told of it, and that a cancelled one leaves nothing."""

import shutil
from datetime import datetime

import pytest

from coding.exchange.preflight import DefectKind
from coding.exchange.profile import MappedColumn, SourceProfile
from coding.exchange.write import write_n041
from coding.page.edits import set_field
from coding.work.column_maps import keep_profile, kept_profiles
from coding.work.importing import import_file
from coding.work.interrupted import begin_import, cancelled_import, end_import, interrupted_import
from tests.db.conftest import make_page
from tests.exchange.make_files import FOLDER, PAGES

NOW = datetime(2026, 11, 1)


class StopError(Exception):
    """Somebody has pressed the button."""


def imported(store, path, **more):
    return import_file(path, store, NOW, [], **more)


def test_a_second_reading_of_the_same_file_changes_nothing(store):
    [first] = imported(store, FOLDER / "n041_utf8.csv")
    [second] = imported(store, FOLDER / "n041_utf8.csv")
    assert len(first.result.added) == len(second.result.unchanged) == PAGES
    assert first.in_words() == f"n041_utf8.csv：新增 {PAGES} 份。"
    assert second.in_words() == f"n041_utf8.csv：内容未变 {PAGES} 份。"


def test_a_newer_file_tells_what_it_changed_and_leaves_what_a_person_edited(store, tmp_path):
    pages = [make_page("1"), make_page("2")]
    write_n041(tmp_path / "a.csv", pages)
    imported(store, tmp_path / "a.csv")
    one, two = sorted(store.worklist())
    store.append(two, set_field(store.page(two), "patient_name", "改过"))
    write_n041(tmp_path / "a.csv", [p.apply(set_field(p, "patient_name", "新名")) for p in pages])
    [again] = imported(store, tmp_path / "a.csv")
    assert (again.result.updated, again.result.kept) == ((one,), (two,))
    assert again.changed == (("1", "姓名", "样例甲", "新名"),)
    assert not again.is_plain
    assert store.page(two).text("patient_name") == "改过"


def test_what_is_doubtful_in_a_file_is_told_beside_rejects_and_repairs(store, tmp_path):
    lines = ["1,甲,1,2024-03-01,9.5,K80", "1,甲,1,2024-03-01,9.5,K80", "2,乙,1,2024-03-02,a,K80", "3,x"]
    (tmp_path / "a.csv").write_text("\n".join(["BAH,XM,XB,CYSJ,ZFY,JBDM", *lines, ""]), encoding="utf-8")
    [one] = imported(store, tmp_path / "a.csv")
    assert [(d.kind, d.row) for d in one.defects] == [(DefectKind.DUPLICATE, 2), (DefectKind.TYPE, 3)]
    assert len(one.reading.rejects) == 1
    assert not one.is_plain


def test_a_cancelled_import_leaves_no_page_of_the_file(store):
    kept = []

    def stop(done, total):
        raise StopError

    with pytest.raises(StopError):
        import_file(FOLDER / "n041_utf8.csv", store, NOW, kept, step=stop)
    assert (list(store.worklist()), kept) == ([], [])
    assert "一份也没有入库" in cancelled_import(FOLDER / "n041_utf8.csv", kept)
    assert "a.csv 已经全部入库" in cancelled_import(FOLDER / "n041.zip", ["a.csv"])


def test_a_column_map_is_remembered_once_its_file_was_read(store, tmp_path):
    path = tmp_path / "某公司.csv"
    path.write_text("编号,主诊\n1,K80.000\n2,K80.000\n", encoding="utf-8")
    profile = SourceProfile("某公司", (MappedColumn("编号", "case_no"), MappedColumn("主诊", "principal_dx_code")))
    imported(store, path, profile=profile)
    assert kept_profiles(store) == [profile]
    shutil.copy(path, tmp_path / "四月.csv")
    assert len(imported(store, tmp_path / "四月.csv")) == 1
    better = SourceProfile("某公司", (*profile.columns, MappedColumn("姓", "patient_name")))
    keep_profile(store, better)
    assert kept_profiles(store) == [better]


def test_times_join_the_pages_that_are_in_the_store(store):
    imported(store, FOLDER / "n041_utf8.csv")
    [joined] = imported(store, FOLDER / "workflow.csv")
    assert len(joined.result.updated) == PAGES == len(store.worklist())
    assert store.page(store.worklist()[0]).text("wf_admission_record_time") == "2020-01-01 08:00:00"


def test_an_import_that_was_cut_off_is_told_once(store, tmp_path):
    assert interrupted_import(store) == ""
    begin_import(store, tmp_path / "四月.csv")
    assert "没有新增任何病案" in interrupted_import(store)
    assert interrupted_import(store) == ""
    begin_import(store, tmp_path / "四月.csv")
    imported(store, FOLDER / "n041_utf8.csv")
    assert "已经入库" in interrupted_import(store)
    begin_import(store, tmp_path / "四月.csv")
    end_import(store)
    assert interrupted_import(store) == ""
