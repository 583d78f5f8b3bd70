"""What an operation is done for: by category, by bone, by joint; for anything; the table as a coder writes it."""

import csv
import re
from pathlib import Path

import pytest

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.codes.procedure_kind import procedure_kind
from coding.rules import indications
from coding.rules.indications import indication_of, treats
from tools.measure_indications import told

PAIRS = Path(__file__).parent / "indications" / "pairs.csv"


def pairs(due):
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return [(r["operations"], r["diagnoses"]) for r in csv.DictReader(file) if r["due"] == due]


# -- treats


@pytest.mark.parametrize(
    ("operation", "diagnosis", "due"),
    [
        ("51.2300", "K80.101", True),
        ("51.2300", "E78.500", False),
        ("81.51", "M87.8", True),
        ("81.51", "M17.0", False),  # the knee
        ("81.54", "M16.1", False),  # the hip
        ("79.3500x016", "S72.300", True),
        ("79.3500x016", "S52.500x001", False),
        ("79.35", "M84.1", True),  # an old fracture that has not joined, of any bone
        ("06.4x00", "C73.x00", True),
        ("13.4100", "E11.300+H28.0*", True),  # either half
        ("13.4100", "H52.100", False),
        ("13.7200", "H52.100", True),  # a lens into the eye of a short-sighted person
        ("39.9500", "N18.500", True),
        ("39.9500", "I15.102", False),
        ("54.1100", "K35.800", None),
        ("33.2400", "C34.100", None),
        ("86.2200", "T24.200", None),
        ("99.0400", "D62.x00", None),
        ("", "K80.2", None),
        ("51.23", "", False),
    ],
)
def test_whether_a_diagnosis_can_be_the_reason_of_an_operation(operation, diagnosis, due):
    assert treats(operation, diagnosis) is due


@pytest.mark.parametrize(
    ("digit", "fracture"), list(enumerate(("S42.3", "S52.3", "S62.3", "S62.6", "S72.3", "S82.2", "S92.3", "S92.5"), 1))
)
def test_the_fourth_place_of_79_is_the_bone(digit, fracture):
    others = {"S42.3", "S52.3", "S72.3", "S82.2"} - {fracture}
    assert treats(f"79.3{digit}", fracture)
    assert not any(treats(f"79.3{digit}", other) for other in others)


def test_complications_and_what_has_no_place_are_a_reason_anywhere():
    for operation in ("06.4x00", "47.0100", "79.3600"):
        assert treats(operation, "T81.400")
        assert treats(operation, "C83.300")
        assert not treats(operation, "I10.x00")


# -- the table


def test_every_category_of_operations_is_in_the_table():
    silent = {
        code
        for code in (row["code"] for row in resource_table("codes/icd9cm3.csv", "code"))
        if "01" <= code[:2] <= "86"
        and not any(code.replace(".", "")[:n] in indications._indications() for n in (2, 3, 4))
    }
    assert silent == set()


def test_what_is_done_for_anything_is_no_resection():
    free = {
        row["code"]
        for row in resource_table("codes/icd9cm3.csv", "code", "name")
        if "01" <= row["code"][:2] <= "85"
        and indication_of(row["code"]) is None
        and procedure_kind(row["code"]).is_surgical
        and re.search(r"根治|全部切除|置换术$|移植术$|融合术", row["name"])
    }
    assert free == set()


def test_every_row_says_which_diagnoses_are_expected_unless_it_is_for_anything():
    for row in resource_table("rules/tables/operation_indications.csv", "operations", "diagnoses", "expects", "note"):
        assert (row["diagnoses"] == "*") != bool(row["expects"]), row["operations"]
        assert row["note"], row["operations"]
    for row in resource_table("rules/tables/indication_groups.csv", "name", "diagnoses", "note", "source"):
        assert all(row[c] for c in ("note", "source")), row["name"]
    for row in resource_table("rules/tables/operation_companions.csv", "operations", "wanted", "words", "source"):
        assert all(row[c] for c in ("wanted", "words", "source")), row["operations"]


@pytest.mark.parametrize(
    ("item", "beginnings"),
    [
        ("47", ["47"]),
        ("51.2-51.4", ["512", "513", "514"]),
        ("79.?5", [f"79{n}5" for n in range(10)]),
        ("08-10", ["08", "09", "10"]),
    ],
)
def test_operations_are_written_as_the_classification_counts(item, beginnings):
    assert list(indications._beginnings(item)) == beginnings


@pytest.mark.parametrize("item", ["47-47.1", "51.4-51.2", "79.3?", "腹"])
def test_what_cannot_be_read_is_told_with_how_to_write_it(item):
    with pytest.raises(KnowledgeError, match=re.escape(item)):
        list(indications._beginnings(item))


def test_a_group_that_is_not_there_is_named():
    with pytest.raises(KnowledgeError, match="没有这一组"):
        indications._spelled_out("K35, @没有这一组")


# -- pairs of common practice


def test_right_pairs_are_left_alone(embedded):
    assert [p for p in pairs("silent") if told(embedded, p[0].split(), p[1].split())] == []


def test_wrong_bones_and_organs_are_told(embedded):
    assert [p for p in pairs("speaks") if not told(embedded, p[0].split(), p[1].split())] == []


def test_there_are_pairs_enough_to_mean_something():
    assert len(pairs("silent")) > 500
    assert len(pairs("speaks")) > 100
