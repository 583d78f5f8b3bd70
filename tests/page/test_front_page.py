"""The front page keeps what came in, reads it in types, and moves on only by a Change."""

import gc
import pickle
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.base.dates import read_moment
from coding.base.errors import StaleChangeError
from coding.base.numbers import read_number
from coding.page.change import Change, Edit, EditKind
from coding.page.edits import insert_row, move_row, remove_row, set_field, set_row
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue, field_key, is_blank
from coding.page.front_page import FrontPage, Origin
from coding.page.rows import Diagnosis, IntensiveCare, Procedure, row_label, trimmed

TEXT = st.text(max_size=12)
DIAGNOSES = st.builds(Diagnosis, code=TEXT, name=TEXT, poa=st.sampled_from(["", "1", "2", "3", "4"]))
PROCEDURES = st.builds(Procedure, code=TEXT, name=TEXT, date=TEXT)
SINGLE = sorted(k for k in field_catalogue() if k not in ROW_ATTRIBUTES)
PAGES = st.builds(
    FrontPage,
    values=st.dictionaries(st.sampled_from(SINGLE), st.text(min_size=1, max_size=8), max_size=6),
    diagnoses=st.lists(DIAGNOSES, max_size=5).map(tuple),
    procedures=st.lists(PROCEDURES, max_size=4).map(tuple),
    intensive_cares=st.lists(st.builds(IntensiveCare, type=TEXT), max_size=2).map(tuple),
    supplied=st.sets(st.sampled_from(sorted(field_catalogue())), max_size=40).map(frozenset),
)


@st.composite
def changes(draw, page):
    """Any change that a form could make to this page."""
    made = []
    at = page
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["set", "row", "insert", "remove", "move"]))
        group = draw(st.sampled_from(["diagnosis", "procedure"]))
        rows = at.rows(group)
        if kind == "set" or (kind in ("row", "remove", "move") and not rows):
            change = set_field(at, draw(st.sampled_from(SINGLE)), draw(TEXT))
        elif kind == "row":
            index = draw(st.integers(0, len(rows) - 1))
            change = set_row(at, group, index, {"code": draw(TEXT), "name": draw(TEXT)})
        elif kind == "insert":
            row = draw(DIAGNOSES if group == "diagnosis" else PROCEDURES)
            change = insert_row(at, group, row, draw(st.integers(0, len(rows))))
        elif kind == "remove":
            change = remove_row(at, group, draw(st.integers(0, len(rows) - 1)))
        else:
            last = len(rows) - 1
            change = move_row(at, group, draw(st.integers(0, last)), draw(st.integers(0, last)))
        at = at.apply(change)
        made.extend(change.edits)
    return Change(tuple(made), reason="测试")


@given(st.data())
def test_a_change_and_its_inverse_give_the_same_page(data):
    page = data.draw(PAGES)
    change = data.draw(changes(page))
    after = page.apply(change)
    assert after.apply(change.inverse()) == page
    assert page.apply(change.inverse().inverse()) == after


@given(st.data())
def test_pages_and_changes_survive_json_and_pickle(data):
    page = data.draw(PAGES)
    change = data.draw(changes(page))
    assert FrontPage.from_dict(page.as_dict()) == page
    assert Change.from_dict(change.as_dict()) == change
    assert pickle.loads(pickle.dumps(page)) == page
    assert pickle.loads(pickle.dumps(change)) == change


@given(st.data())
def test_every_change_can_be_told_in_words(data):
    page = data.draw(PAGES)
    assert data.draw(changes(page)).describe()


def test_a_page_is_never_altered_in_place():
    page = FrontPage(values={"sex": "1"}, diagnoses=(Diagnosis("I10.x00"),))
    page.apply(set_field(page, "sex", "2"))
    assert page.text("sex") == "1"


def test_a_change_for_another_state_of_the_page_is_refused():
    page = FrontPage(values={"sex": "1"})
    change = set_field(page, "sex", "2")
    with pytest.raises(StaleChangeError, match="页面已变化"):
        page.apply(change).apply(change)


