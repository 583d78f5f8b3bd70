"""The built tables hold the corrected names, so a rebuild was not forgotten."""

import csv

import pytest

from coding.base.resources import resource_path
from coding.codes.parse import six_place

TABLES = {
    "icd10": ("icd10.csv", "icd10_categories.csv"),
    "icd9cm3": ("icd9cm3.csv",),
    "block": ("icd10_blocks.csv",),
}


def rows(file):
    with resource_path(f"codes/{file}").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_correction_stands_in_the_built_table(table):
    names = {r["code"]: r["name"] for file in TABLES[table] for r in rows(file)}
    for correction in rows("corrections.csv"):
        if correction["table"] == table:
            code = correction["code"]
            assert correction["name"] in (names.get(code), names.get(six_place(code))), correction


def test_tables_are_sorted_and_without_duplicates():
    for file in ("icd10.csv", "icd9cm3.csv", "icd10_categories.csv"):
        codes = [r["code"] for r in rows(file)]
        assert codes == sorted(set(codes)), file
