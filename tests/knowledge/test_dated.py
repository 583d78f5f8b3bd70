"""A part of the Knowledge that holds on its days only: the day of discharge picks, and the stamp is of what holds."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.examine.examine import examine, examine_again
from coding.examine.preview import preview
from coding.knowledge.dated import DatedPart, first_days, parts_in_span, span_of
from coding.knowledge.knowledge import Knowledge, KnowledgeSource
from coding.page.edits import set_field
from coding.rules.local import LocalRules
from tests.db.conftest import make_page

DAYS = st.dates(date(2026, 12, 1), date(2027, 1, 31))
SWITCH = date(2027, 1, 1)


@given(
    st.lists(st.tuples(st.sampled_from(["scheme", "tariff"]), st.none() | DAYS, st.none() | DAYS), max_size=5),
    DAYS,
)
def test_the_span_of_a_day_holds_what_the_day_holds(told, day):
    parts = [DatedPart(part, str(at), first, last) for at, (part, first, last) in enumerate(told)]
    firsts = first_days(parts)
    found = parts_in_span(parts, span_of(day, firsts), firsts)
    for kind in ("scheme", "tariff"):
        holding = [p for p in parts if p.part == kind and p.holds_on(day)]
        wanted = max(holding, key=lambda p: (p.valid_from or date.min, int(p.path)), default=None)
        assert found.get(kind) == wanted


@pytest.fixture
def tariffs(tmp_path):
    def table(name, weight):
        path = tmp_path / name
        path.write_text(f"DRG编码,DRG名称,权重\nHC29,胆囊切除,{weight}\nES35,肺炎,{weight}\n", encoding="utf-8")
        return str(path)

    return table("今年.csv", 1.0), table("明年.csv", 2.0)


@pytest.fixture
def knowledge(tariffs):
    now, then = tariffs
    dated = DatedPart("tariff", now, None, SWITCH - timedelta(days=1)), DatedPart("tariff", then, SWITCH)
    return Knowledge(KnowledgeSource(dated=dated))


def discharged(day):
    return make_page("1", discharge_datetime=f"{day} 10:00:00")


def test_the_day_of_discharge_picks_the_tariff(knowledge):
    assert knowledge.of(discharged("2026-12-31")).tariff.title == "今年"
    assert knowledge.of(discharged("2027-01-01")).tariff.title == "明年"


def test_without_a_day_it_is_what_is_in_force_from_now_on(knowledge):
    page = make_page("1", discharge_datetime="")
    assert knowledge.of(page).tariff.title == knowledge.tariff.title == "明年"


def test_the_stamp_of_a_page_is_of_what_holds_on_its_day(knowledge, tariffs):
    this_year = Knowledge(KnowledgeSource(tariff=tariffs[0]))
    seen = examine(discharged("2026-12-31"), knowledge)
    assert seen.stamp == examine(discharged("2026-12-31"), this_year).stamp, "next year's shelf makes nothing outdated"
    assert seen.stamp != examine(discharged("2027-01-01"), knowledge).stamp


def test_another_tariff_of_next_year_changes_the_whole_and_not_this_years_pages(knowledge, tariffs, tmp_path):
    other = tmp_path / "另一版.csv"
    other.write_text("DRG编码,权重\nHC29,3\n", encoding="utf-8")
    parts = (knowledge.source.dated[0], DatedPart("tariff", str(other), SWITCH))
    renewed = Knowledge(KnowledgeSource(dated=parts))
    assert renewed.stamp != knowledge.stamp
    assert renewed.on(date(2026, 12, 31)).stamp == knowledge.on(date(2026, 12, 31)).stamp
    assert renewed.on(SWITCH).stamp != knowledge.on(SWITCH).stamp


def test_a_change_of_the_day_is_judged_by_what_holds_then(knowledge):
    page = discharged("2026-12-31")
    before = examine(page, knowledge)
    change = set_field(page, "discharge_datetime", "2027-01-01 10:00:00")
    after = examine_again(page, change, before, knowledge)
    assert after == examine(page.apply(change), knowledge)
    assert preview(page, change, knowledge).after.stamp == after.stamp


def test_what_is_alike_is_loaded_once(knowledge):
    first, last = knowledge.spans
    assert first.codes is last.codes
    assert first.scheme is last.scheme
    assert first.rules is last.rules
    assert first.lookup is last.lookup


def test_own_rules_hold_on_every_day(knowledge):
    ruled = knowledge.with_rules(LocalRules())
    assert [span.rules.stamp for span in ruled.spans] == [ruled.rules.stamp] * 2


def test_a_part_may_be_the_embedded_one_on_its_days(tariffs):
    dated = (DatedPart("tariff", "", None, SWITCH - timedelta(days=1)),)
    knowledge = Knowledge(KnowledgeSource(tariff=tariffs[1], dated=dated))
    assert knowledge.on(date(2026, 12, 31)).tariff.is_demonstration
    assert knowledge.on(SWITCH).tariff.title == "明年"
