"""The settlement list of a stay beside its front page: whichever comes first, nothing of the two is lost."""

import json
import pickle
from datetime import datetime
from zipfile import ZipFile

import pytest

from coding.exchange.spool import IN_MEMORY, PageStack
from coding.exchange.write import write_n041
from coding.page.edits import remove_row, set_field
from coding.page.front_page import FrontPage, Origin
from coding.page.linked_records import with_list
from coding.work.importing import import_file
from coding.work.reading_files import files_read
from tests.db.conftest import make_page

NOW = datetime(2026, 11, 1)


def the_list(case_no="7", *, code="K80.100", bill="77"):
    """A settlement list as an insurance platform sends it, of the stay of ``make_page``."""
    info = {
        "medcasno": case_no,
        "psn_name": "样例甲",
        "adm_time": "2024-03-01 08:00:00",
        "dscg_time": "2024-03-10 10:00:00",
        "bill_no": bill,
    }
    node = {
        "setlinfo": info,
        "diseinfo": [{"diag_type": "1", "maindiag_flag": "1", "diag_code": code, "diag_name": "胆囊结石"}],
        "iteminfo": [{"med_chrgitm": "01", "amt": "50.00"}, {"med_chrgitm": "02", "amt": "900.00"}],
        "oprninfo": [{"oprn_oprt_type": "1", "oprn_oprt_code": "51.2200", "oprn_oprt_name": "胆囊切除术"}],
    }
    return {"infno": "4101", "input": node}


@pytest.fixture
def files(tmp_path):
    """Writes a front page file and a file of lists and reads them into the store."""

    class Files:
        def pages(self, store, *pages, name="首页.csv"):
            write_n041(tmp_path / name, pages)
            return import_file(tmp_path / name, store, NOW, [])

        def lists(self, store, *lists, name="清单.json"):
            (tmp_path / name).write_text(json.dumps(lists, ensure_ascii=False), encoding="utf-8")
            return import_file(tmp_path / name, store, NOW, [])

    return Files()


PAGE = make_page("7", fee_total="900.00")


def beside(store, case_no="7"):
    """The list that is kept with the front page of a record number: principal diagnosis, total, bill."""
    [page] = [p for _, p in store.pages(store.worklist()) if p.case_no == case_no and not p.is_settlement_list]
    kept = page.settlement
    return kept and (kept.text("principal_dx_code"), kept.text("fee_total"), page.text("setl_bill_no"))


def test_a_list_that_comes_after_its_page_is_kept_with_it(store, files):
    files.pages(store, PAGE)
    [joined] = files.lists(store, the_list())
    assert len(joined.result.updated) == len(store.worklist()) == 1
    assert beside(store) == ("K80.100", "950.00", "77")


def test_a_list_that_comes_before_its_page_is_a_page_of_its_own_until_then(store, files):
    [alone] = files.lists(store, the_list())
    assert len(alone.result.added) == 1
    files.pages(store, PAGE, make_page("8"))
    assert beside(store) == ("K80.100", "950.00", "77")
    assert beside(store, "8") is None


def test_a_list_among_others_that_has_no_page_is_kept_and_told(store, files):
    files.pages(store, PAGE)
    left, _ = sorted(files.lists(store, the_list(), the_list("9")), key=lambda each: -len(each.result.added))
    assert len(left.result.added) == 1
    assert any("1 份没有找到首页，已单独保存，读入首页后自动关联。" in note for note in left.reading.notes)


def test_zeros_that_a_spreadsheet_has_eaten_do_not_part_them(store, files):
    files.lists(store, the_list("0007"))
    files.pages(store, PAGE)
    assert beside(store) == ("K80.100", "950.00", "77")


def test_a_renewed_list_takes_the_place_of_the_former_and_leaves_what_was_typed(store, files):
    files.pages(store, PAGE, make_page("8", fee_total="900.00"))
    files.lists(store, the_list(), the_list("8"))
    [typed] = [i for i, p in store.pages(store.worklist()) if p.case_no == "8"]
    store.append(typed, set_field(store.page(typed), "setl_bill_no", "手填"))
    files.lists(store, the_list(code="K80.200", bill="78"), the_list("8", code="K80.200", bill="78"))
    assert beside(store) == ("K80.200", "950.00", "78")
    assert beside(store, "8") == ("K80.200", "950.00", "手填")


def test_a_page_that_a_person_works_on_gets_its_list_and_keeps_her_work(store, files):
    files.pages(store, PAGE)
    [page_id] = store.worklist()
    store.append(page_id, set_field(store.page(page_id), "patient_name", "改过"))
    [joined] = files.lists(store, the_list())
    assert joined.result.updated == (page_id,)
    assert beside(store) == ("K80.100", "950.00", "77")
    assert store.page(page_id).text("patient_name") == "改过"
    assert store.original(page_id).text("patient_name") == "样例甲"
    [again] = files.pages(store, PAGE.apply(set_field(PAGE, "sex", "2")))
    assert again.result.kept == (page_id,)


