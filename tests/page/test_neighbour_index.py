"""Neighbours of a page: the same in memory and on disk."""

import random

import pytest

from coding.page.front_page import FrontPage
from coding.page.neighbour_index import MOST_NEIGHBOURS, NeighbourIndex


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
    index = NeighbourIndex(pages)
    for number in range(len(pages)):
        assert set(index.of(number)) == _said_plainly(pages, number)


def test_a_mark_that_half_the_file_bears_is_compared_with_few():
    index = NeighbourIndex([FrontPage({"case_no": "0"}) for _ in range(MOST_NEIGHBOURS + 50)])
    assert len(index.of(0)) == MOST_NEIGHBOURS