@pytest.mark.parametrize(
    "edit",
    [
        Edit(EditKind.REMOVE, group="diagnosis", index=0, row=Diagnosis("A00.000")),
        Edit(EditKind.MOVE, group="diagnosis", index=0, to=3),
        Edit(EditKind.INSERT, group="diagnosis", index=9, row=Diagnosis()),
        Edit(EditKind.SET, field="other_dx_code", index=4, after="I10.x00"),
    ],
)
def test_a_row_that_is_not_there_is_not_edited(edit):
    with pytest.raises(StaleChangeError):
        FrontPage(diagnoses=(Diagnosis("I10.x00"),)).apply(Change((edit,)))


def test_making_the_second_diagnosis_principal_keeps_its_condition_on_admission():
    page = FrontPage(diagnoses=(Diagnosis("R50.900", "发热", "1"), Diagnosis("J18.900", "肺炎", "2")))
    swapped = page.apply(move_row(page, "diagnosis", 1, 0))
    assert swapped.principal == Diagnosis("J18.900", "肺炎", "2")
    assert swapped.text("other_dx_code", 1) == "R50.900"


def test_a_diagnosis_row_answers_to_the_key_of_its_place():
    assert field_key("diagnosis", "code", 0) == "principal_dx_code"
    assert field_key("diagnosis", "code", 3) == "other_dx_code"
    page = FrontPage(diagnoses=(Diagnosis("A"), Diagnosis("B")))
    assert set_field(page, "principal_dx_code", "C", 1).edits[0].field == "other_dx_code"
    assert row_label("diagnosis", 0) == "主要诊断"


def test_undo_gives_back_that_a_field_was_never_supplied():
    page = FrontPage(supplied=frozenset({"sex"}))
    change = set_field(page, "id_type", "1")
    assert page.apply(change).is_supplied("id_type")
    assert not page.apply(change).apply(change.inverse()).is_supplied("id_type")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-07-01", datetime(2026, 7, 1)),
        ("2026/7/1 8:05", datetime(2026, 7, 1, 8, 5)),
        ("2026-07-01T08:05:09", datetime(2026, 7, 1, 8, 5, 9)),
        ("20260701", datetime(2026, 7, 1)),
        ("20260701083000", datetime(2026, 7, 1, 8, 30)),
        ("2026年7月1日", datetime(2026, 7, 1)),
        ("2026年07月01日8时", datetime(2026, 7, 1, 8)),
        ("2026年7月1日8时5分", datetime(2026, 7, 1, 8, 5)),
        ("2026-02-30", None),
        ("01/07/2026", None),
        ("46204", None),
        ("", None),
        ("-", None),
    ],
)
def test_dates_in_the_spellings_of_exports(text, moment):
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12.50", Decimal("12.50")),
        ("-3", Decimal(-3)),
        (".5", Decimal("0.5")),
        (" 7 ", Decimal(7)),
        ("1,200", None),
        ("￥12", None),
        ("1.2E5", None),
        ("１２", None),
        ("", None),
        ("nan", None),
    ],
)
def test_only_plain_decimals_are_numbers(text, number):
    assert read_number(text) == number


@given(st.text(max_size=40))
def test_no_text_breaks_the_readings(text):
    read_moment(text)
    read_number(text)
    is_blank(text)


def test_typed_readings():
    page = FrontPage(values={"age_years": "67.0", "birth_date": "1959-03-02", "fee_total": "10.5"})
    assert page.integer("age_years") == 67
    assert page.integer("fee_total") is None
    assert page.date("birth_date") == date(1959, 3, 2)
    assert page.number("fee_self_pay") is None


def test_a_dash_is_an_answer_only_where_the_form_allows_it():
    page = FrontPage(values={"id_no": "-", "current_address": "-"})
    assert page.is_filled("id_no")
    assert not page.is_filled("current_address")


def test_only_empty_rows_at_the_end_are_dropped():
    rows = (Diagnosis("I10.x00"), Diagnosis(), Diagnosis("E11.900"), Diagnosis(), Diagnosis())
    assert trimmed(rows) == rows[:3]


def test_the_catalogue_knows_every_row_field_and_its_group():
    catalogue = field_catalogue()
    for key, (group, _) in ROW_ATTRIBUTES.items():
        assert catalogue[key].group == group, key
    assert len(catalogue) == 269
    assert catalogue.value_label("discharge_way", "5") == "死亡"


