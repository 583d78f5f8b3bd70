"""What a hospital's own coded pages teach, what it is worth a month later, and what is usual."""

import pytest

from coding.codes.entry import CodeKind
from coding.knowledge.knowledge import load_knowledge
from coding.page.edits import set_row
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from coding.suggest.own_pairs import PairCount, coded_words, own_pairs
from coding.suggest.term_book import TermPair
from coding.work.own_years import own_years, stored_years
from coding.work.usual_stays import LEAST_STAYS
from db.sqlite.sqlite_store import SqliteStore

#: What doctors of this hospital write for it; no embedded pair knows it.
WORDS, CODE = "慢阻老病犯了", "J44.100"


def page(day, *rows, ops=(), **values):
    said = {"discharge_datetime": f"{day} 10:00:00", "los_days": "5", "age_years": "60", "fee_total": "1000"}
    return FrontPage(said | values, tuple(Diagnosis(code, words, "1") for words, code in rows), ops)


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge()


def taught(knowledge, pages, known=()):
    count = PairCount()
    for one in pages:
        count.add(coded_words(one, knowledge.lookup))
    return own_pairs(count, knowledge.lookup, known)


def test_a_pair_is_learned_when_it_was_seen_three_times(knowledge):
    rows = [page("2026-01-05", (WORDS, CODE))] * 2
    assert taught(knowledge, rows).learned == ()
    assert taught(knowledge, rows).rare == 1
    (one,) = taught(knowledge, [*rows, page("2026-02-05", (f" {WORDS} ", CODE))]).learned
    assert (one.pair.raw, one.pair.code, one.times, one.share) == (WORDS, CODE, 3, 1.0)
    assert one.pair.approved is False
    assert one.pair.std == (knowledge.codes.dx.name(CODE),)


def test_standard_names_and_rows_without_a_code_teach_nothing(knowledge):
    name = knowledge.codes.dx.name(CODE)
    rows = [page("2026-01-05", (name, CODE), (WORDS, ""), ("", CODE), (WORDS, "XYZ"))] * 5
    found = taught(knowledge, rows)
    assert (found.learned, found.open, found.rare) == ((), (), 0)


def test_words_that_are_coded_in_several_ways_are_left_to_a_person(knowledge):
    rows = [page("2026-01-05", (WORDS, CODE))] * 4 + [page("2026-01-06", (WORDS, "J44.900"))] * 3
    found = taught(knowledge, rows)
    assert found.learned == ()
    (one,) = found.open
    assert "J44.900 3 次" in one.why


def test_what_the_judge_of_words_denies_is_not_learned(knowledge):
    rows = [page("2026-01-05", ("陈旧性脑梗死", "I63.900"))] * 9
    found = taught(knowledge, rows)
    assert found.learned == ()
    (one,) = found.open
    assert "名称与编码不符" in one.why


def test_what_the_book_holds_refused_or_not_is_not_told_again(knowledge):
    known = TermPair(WORDS, (knowledge.codes.dx.name(CODE),), CODE, "dx")
    assert taught(knowledge, [page("2026-01-05", (WORDS, CODE))] * 5, [known]).learned == ()


def test_the_last_month_shows_what_the_months_before_are_worth(knowledge):
    before = [page(f"2026-0{month}-05", (WORDS, CODE)) for month in (1, 2, 3) for _ in range(2)]
    found = own_years([*before, *[page("2026-04-02", (WORDS, CODE))] * 7], knowledge)
    assert (found.first, found.last) == ("2026-01", "2026-04")
    hits = found.hits
    assert (hits.month, hits.rows, hits.of) == ("2026-04", 7, 7)
    assert (hits.before, hits.after) == (0, 7)
    assert "2026-04 的 7 行" in found.in_words()


def test_what_is_tried_is_taught_by_other_months_alone(knowledge):
    found = own_years([page("2026-03-05"), *[page("2026-04-02", (WORDS, CODE))] * 7], knowledge)
    assert len(found.pairs.learned) == 1
    assert found.hits.after == found.hits.before


def test_pages_of_one_month_cannot_be_tried_and_that_is_said(knowledge):
    found = own_years([page("2026-04-02", (WORDS, CODE))] * 5, knowledge)
    assert found.hits is None
    assert "只有一个月" in found.in_words()


def test_usual_stay_age_cost_and_share_with_an_operation(knowledge):
    operation = (Procedure("51.2300", "胆囊切除"),)
    stays = [
        page(
            "2026-01-05",
            ("结石", "K80.200"),
            ops=operation if n < 5 else (),
            los_days=str(n + 1),
            fee_total=str(100 * n),
        )
        for n in range(LEAST_STAYS)
    ]
    few = [page("2026-01-05", ("肺炎", "J18.900"))] * (LEAST_STAYS - 1)
    (usual,) = own_years([*stays, *few], knowledge).usual
    assert (usual.code, usual.stays, usual.operated) == ("K80.200", LEAST_STAYS, 0.5)
    assert (usual.days.low, usual.days.middle, usual.days.high) == (1.9, 5.5, 9.1)
    assert usual.cost.middle == 450
    assert usual.age.middle == 60


def test_of_a_store_the_doctors_words_count_and_the_codes_as_they_stand_now(tmp_path, knowledge):
    store = SqliteStore(tmp_path / "years.sqlite")
    pages = tuple(
        page(f"2026-0{month}-05", (WORDS, "J44.900"), case_no=f"00000{month}", org_code="1") for month in (1, 2, 3)
    )
    added = store.import_reading(Reading("年.csv", "n041", "utf-8", (), pages)).added
    for page_id in added:
        now = store.page(page_id)
        name = knowledge.codes.dx.name(CODE)
        store.append(page_id, set_row(now, "diagnosis", 0, {"code": CODE, "name": name}))
    (one,) = stored_years(store, knowledge).pairs.learned
    assert (one.pair.raw, one.pair.code, one.times) == (WORDS, CODE, 3)
    store.close()


def test_procedures_teach_too(knowledge):
    rows = [page("2026-01-05", ops=(Procedure("51.2300", "腹腔镜切胆"),))] * 3
    (one,) = taught(knowledge, rows).learned
    assert (one.pair.kind, one.pair.code) == (CodeKind.PROCEDURE.value, "51.2300")


def test_a_code_that_the_table_in_use_does_not_hold_bears_the_name_of_its_subcategory(knowledge):
    stays = [page("2026-01-05", ("胆囊结石伴慢性胆囊炎", "K80.101"))] * LEAST_STAYS
    (usual,) = own_years(stays, knowledge).usual
    assert usual.name
    assert usual.name == knowledge.codes.dx.name("K80.1")


def test_pages_without_a_day_of_discharge_are_not_said_to_be_of_one_month(knowledge):
    told = own_years([page("", (WORDS, CODE))] * 3, knowledge).in_words()
    assert "没有可用的出院日期" in told
    assert "只有一个月" not in told
