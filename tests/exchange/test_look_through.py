"""The look through a file passes over a page only where nothing would be told of any of its cells."""

import csv
import random
from datetime import datetime

import pytest

from coding.base.resources import resource_path
from coding.exchange.look_through import Cells
from coding.exchange.preflight import DefectKind, _of_cells, preflight
from coding.exchange.read import read_file
from coding.exchange.write import match_of
from coding.page.edits import set_field
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue

NOW = datetime(2026, 11, 29)
ODD = (
    "2026-13-45",
    "1,5",
    "张\u200b三",
    "\ufeff",
    "a\tb",
    "垃圾",
    "-",
    "1.5",
    "张\ue000",
    "x" * 60,
    "正常",
    "2026-07-01",
    "",
)


@pytest.fixture(scope="module")
def reading():
    return read_file(resource_path("sample/sample_n041.csv"))


def _damaged(page, dice):
    keys = sorted(field_catalogue().keys() & page.supplied)
    for _ in range(dice.randint(0, 2)):
        key = dice.choice(keys)
        group = ROW_ATTRIBUTES.get(key, ("", ""))[0]
        index = dice.randrange(len(page.rows(group))) if group and page.rows(group) else 0
        if not group or page.rows(group):
            page = page.apply(set_field(page, key, dice.choice(ODD), index))
    return page


@pytest.mark.parametrize("seed", range(3))
def test_a_page_is_sound_where_nothing_is_told_of_its_cells(reading, seed):
    dice = random.Random(seed)
    looking, match = Cells(match_of(reading)), match_of(reading)
    sound = 0
    for page in [_damaged(page, dice) for page in reading.pages] * 2:
        told = list(_of_cells(page, Cells(match)))
        assert looking.are_sound(page) == (not told), told
        sound += not told
    assert 100 < sound < 2 * len(reading.pages) - 100, "both kinds of pages were tried"


def test_every_defect_of_a_large_file_is_told_in_the_order_of_its_rows(tmp_path):
    """Many pages of few texts, so that nearly every cell was sound before; some of them lie on disk."""
    with resource_path("sample/sample_n041.csv").open(encoding="gb18030", newline="") as file:
        header, first, *_ = csv.reader(file)
    odd = {
        100: {"NL": "x"},
        2000: {"XM": "张\u200b三"},
        2499: {"CYSJ": "2025-01-04 10:00:00"},
        2500: {"CYSJ": "2027-01-04 10:00:00"},
        3000: {"BAH": "1"},
    }
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for row in range(1, 3001):
            cells = dict(zip(header, first, strict=True)) | {"BAH": str(row)} | odd.get(row, {})
            writer.writerow(cells.values())
    told = [(d.kind, d.row, d.column) for d in preflight(read_file(path), NOW)]
    assert told == [
        (DefectKind.TYPE, 100, "NL"),
        (DefectKind.CHARACTER, 2000, "XM"),
        (DefectKind.PERIOD, 2499, "CYSJ"),
        (DefectKind.PERIOD, 2500, "CYSJ"),
        (DefectKind.DUPLICATE, 3000, ""),
    ]