def test_a_stay_is_told_from_every_other_by_hospital_record_and_admission():
    page = FrontPage({"org_code": "H1", "case_no": "0042", "admission_times": "2"}, origin=Origin("a.csv", 7))
    assert page.key == "H1|0042|2"
    assert page.case_no == "0042"


def test_a_stay_without_a_record_number_is_told_by_its_discharge_and_its_place_in_the_file():
    page = FrontPage({"org_code": "H1", "discharge_datetime": "2026-07-05"}, origin=Origin("a.csv", 7))
    assert page.key == "H1|||2026-07-05|a.csv|7"


def test_the_digest_is_of_what_a_page_says_and_not_of_the_file_it_came_from():
    page = FrontPage(
        {"sex": "1", "case_no": "2"}, (Diagnosis("I10.x00"),), (Procedure("47.0100"),), (IntensiveCare("CCU"),)
    )
    elsewhere = FrontPage({"case_no": "2", "sex": "1"}, page.diagnoses, page.procedures, page.intensive_cares)
    elsewhere = replace(elsewhere, origin=Origin("b.csv", 9), extra={"备注": "甲"})
    assert page.digest == elsewhere.digest
    assert len(page.digest) == 24
    others = [{"values": {"sex": "2"}}, {"diagnoses": ()}, {"procedures": ()}, {"intensive_cares": ()}]
    assert page.digest not in [replace(page, **other).digest for other in others]


def test_a_page_of_an_old_store_that_says_less_is_read():
    assert FrontPage.from_dict({}) == FrontPage()
    read = FrontPage.from_dict({"diagnoses": [{"code": "I10.x00"}], "supplied": ["sex"], "origin": {"row": 3}})
    assert read == FrontPage({}, (Diagnosis("I10.x00"),), supplied=frozenset({"sex"}), origin=Origin(row=3))


def test_the_data_of_a_page_hold_no_empty_attributes_of_rows():
    assert FrontPage({}, (Diagnosis("I10.x00", poa="1"), Diagnosis())).as_dict()["diagnoses"] == [
        {"code": "I10.x00", "poa": "1"},
        {},
    ]


def test_a_row_that_is_not_there_says_nothing():
    page = FrontPage({}, (Diagnosis("I10.x00"),))
    assert page.text("other_dx_code", 1) == page.text("op_code") == page.text("sex") == ""
    assert page.principal == Diagnosis("I10.x00")
    assert FrontPage().principal is None


def test_every_row_of_a_repeated_field_has_its_own_reading():
    page = FrontPage({}, (), (Procedure(date="2026-07-01 8:05", duration_hours="2"), Procedure(date="2026-07-03")))
    assert [page.date("op_date", i) for i in (0, 1, 2)] == [date(2026, 7, 1), date(2026, 7, 3), None]
    assert page.moment("op_date", 0) == datetime(2026, 7, 1, 8, 5)
    assert page.integer("op_duration_hours", 0) == 2
    assert page.integer("op_duration_hours", 1) is None
    assert [page.has_time("op_date", i) for i in (0, 1)] == [True, False]


@pytest.mark.parametrize(("text", "timed"), [("2026年7月1日8时", True), ("2026年7月1日", False), ("2026-07-01", False)])
def test_a_time_of_day_is_seen_in_chinese_spelling_too(text, timed):
    assert FrontPage({"discharge_datetime": text}).has_time("discharge_datetime") is timed


def test_a_place_that_the_source_does_not_have_is_no_blank():
    page = FrontPage({"sex": "1"}, supplied=frozenset({"sex", "employer"}))
    assert page.is_supplied("employer")
    assert not page.is_supplied("case_no")
    assert page.is_filled("sex")
    assert not page.is_filled("employer")
    assert not FrontPage({"employer": " "}).is_filled("employer")
    assert not FrontPage({"no_such_field": "-"}).is_filled("no_such_field")


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_row_may_be_inserted_before_every_row_and_at_the_end(at):
    page = FrontPage({}, (Diagnosis("A"), Diagnosis("B")))
    rows = page.apply(insert_row(page, "diagnosis", Diagnosis("C"), at)).diagnoses
    assert [r.code for r in rows] == [*"AB"[:at], "C", *"AB"[at:]]


