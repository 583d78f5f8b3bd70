"""Importing a file: all or none, known stays found again, a person's work never overwritten."""

from dataclasses import replace

import pytest

from coding.page.edits import go_on, set_field
from coding.page.front_page import FrontPage
from coding.page.reading import Dialect
from coding.page.rows import Diagnosis
from coding.page.step import PageState
from db.shared.tables.imports import IMPORTER
from tests.db.conftest import judged, make_page, make_reading


def test_same_file_again_changes_nothing(store):
    reading = make_reading(make_page("1"), make_page("2"))
    first = store.import_reading(reading)
    second = store.import_reading(reading)
    assert len(first.added) == 2
    assert (second.added, second.updated, second.kept) == ((), (), ())
    assert second.unchanged == first.added


def test_newer_export_replaces_an_untouched_page_and_stands_in_the_audit(store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    newer = make_page(patient_name="样例乙", employer="某厂", sex="")
    result = store.import_reading(make_reading(newer, file="四月.csv"))
    assert result.updated == (page_id,)
    assert store.page(page_id) == newer
    assert store.original(page_id) == newer
    (entry,) = store.history(page_id)
    assert (entry.author, entry.change.source, entry.change.reason) == (IMPORTER, "import", "重新导入 四月.csv")
    assert newer.apply(entry.change.inverse()) == make_page()
    assert store.rows([page_id])[0].progress == "coding"


def test_page_that_a_person_edited_is_kept(store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    store.append(page_id, set_field(store.page(page_id), "sex", "2"))
    result = store.import_reading(make_reading(make_page(patient_name="样例乙")))
    assert (result.kept, result.updated, result.added) == ((page_id,), (), ())
    assert store.page(page_id).text("sex") == "2"
    assert store.page(page_id).text("patient_name") == "样例甲"


def test_page_that_a_person_edited_and_took_back_is_kept(store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    entry = store.append(page_id, set_field(store.page(page_id), "sex", "2")).entry
    store.append(page_id, entry.change.inverse(), entry.id)
    assert store.import_reading(make_reading(make_page(sex="9"))).kept == (page_id,)


def test_page_marked_done_is_kept(store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    judged(store, page_id)
    store.append(page_id, go_on(PageState.CODING, PageState.PASSED))
    assert store.import_reading(make_reading(make_page(sex="9"))).kept == (page_id,)


def test_export_that_has_caught_up_with_the_coder_is_unchanged(store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    store.append(page_id, set_field(store.page(page_id), "sex", "2"))
    assert store.import_reading(make_reading(make_page(sex="2"))).unchanged == (page_id,)


def test_coder_correcting_the_record_number_does_not_make_a_second_page(store):
    (page_id,) = store.import_reading(make_reading(make_page("1"))).added
    store.append(page_id, set_field(store.page(page_id), "case_no", "0001"))
    result = store.import_reading(make_reading(make_page("1")))
    assert (result.added, result.kept) == ((), (page_id,))


def test_two_pages_of_one_file_with_one_key_are_both_kept(store):
    one, two = make_page(patient_name="样例甲"), make_page(patient_name="样例乙")
    added = store.import_reading(make_reading(one, two)).added
    assert [store.page(i) for i in added] == [one, two]


def test_two_pages_with_one_key_each_find_their_own_again(store):
    one, two = make_page(patient_name="样例甲"), make_page(patient_name="样例乙")
    first, second = store.import_reading(make_reading(one, two)).added
    changed = make_page(patient_name="样例丙")
    result = store.import_reading(make_reading(changed, one))
    assert (result.unchanged, result.updated, result.added) == ((first,), (second,), ())
    assert store.page(second) == changed


def test_page_twice_in_a_file_word_for_word_is_kept_twice_and_no_more(store):
    reading = make_reading(make_page(), make_page())
    assert len(store.import_reading(reading).added) == 2
    assert len(store.import_reading(reading).unchanged) == 2
    assert len(store.worklist()) == 2


def test_second_stay_is_no_update_where_the_source_counts_no_admissions(store):
    march = make_page(admission_times="")
    april = make_page(admission_times="", admission_datetime="2024-03-20 08:00", discharge_datetime="2024-04-02 08:00")
    store.import_reading(make_reading(march))
    assert len(store.import_reading(make_reading(april)).added) == 1
    assert len(store.worklist()) == 2


def test_second_stay_is_no_update_where_every_admission_is_counted_as_the_first(store):
    store.import_reading(make_reading(make_page()))
    april = make_page(admission_datetime="2024-03-20 08:00", discharge_datetime="2024-04-02 08:00")
    assert len(store.import_reading(make_reading(april)).added) == 1


def test_corrected_discharge_date_is_an_update(store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    assert store.import_reading(make_reading(make_page(discharge_datetime="2024-03-11"))).updated == (page_id,)


def test_rows_that_came_and_went_are_in_the_audit(store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    base = make_page()
    newer = FrontPage(
        base.values,
        (base.diagnoses[1], base.diagnoses[0], Diagnosis("E11.900", "2型糖尿病", "1")),
        (),
        base.intensive_cares,
        base.supplied - {"dx_outcome", "employer"},
        base.extra,
        base.origin,
    )
    store.import_reading(make_reading(newer))
    (entry,) = store.history(page_id)
    assert base.apply(entry.change).digest == newer.digest
    assert newer.apply(entry.change.inverse()).digest == base.digest


def test_file_that_breaks_half_way_leaves_nothing_behind(store):
    class Broken(FrontPage):
        """A page that cannot be written."""

        def as_dict(self):
            raise RuntimeError("half-way")

    store.import_reading(make_reading(make_page("0")))
    pages = [make_page(str(n)) for n in range(50)]
    with pytest.raises(RuntimeError):
        store.import_reading(make_reading(*pages, Broken({"case_no": "51"}), make_page("52", sex="2")))
    assert len(store.worklist()) == 1
    assert len(store.import_reading(make_reading(*pages)).added) == 49


def test_file_without_pages_is_no_error(store):
    result = store.import_reading(make_reading())
    assert (result.added, result.updated, result.unchanged, result.kept) == ((), (), (), ())


def test_the_way_a_file_was_written_is_kept_with_its_pages(store):
    dialect = Dialect(
        delimiter="\t", newline="\n", preamble=("首页\n",), below=(("病案号",),), kind="", template="\x00é"
    )
    reading = replace(make_reading(make_page()), columns=("BAH", "XM"), dialect=dialect)
    ids = store.import_reading(reading).added
    [(source, pages)] = store.sources(ids)
    assert pages == ids
    assert source.columns == ("BAH", "XM")
    assert source.dialect == dialect


def test_an_import_that_is_given_up_leaves_nothing(store):
    class GivenUpError(Exception):
        pass

    def step(done, total):
        if done:
            raise GivenUpError

    pages = [make_page(f"{n:05}") for n in range(300)]
    with pytest.raises(GivenUpError):
        store.import_reading(make_reading(*pages), step)
    assert not store.worklist()
