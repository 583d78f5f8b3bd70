"""Two names under one number are no person to be merged; what the card says is offered where the page is blank."""

import pytest

from coding.examine.examine import examine
from coding.page.context import Context
from coding.rules.example import read_example
from coding.rules.person_name import is_same_name

CARD = "11010519491231002X"
STAY = "admission_datetime=2026-07-0{0} 10:00 | discharge_datetime=2026-07-0{1} 10:00 | admission_times=1"
WANG = f"id_no={CARD} | age_years=76 | sex=2 | case_no=100001 | patient_name=王样例 | abo_blood=1 | {STAY.format(1, 5)}"
LI = f"id_no={CARD} | age_years=76 | sex=1 | case_no=100002 | patient_name=李示例 | abo_blood=2 | {STAY.format(4, 9)}"


@pytest.fixture
def neighbourly(embedded):
    def rules(text):
        page, others, _ = read_example(text)
        seen = examine(page, embedded, Context(neighbours=others))
        about = {c.rule.id for c in embedded.rules.rules if "neighbours" in c.needs}
        return [f for f in seen.findings if f.rule in about]

    return rules


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("王样例", " 王 样　例"),
        ("阿依古丽·买买提", "阿依古丽•买买提"),
        ("阿依古丽·买买提", "阿依古丽．买买提"),
        ("阿依古丽·买买提", "阿依古丽买买提"),
        ("SMITH John", "ｓｍｉｔｈ  john"),
        ("王?", "王䶮"),
        ("王*例", "王样例"),
        ("", "王样例"),
        ("无名氏01", "王样例"),
    ],
)
def test_spellings_of_one_name_are_one_name(one, two):
    assert is_same_name(one, two)
    assert is_same_name(two, one)


@pytest.mark.parametrize(
    ("one", "two"), [("王样例", "李样例"), ("王样", "王样例"), ("王*", "李样例"), ("王一", "王二")]
)
def test_other_names_are_other_names(one, two):
    assert not is_same_name(one, two)
    assert not is_same_name(two, one)


def test_one_identity_number_under_two_names_is_told_first_and_nobody_is_merged(neighbourly):
    found = neighbourly(f"{WANG} // {LI}")
    assert [f.rule for f in found] == ["FP-ACC-908"]
    told = found[0]
    assert (told.severity.value, told.place.field) == ("error", "id_no")
    assert "王样例" in told.message
    assert "李示例" in told.message
    assert "不可合并病案号" in told.hint
    assert told.basis


def test_the_same_name_in_another_spelling_is_the_same_person(neighbourly):
    same = LI.replace("李示例", "王 样例").replace("sex=1", "sex=2")
    assert {f.rule for f in neighbourly(f"{WANG} // {same}")} == {"FP-ACC-902", "FP-ACC-903", "FP-ACC-904"}


def test_a_third_stay_under_another_name_holds_back_the_merging_too(neighbourly):
    same = LI.replace("李示例", "王样例").replace("100002", "100003")
    found = {f.rule for f in neighbourly(f"{WANG} // {LI} // {same}")}
    assert "FP-ACC-908" in found
    assert "FP-ACC-903" not in found


def test_one_record_number_under_two_names_is_told_and_no_stay_of_the_same_patient(neighbourly):
    one, other = (text.replace(f"id_no={CARD} | ", "") for text in (WANG, LI.replace("100002", "100001")))
    assert {f.rule for f in neighbourly(f"{one} // {other}")} >= {"FP-ACC-909"}
    assert "FP-ACC-904" not in {f.rule for f in neighbourly(f"{one} // {other}")}


@pytest.mark.parametrize(
    "child",
    [
        f"id_no={CARD} | age_years=0 | case_no=2 | patient_name=王样例之子",
        f"id_no={CARD} | age_years=5 | birth_date=2021-03-01 | case_no=2 | patient_name=李小",
    ],
)
def test_a_guardians_card_on_a_childs_page_makes_no_second_name(neighbourly, child):
    assert "FP-ACC-908" not in {f.rule for f in neighbourly(f"{WANG} // {child}")}


# -- a blank birth date


def birth(embedded, text):
    seen = examine(read_example(text)[0], embedded)
    [found] = [f for f in seen.findings if f.rule == "FP-CMP-008"]
    return found.hint, [e.after for c in found.changes for e in c.edits]


ADMITTED = "admission_datetime=2026-07-01 10:00"


def test_the_birth_date_of_the_card_is_offered_where_it_is_blank(embedded):
    old = f"birth_date= | age_years=76 | id_no={CARD} | {ADMITTED}"
    assert birth(embedded, old) == ("与身份证件一致", ["1949-12-31"])
    assert birth(embedded, old.replace("age_years=76", "age_years=")) == ("与身份证件一致", ["1949-12-31"])


@pytest.mark.parametrize(
    "text",
    [
        f"birth_date= | age_years=76 | id_no=110105194912310021 | {ADMITTED}",
        f"birth_date= | age_years=76 | id_no=- | {ADMITTED}",
        f"birth_date= | age_years=40 | id_no={CARD} | {ADMITTED}",
        f"birth_date= | age_years=76 | id_no={CARD} | id_type=3 | {ADMITTED}",
    ],
)
def test_a_card_that_is_wrong_or_another_persons_offers_nothing(embedded, text):
    assert birth(embedded, text) == ("与身份证件一致", [])


def test_newborns_are_told_of_on_an_infants_page_alone(embedded):
    assert birth(embedded, f"birth_date= | age_years=0 | id_no={CARD} | {ADMITTED}") == ("新生儿按实际出生日期", [])


def test_the_sex_of_the_card_is_offered_where_it_is_blank(embedded):
    seen = examine(read_example(f"sex= | age_years=76 | id_no={CARD} | {ADMITTED}")[0], embedded)
    [found] = [f for f in seen.findings if f.rule == "FP-CMP-007"]
    assert [e.after for c in found.changes for e in c.edits] == ["2"]
