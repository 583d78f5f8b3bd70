"""Identities in cells: what the administrator of a server reads, and what the department does."""

import pytest

from coding.page.edits import set_field
from coding.review.masks import masked
from coding.store.kept_json import change_json, page_json, page_of
from coding.store.store_errors import StoreCorruptError
from db.shared.identity_cells import (
    BETWEEN,
    IdentityCells,
    change_in_clear,
    identities_in,
    is_cell,
    page_in_clear,
)
from tests.db.conftest import make_page

NAME, NUMBER = "欧阳样例", "11010119900101123X"
CELLS = IdentityCells(b"k" * 48)


def page():
    return make_page(
        "0001", patient_name=NAME, id_no=NUMBER, contact_name="司马样例", remarks=f"{NAME}来诊，{NUMBER.lower()}"
    )


def test_a_cell_gives_back_what_was_sealed_and_shows_only_the_clear_part():
    cell = CELLS.sealed("欧**", NAME)
    assert (is_cell(cell), CELLS.opened(cell), NAME in cell) == (True, NAME, False)
    assert CELLS.opened("样例") == "样例"
    assert CELLS.sealed("欧**", NAME) != cell


def test_a_cell_that_was_altered_is_told():
    cell = CELLS.sealed("欧**", NAME)
    for altered in (cell[:-8] + "AAAAAAA=", cell.replace("欧**", "张**"), f"\x02欧**{BETWEEN}?"):
        with pytest.raises(StoreCorruptError, match="解不开"):
            CELLS.opened(altered)
    with pytest.raises(StoreCorruptError, match="解不开"):
        IdentityCells(b"other" * 8).opened(cell)


def test_the_clear_part_of_a_page_is_the_page_as_a_reader_sees_it():
    text = page_json(page())
    clear = page_in_clear(text, identities_in(text))
    assert page_of(clear, page().supplied) == masked(page())
    assert all(secret not in clear for secret in (NAME, NUMBER, NUMBER.lower(), "司马样例"))


def test_a_change_of_an_identity_shows_neither_what_was_nor_what_is():
    text = page_json(page())
    for field, after in (("patient_name", "司徒新名"), ("remarks", f"{NAME}复诊")):
        clear = change_in_clear(change_json(set_field(page(), field, after)), identities_in(text))
        assert all(secret not in clear for secret in (NAME, "司徒新名")), clear


def test_what_is_looked_for_whole_is_found_by_its_mark():
    assert CELLS.mark(f" {NAME} ") == CELLS.mark(NAME) != CELLS.mark(NAME[:-1])
    assert CELLS.sealed_same("oyyl") == CELLS.sealed_same("oyyl") != CELLS.sealed_same("oyy")
    assert CELLS.opened(CELLS.sealed_same("oyyl")) == "oyyl"


def test_numbers_are_hidden_and_known_again():
    for number in (0, 1, -1, 2**63 - 1, -(2**63), 123456789012345678):
        kept = CELLS.hidden_number(number)
        assert kept != number
        assert CELLS.shown_number(kept) == number
        assert -(2**63) <= kept < 2**63