def test_a_row_is_inserted_at_the_end_where_no_place_is_named():
    page = FrontPage({}, (Diagnosis("A"), Diagnosis("B")))
    assert page.apply(insert_row(page, "diagnosis", Diagnosis("C"))).diagnoses[-1] == Diagnosis("C")


@pytest.mark.parametrize(
    "edit",
    [
        Edit(EditKind.INSERT, group="diagnosis", index=3, row=Diagnosis("C")),
        Edit(EditKind.INSERT, group="diagnosis", index=-1, row=Diagnosis("C")),
        Edit(EditKind.INSERT, group="diagnosis", index=0),
        Edit(EditKind.REMOVE, group="diagnosis", index=2, row=Diagnosis("B")),
        Edit(EditKind.REMOVE, group="diagnosis", index=-1, row=Diagnosis("B")),
        Edit(EditKind.REMOVE, group="diagnosis", index=0, row=Diagnosis("B")),
        Edit(EditKind.MOVE, group="diagnosis", index=2, to=0, row=Diagnosis("B")),
        Edit(EditKind.MOVE, group="diagnosis", index=-1, to=0, row=Diagnosis("B")),
        Edit(EditKind.MOVE, group="diagnosis", index=0, to=2, row=Diagnosis("A")),
        Edit(EditKind.MOVE, group="diagnosis", index=1, to=-1, row=Diagnosis("B")),
        Edit(EditKind.MOVE, group="diagnosis", index=0, to=1, row=Diagnosis("B")),
        Edit(EditKind.SET, field="other_dx_code", index=2, after="C"),
        Edit(EditKind.SET, field="principal_dx_code", before="B", after="C"),
        Edit(EditKind.SET, field="sex", before="1", after="2"),
    ],
)
def test_a_change_that_was_made_for_other_rows_is_refused(edit):
    with pytest.raises(StaleChangeError, match="页面已变化"):
        FrontPage({}, (Diagnosis("A"), Diagnosis("B"))).apply(Change((edit,)))


def test_the_last_row_may_be_removed_and_moved():
    page = FrontPage({}, (Diagnosis("A"), Diagnosis("B"), Diagnosis("C")))
    assert page.apply(remove_row(page, "diagnosis", 2)).diagnoses == page.diagnoses[:2]
    assert [r.code for r in page.apply(move_row(page, "diagnosis", 2, 0)).diagnoses] == ["C", "A", "B"]
    assert [r.code for r in page.apply(move_row(page, "diagnosis", 0, 2)).diagnoses] == ["B", "C", "A"]


def test_a_value_that_is_emptied_is_gone_and_its_place_stays():
    page = FrontPage({"sex": "1"})
    emptied = page.apply(set_field(page, "sex", ""))
    assert "sex" not in emptied.values
    assert emptied.is_supplied("sex")


def test_without_a_row_the_first_one_is_meant():
    rows = (Procedure("47.0100", date="2026-07-01 8:05", duration_hours="2"), Procedure())
    page = FrontPage({}, (Diagnosis("I10.x00"), Diagnosis()), rows)
    assert page.text("op_code") == "47.0100"
    assert page.is_filled("op_code")
    assert (page.number("op_duration_hours"), page.integer("op_duration_hours")) == (2, 2)
    assert page.date("op_date") == date(2026, 7, 1)
    assert page.moment("op_date") == datetime(2026, 7, 1, 8, 5)
    assert page.has_time("op_date")
    assert set_field(page, "op_code", "47.0900").edits[0].index == 0
    assert (
        page.apply(Change((Edit(EditKind.SET, field="op_code", before="47.0100", after="1"),))).text("op_code") == "1"
    )


def test_what_is_told_beside_a_thing_that_has_left_the_memory_is_not_told_beside_none():
    class Table:
        pass

    def told(page, table):
        return type(table).__name__

    page, table = FrontPage(), Table()
    assert page.once(table, told) == "Table"
    assert page.once(table, told) == "Table"
    del table
    gc.collect()
    assert page.once(None, told) == "NoneType"
