"""From a page to a case: spelling, blank rows, missing items."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.drg.scheme import embedded_scheme
from coding.drg.trace import trace_case
from coding.grouping.case import GroupStatus
from coding.grouping.page_case import case_of, case_reads
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, IntensiveCare, Procedure

VALUES = {"sex": "2", "age_years": "54", "los_days": "6", "discharge_way": "1", "discharge_dept": "0401"}


def page(dx=("K80.000x002",), px=("51.2300",), **values):
    return FrontPage(
        values={k: v for k, v in {**VALUES, **values}.items() if v},
        diagnoses=tuple(Diagnosis(code=code) for code in dx),
        procedures=tuple(Procedure(code=code) for code in px),
    )


def test_the_items_that_grouping_reads():
    made = case_of(page(age_years="0", age_days="12", newborn_birth_weight_1="3100"))
    assert (made.sex, made.age, made.age_days, made.birth_weight) == (2, 0, 12, 3100)
    assert (made.los, made.leaving_type, made.dept) == (6, "1", "0401")
    assert (made.dx, made.px) == (("K80.000x002",), ("51.2300",))
    assert made.icu_hours is None


@pytest.mark.parametrize("sex", ["0", "9", "", "男"])
def test_a_sex_that_is_neither_1_nor_2_is_missing(sex):
    assert case_of(page(sex=sex)).sex is None


def test_short_and_untidy_spellings_become_the_six_place_code():
    made = case_of(page(dx=(" k80.0 ", "Ｉ10", "I10.X00X002", "A01.0+G01*"), px=("47.01", "33.6")))
    assert made.dx == ("K80.000", "I10.x00", "I10.x00x002", "A01.000+G01*")
    assert made.px == ("47.0100", "33.6x00")


def test_text_that_is_no_code_passes_as_it_is():
    assert case_of(page(dx=("K80.0?!",), px=("胆囊切除",))).dx == ("K80.0?!",)
    assert case_of(page(px=("胆囊切除",))).px == ("胆囊切除",)


def test_blank_rows_are_left_out():
    made = case_of(page(dx=("K80.000", "", "-", "I10.x00"), px=("", "51.2300", "")))
    assert made.dx == ("K80.000", "I10.x00")
    assert made.px == ("51.2300",)


def test_no_other_diagnosis_moves_into_the_place_of_a_blank_principal():
    made = case_of(page(dx=("", "K80.000")))
    assert made.dx == ("", "K80.000")
    scheme = embedded_scheme()
    result = scheme.group(made)
    assert (result.status, result.drg, result.failed_check) == (GroupStatus.CHECK_FAILED, "0000", "dx")
    assert "没有主要诊断编码" in trace_case(scheme, made).detail
    assert embedded_scheme().group(case_of(page(dx=()))).failed_check == "dx"


def test_hours_in_intensive_care():
    stays = (
        IntensiveCare(total_duration="1/2/30"),
        IntensiveCare(in_time="2026-01-01 08:00", out_time="2026-01-01 20:00"),
        IntensiveCare(in_time="2026-01-03 08:00", out_time="2026-01-02 08:00"),
    )
    assert case_of(FrontPage(intensive_cares=stays)).icu_hours == 26.5 + 12


CODES = [("K80.000x002", "51.2300"), ("I21.900", "36.0601"), ("S72.000", "79.3500x016"), ("O82.000", "74.1x01")]
SPELLINGS = [
    str,
    str.lower,
    lambda c: f" {c} ",
    lambda c: c.translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
    lambda c: c.replace(".", "。"),
    lambda c: c.upper(),
]


@given(st.sampled_from(CODES), st.sampled_from(SPELLINGS), st.sampled_from(SPELLINGS))
def test_two_equal_pages_in_other_spelling_group_alike(codes, spell_dx, spell_px):
    dx, px = codes
    scheme = embedded_scheme()
    tidy = scheme.group(case_of(page(dx=(dx, "I10.x00x002"), px=(px,))))
    other = scheme.group(case_of(page(dx=(spell_dx(dx), spell_dx("I10.x00x002")), px=(spell_px(px),))))
    assert tidy.status is GroupStatus.GROUPED
    assert other == tidy


def test_a_case_rests_on_no_other_field_than_it_says():
    """Rules that group a page once more are asked again where one of these was edited."""
    given = page(fee_total="8000", **{"fee_western_drug": "300", "fee_surgical": "5"})
    told = case_of(given)
    for key in sorted(field_catalogue()):
        values = {**given.values, key: "7"}
        if key not in ROW_ATTRIBUTES and case_of(replace(given, values=values)) != told:
            assert key in case_reads(), key
