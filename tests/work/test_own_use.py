"""How a code or a group stands on the own pages of twelve months: counts, and nobody's name."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from coding.codes.entry import CodeKind
from coding.page.rows import Diagnosis
from coding.review.people import Role
from coding.suggest.term_book import TermPair
from coding.work import own_use as own
from coding.work.own_use import CodedWords, KeptWords, own_cases, own_use, own_year
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import judged, make_page, make_reading

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE
TODAY = date(2024, 5, 1)


@pytest.fixture
def pages(costed):
    judged(costed, *costed.worklist())
    return costed


def test_a_code_is_counted_with_the_words_that_stand_beside_it(pages):
    use = own_use(pages, "K80.000", DX, TODAY)
    assert (use.pages, use.read, use.exact, use.first) == (4, 4, 4, 4)
    assert use.words == (CodedWords("胆囊结石伴急性胆囊炎", 4),)
    other = own_use(pages, "I10", DX, TODAY)
    assert (other.pages, other.exact, other.first) == (4, 4, 0)
    assert own_use(pages, "51.2300", PX, TODAY).first == 4


def test_codes_below_are_counted_and_told_apart(store):
    plain = make_page("1")
    store.import_reading(
        make_reading(replace(plain, diagnoses=(Diagnosis("K80.000x002", "化脓性胆囊炎", "1"),)), make_page("2"))
    )
    use = own_use(store, "K80.000", DX, TODAY)
    assert (use.pages, use.exact) == (2, 1)
    assert own_use(store, "K80", DX, TODAY).pages == 2


def test_the_year_ends_with_the_newest_discharge_and_never_after_today(pages, store):
    assert own_year(pages, TODAY) == own.Year(date(2023, 4, 11), date(2024, 4, 10))
    assert own_year(pages, date(2024, 3, 20)).last == date(2024, 3, 10)


def test_a_leap_day_ends_a_year_too(store):
    store.import_reading(make_reading(make_page("1", discharge_datetime="2024-02-29 10:00:00")))
    assert own_year(store, TODAY) == own.Year(date(2023, 3, 1), date(2024, 2, 29))


def test_pages_of_before_are_not_counted(store):
    old = make_page("1", discharge_datetime="2022-03-10 10:00:00", admission_datetime="2022-03-01 08:00:00")
    store.import_reading(make_reading(old, make_page("2")))
    assert own_use(store, "K80.000", DX, TODAY).pages == 1


def test_the_term_book_is_asked_for_the_code(pages):
    pages.add_terms([TermPair("胆石症急性发作", ("胆囊结石伴急性胆囊炎",), "K80.0", "dx")])
    assert own_use(pages, "K80.000", DX, TODAY).terms == (KeptWords("胆石症急性发作", 1, is_open=True),)
    assert own_use(pages, "K80.100", DX, TODAY).terms == ()


def test_a_category_of_procedures_is_too_wide_to_be_asked(pages):
    assert own_use(pages, "51", PX, TODAY).pages is None


def test_only_the_newest_are_read_and_the_reader_is_told(pages, monkeypatch):
    monkeypatch.setattr(own, "MOST_READ", 2)
    use = own_use(pages, "K80.000", DX, TODAY)
    assert (use.pages, use.read) == (4, 2)


def test_who_is_shown_no_identities_is_shown_no_words(pages, monkeypatch):
    pages.add_terms([TermPair("王样例的胆石症", ("胆囊结石伴急性胆囊炎",), "K80.000", "dx")])
    reader = replace(pages.me, roles=frozenset({Role.READER}))
    monkeypatch.setattr(type(pages), "me", property(lambda _: reader))
    use = own_use(pages, "K80.000", DX, TODAY)
    assert (use.words, use.terms) == (None, ())
    assert use.pages == 4


def test_a_group_is_counted_with_its_means_and_what_stands_beside(pages, embedded, monkeypatch):
    monkeypatch.setattr(own, "FEWEST", 4)
    cases = own_cases(pages, "HC23", embedded, TODAY)
    assert (cases.pages, cases.mean_cost, cases.mean_stay) == (4, 2000.0, 9.0)
    assert [(one.code, one.count) for one in cases.principals] == [("K80.000", 4)]
    assert [(one.code, one.count) for one in cases.companions] == [("I10.x00", 4), ("51.2300", 4)]
    assert own_cases(pages, "FR11", embedded, TODAY).pages == 0


def test_of_few_pages_nothing_is_said_to_be_common(pages, embedded):
    assert own_cases(pages, "HC23", embedded, TODAY).companions == ()


def test_the_work_can_be_stopped_and_tells_how_far_it_is(pages, embedded):
    told = []
    own_cases(pages, "HC23", embedded, TODAY, lambda done, total: told.append((done, total)))
    assert told[0] == (0, 12)

    def stop(_done, _total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        own_use(pages, "K80.000", DX, TODAY, stop)


def test_an_empty_store_has_nothing(tmp_path, embedded):
    empty = SqliteStore(tmp_path / "空.sqlite")
    assert own_use(empty, "K80.000", DX, TODAY).pages == 0
    assert own_cases(empty, "HC23", embedded, datetime(2024, 5, 1).date()).mean_cost is None
    empty.close()
