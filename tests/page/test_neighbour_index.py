"""Neighbours of a page: the same in memory and on disk."""

import random

import pytest

from coding.page.front_page import FrontPage
from coding.page.neighbour_index import MOST_NEIGHBOURS, NeighbourIndex, placed_marks


def _pages(count):
    dice = random.Random(3)
    return [
        FrontPage(
            {"case_no": str(dice.randrange(count // 2)), "id_no": dice.choice(("-", "无", str(dice.randrange(90))))}
        )
        for _ in range(count)
    ]


def _said_plainly(pages, number):
    def same(key, other):
        mine, theirs = pages[number].text(key), other.text(key)
        return mine == theirs and mine not in ("-", "")

    return {at for at, p in enumerate(pages) if at != number and (same("case_no", p) or same("id_no", p))}


@pytest.mark.parametrize("in_memory", [10_000, 50])
def test_pages_of_one_record_or_person_are_neighbours(monkeypatch, in_memory):
    monkeypatch.setattr("coding.page.neighbour_index._IN_MEMORY", in_memory)
    monkeypatch.setattr("coding.page.neighbour_index._BLOCK", 64)
    pages = [p for p in _pages(300) if p.text("id_no") != "无"]
    index = NeighbourIndex(map(placed_marks, pages))
    for number in range(len(pages)):
        assert set(index.of(number)) == _said_plainly(pages, number)


def test_a_mark_that_half_the_file_bears_is_compared_with_few():
    index = NeighbourIndex(map(placed_marks, [FrontPage({"case_no": "0"}) for _ in range(MOST_NEIGHBOURS + 50)]))
    assert len(index.of(0)) == MOST_NEIGHBOURS


def _neighbours(*values):
    index = NeighbourIndex(
        map(placed_marks, [FrontPage(dict(zip(("case_no", "id_no"), pair, strict=True))) for pair in values])
    )
    return [index.of(number) for number in range(len(values))]


def test_spaces_and_case_do_not_make_another_person():
    assert _neighbours(("1", " 11010119900307123x"), ("2", "11010119900307123X ")) == [(1,), (0,)]


def test_a_record_number_is_no_identity_number():
    assert _neighbours(("42", "7"), ("43", "42")) == [(), ()]


def test_pages_that_say_nothing_of_record_and_person_are_nobodys_neighbours():
    assert _neighbours(("", "-"), ("-", ""), (" ", "NULL")) == [(), (), ()]


def test_neighbours_are_named_once_and_in_order():
    assert _neighbours(("1", "A"), ("2", "A"), ("1", "A"), ("1", "B")) == [(1, 2, 3), (0, 2), (0, 1, 3), (0, 2)]
    assert NeighbourIndex(map(placed_marks, [])).of(0) == ()


def test_pages_of_a_large_batch_may_be_asked_for_in_any_order(monkeypatch):
    monkeypatch.setattr("coding.page.neighbour_index._IN_MEMORY", 3)
    monkeypatch.setattr("coding.page.neighbour_index._BLOCK", 2)
    index = NeighbourIndex(map(placed_marks, [FrontPage({"case_no": str(number % 3)}) for number in range(9)]))
    for number in (8, 0, 5, 1, 8, 4, 4):
        assert index.of(number) == tuple(other for other in range(number % 3, 9, 3) if other != number)


def test_a_record_number_tells_of_one_record_within_one_organisation() -> None:
    stays = [("000001", "H01"), ("000001", "H02"), ("000001", "H01"), ("000001", ""), ("000002", "H01")]
    index = NeighbourIndex(
        map(placed_marks, [FrontPage({"case_no": number, "org_code": org}) for number, org in stays])
    )
    assert [index.of(number) for number in range(5)] == [(2, 3), (3,), (0, 3), (0, 1, 2), ()]


def test_many_organisations_of_one_numbering_leave_room_for_the_stays_of_ones_own() -> None:
    stays = [("000001", f"H{number % 400:03}") for number in range(800)]
    index = NeighbourIndex(
        map(placed_marks, [FrontPage({"case_no": number, "org_code": org}) for number, org in stays])
    )
    assert all(index.of(number) == ((number + 400) % 800,) for number in range(800))


def test_a_person_is_known_in_every_organisation() -> None:
    pages = [FrontPage({"case_no": str(n), "org_code": f"H{n}", "id_no": "11010119900307001X"}) for n in range(3)]
    assert NeighbourIndex(map(placed_marks, pages)).of(0) == (1, 2)