def test_what_is_typed_between_the_reading_of_a_list_and_its_keeping_stays(store, files, tmp_path):
    """The lists find their pages when the file is read; the pages of a large archive are kept minutes later."""
    files.pages(store, PAGE)
    [page_id] = store.worklist()
    (tmp_path / "清单.json").write_text(json.dumps([the_list()], ensure_ascii=False), encoding="utf-8")

    def type_now():
        store.append(page_id, set_field(store.page(page_id), "patient_name", "改过"))
        store.append(page_id, remove_row(store.page(page_id), "diagnosis", 1))

    import_file(tmp_path / "清单.json", store, NOW, [], check=type_now)
    assert beside(store) == ("K80.100", "950.00", "77")
    page = store.page(page_id)
    assert (page.text("patient_name"), len(page.diagnoses)) == ("改过", 1)
    assert len(store.undoable(page_id)) == 2


def test_times_that_were_typed_stay_where_a_sheet_of_times_comes_later(store, files, tmp_path):
    files.pages(store, PAGE)
    [page_id] = store.worklist()
    typed = "2024-03-01 09:00:00"
    store.append(page_id, set_field(store.page(page_id), "wf_first_course_time", typed))
    sheet = tmp_path / "流程.csv"
    sheet.write_text(
        "病案号,住院次数,入院记录完成时间,首次病程记录完成时间\n7,1,2024-03-01 12:00:00,2024-03-01 20:00:00\n",
        encoding="utf-8",
    )
    import_file(sheet, store, NOW, [])
    page = store.page(page_id)
    assert page.text("wf_first_course_time") == typed
    assert page.text("wf_admission_record_time") == "2024-03-01 12:00:00"
    assert [entry.change.source for entry in store.undoable(page_id)] == ["typed"]


def test_the_front_page_file_read_once_more_takes_nothing_away(store, files):
    files.pages(store, PAGE)
    files.lists(store, the_list())
    [same] = files.pages(store, PAGE)
    assert len(same.result.unchanged) == 1
    [newer] = files.pages(store, PAGE.apply(set_field(PAGE, "sex", "2")))
    assert newer.changed == (("7", "性别", "1", "2"),)
    assert beside(store) == ("K80.100", "950.00", "77")


def test_a_list_that_is_a_page_of_its_own_is_renewed(store, files):
    files.lists(store, the_list())
    [renewed] = files.lists(store, the_list(code="K80.200"))
    [page_id] = store.worklist()
    assert renewed.result.updated == (page_id,)
    assert store.page(page_id).text("principal_dx_code") == "K80.200"


def test_a_list_with_a_page_and_a_row_of_its_own_renews_both(store, files):
    files.lists(store, the_list())
    files.pages(store, PAGE)
    files.lists(store, the_list(code="K80.200"))
    assert beside(store) == ("K80.200", "950.00", "77")
    assert {p.text("principal_dx_code") for _, p in store.pages(store.worklist()) if p.is_settlement_list} == {
        "K80.200"
    }


def test_a_list_that_has_not_changed_changes_nothing(store, files):
    files.pages(store, PAGE)
    files.lists(store, the_list())
    again = files.lists(store, the_list(), name="又一份.json")
    assert all(not each.result.updated for each in again)


def test_pages_of_a_large_file_keep_their_lists_on_disk():
    lists = [FrontPage({"case_no": str(n), "fee_total": "9"}, origin=Origin(layout="setl4101")) for n in range(5)]
    stack = PageStack()
    pages = [with_list(make_page(str(n % 5)), lists[n % 5]) for n in range(IN_MEMORY + 5)]
    for page in pages:
        stack.append(page)
    kept = stack.finished()
    assert not isinstance(kept, tuple)
    assert list(kept) == pages
    assert pickle.loads(pickle.dumps(kept[3])).settlement == pages[3].settlement
    assert pages[3].digest != make_page("3").digest, "a page that has got its list is another one"


def test_a_page_and_its_list_of_one_archive_belong_together(store, tmp_path):
    write_n041(tmp_path / "首页.csv", [PAGE])
    (tmp_path / "清单.json").write_text(json.dumps([the_list()], ensure_ascii=False), encoding="utf-8")
    with ZipFile(tmp_path / "三月.zip", "w") as archive:
        for name in ("清单.json", "首页.csv"):
            archive.write(tmp_path / name, name)
    import_file(tmp_path / "三月.zip", store, NOW, [])
    assert len(store.worklist()) == 1
    assert beside(store) == ("K80.100", "950.00", "77")


def test_where_nothing_is_kept_a_list_without_its_page_is_not_said_to_be(tmp_path):
    write_n041(tmp_path / "首页.csv", [PAGE])
    lists = json.dumps([the_list(), the_list("9")], ensure_ascii=False)
    (tmp_path / "清单.json").write_text(lists, encoding="utf-8")
    read = files_read([tmp_path / "首页.csv", tmp_path / "清单.json"], NOW)
    [told] = [note for each in read for note in each.reading.notes if "结算清单" in note]
    assert told == "1 份结算清单已关联到首页，1 份没有找到首页，没有首页的各按单独的一页检查。"
