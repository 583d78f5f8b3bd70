"""The drawn floors are those that ``lint-imports`` holds, and every room says what it is for."""

import pytest

from tests.house.test_packaging import rooms
from tools.draw_architecture import PAGE, drawing, floors, redrawn, rooms_in, sentence


def test_the_drawing_is_that_of_the_contract():
    page = PAGE.read_text(encoding="utf-8")
    assert redrawn(page) == page, "the floors have changed: python -m tools.draw_architecture"


@pytest.mark.parametrize("room", sorted(rooms()))
def test_every_room_says_in_one_sentence_what_it_is_for(room):
    assert sentence(room).endswith("."), room


def test_every_room_stands_on_a_floor():
    drawn = {room for names in floors() for name in names for room in rooms_in(name)}
    assert rooms() - drawn <= {"coding"}
    assert all(f"`{room}`" in drawing() for room in drawn)
