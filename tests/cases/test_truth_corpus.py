"""The examiner's pages are what their rows say, and are fit to measure with."""

import csv
import json
import re
from datetime import date
from decimal import Decimal

import pytest

from tools import make_truth_corpus as corpus

GRADES = {"", "info", "warning", "error"}


@pytest.fixture(scope="module")
def expected():
    with (corpus.HERE / "expected.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def pages():
    with (corpus.HERE / "pages.csv").open(encoding="gb18030", newline="") as file:
        return list(csv.DictReader(file))


def test_the_files_are_what_the_rows_say(tmp_path):
    corpus.write(corpus.load(), tmp_path)
    for name in ("pages.csv", "expected.csv"):
        assert (tmp_path / name).read_bytes() == (corpus.HERE / name).read_bytes(), f"{name}: make_truth_corpus"


def test_every_page_has_its_expectation_and_every_pattern_can_be_read(expected, pages):
    assert [row["row"] for row in expected] == [str(n) for n in range(1, len(pages) + 1)]
    for row in expected:
        assert row["grade"] in GRADES, row["id"]
        assert bool(row["find"]) == bool(row["grade"]) == (row["kind"] == "case"), row["id"]
        assert re.compile(row["find"] + row["quiet"]), row["id"]
        for index in json.loads(row["principal"] or "{}"):
            column = "JBDM" if index == "0" else f"JBDM{index}"
            assert pages[int(row["row"]) - 1][column], f"{row['id']}: verdict on a row that is not there"


def test_every_kind_is_well_represented(expected):
    kinds = [row["kind"] for row in expected]
    assert kinds.count("case") >= 150
    assert kinds.count("situation") >= 54
    assert kinds.count("clean") >= 150
    assert kinds.count("twin") >= 0.8 * kinds.count("case")


def test_right_pages_have_no_accidental_fault(expected, pages):
    for row, page in zip(expected, pages, strict=True):
        if row["kind"] == "case":
            continue
        body, last = page["SFZH"][:17], page["SFZH"][17:]
        assert page["SFZH"] == "-" or last == corpus._check_digit(body), row["id"]
        assert page["SFZH"] == "-" or page["CSRQ"].replace("-", "") == body[6:14], row["id"]
        stay = (date.fromisoformat(page["CYSJ"][:10]) - date.fromisoformat(page["RYSJ"][:10])).days
        assert int(page["SJZYTS"]) == max(stay, 1), row["id"]
        assert sum(Decimal(page[key]) for key in corpus.FEES) == Decimal(page["ZFY"]), row["id"]
