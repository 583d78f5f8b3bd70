"""Whose page is whose: by the table of wards, evenly, the same on every machine; and which page comes next."""

from datetime import date, datetime

import pytest

from coding.page.step import PageState
from coding.review.dealing import Duty, DutyOf, ToDeal, deal, is_to_do, next_of
from coding.review.people import Person, Role

WARD, SPECIALTY = DutyOf
CODER = frozenset({Role.CODER})
LI, WANG, ZHAO = Person(1, "li", "李", CODER), Person(2, "w", "王", CODER), Person(3, "z", "赵", CODER)
PEOPLE = {p.id: p for p in (LI, WANG, ZHAO)}


def pages(ward, ids, specialty="03", day=date(2026, 7, 5)):
    return [ToDeal(page_id, ward, specialty, day) for page_id in ids]


def test_a_ward_goes_before_its_specialty_and_what_is_nobodys_is_left():
    duties = [Duty(SPECIALTY, "03", 1), Duty(WARD, "心内一", 2)]
    found = deal([*pages("心内一", [1]), *pages("心内二", [2]), *pages("骨科", [3], "04")], duties, PEOPLE)
    assert found.coders == {1: 2, 2: 1}
    assert found.left == (3,)
    assert found.in_words(PEOPLE) == "已分派 2 份：王 1，李 1；1 份没有人负责，须指定。"


def test_who_share_a_ward_get_alike_many_of_it_whatever_else_they_have():
    duties = [Duty(WARD, "心内", 1), Duty(WARD, "骨科", 1), Duty(WARD, "骨科", 2), Duty(WARD, "骨科", 3)]
    found = deal([*pages("心内", range(100)), *pages("骨科", range(100, 110))], duties, PEOPLE)
    shares = [sum(found.coders[i] == coder for i in range(100, 110)) for coder in (1, 2, 3)]
    assert sorted(shares) == [3, 3, 4]
    assert shares[0] == 3, "the odd one goes to who has fewest of all"


def test_the_same_pages_are_dealt_alike_again():
    duties = [Duty(WARD, "骨科", coder) for coder in (3, 1, 2)]
    found = deal(pages("骨科", range(7)), duties, PEOPLE)
    assert [found.coders[i] for i in range(7)] == [3, 1, 2, 3, 1, 2, 3]


def test_the_table_is_dated_by_the_day_of_discharge():
    duties = [
        Duty(WARD, "骨科", 1, last=date(2026, 6, 30)),
        Duty(WARD, "骨科", 2, first=date(2026, 7, 1)),
    ]
    june, july = pages("骨科", [1], day=date(2026, 6, 30)), pages("骨科", [2], day=date(2026, 7, 1))
    assert deal([*june, *july], duties, PEOPLE).coders == {1: 1, 2: 2}
    assert deal(pages("骨科", [3], day=None), duties, PEOPLE).left == (3,)


def test_by_hand_goes_before_the_table_and_what_is_dealt_stays_and_counts():
    duties = [Duty(WARD, "骨科", 1), Duty(WARD, "骨科", 2)]
    found = deal(pages("骨科", range(6)), duties, PEOPLE, by_hand={5: 3}, already={0: 1, 1: 1})
    assert [found.coders[i] for i in range(6)] == [1, 1, 2, 2, 1, 3]


def test_who_has_left_or_may_not_code_is_given_no_page():
    gone = Person(1, "li", "李", CODER, closed_at=datetime(2026, 7, 1))
    reader = Person(2, "w", "王", frozenset({Role.READER}))
    duties = [Duty(WARD, "骨科", 1), Duty(WARD, "骨科", 2), Duty(WARD, "骨科", 3)]
    found = deal(pages("骨科", range(3)), duties, {1: gone, 2: reader, 3: ZHAO}, already={0: 1}, by_hand={1: 2})
    assert set(found.coders.values()) == {3}


def test_next_is_the_next_of_mine_in_the_order_of_the_list_and_from_the_top_again():
    order = [5, 3, 8, 1, 9]
    assert next_of({1, 5}, 3, order) == 1
    assert next_of({1, 5}, 1, order) == 5
    assert next_of({1, 5}, None, order) == 5
    assert next_of({1, 5}, 77, order) == 5, "the page at hand is not in the list"
    assert next_of({3}, 3, order) is None
    assert next_of(set(), 3, order) is None
    assert next_of({77}, 3, order) is None, "mine, and not in the list that is shown"


@pytest.mark.parametrize("state", PageState)
def test_what_is_to_do(state):
    today = date(2026, 7, 5)
    expected = state in (PageState.NEW, PageState.CODING, PageState.RETURNED, PageState.WAITING)
    assert is_to_do(state, today) is expected
    assert is_to_do(PageState.WAITING, today, date(2026, 7, 6)) is False
    assert is_to_do(PageState.WAITING, today, today) is True
