"""Every defect that was worked into the sample and the fixture is found, and right pages are left in peace."""

import csv

import pytest

from coding.base.resources import resource_path
from coding.codes.parse import normalise_code
from coding.examine.examine import examine
from coding.exchange.read import read_file
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.page.context import Context
from coding.page.finding import Severity
from tools.make_sample import ROOT

FILES = {
    "sample": (resource_path("sample/sample_n041.csv"), resource_path("sample/defects.csv")),
    "fixture": (ROOT / "tests" / "data" / "n041_seeded_130.csv", ROOT / "tests" / "data" / "n041_seeded_130_key.csv"),
}


@pytest.fixture(scope="module", params=FILES)
def judged(request):
    """Pages and examinations by record number, and the key."""
    file, key = FILES[request.param]
    knowledge = load_knowledge()
    pages = {page.case_no: page for page in read_file(file).pages}
    with key.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    return pages, {case: examine(page, knowledge, Context()) for case, page in pages.items()}, rows


def test_each_seeded_defect_is_found_by_its_rule(judged):
    _, examinations, rows = judged
    missed = []
    for row in rows:
        if row["rule"] == "READ" or row["needs"]:
            continue
        found = [f for f in examinations[row["case_no"]].findings if f.rule == row["rule"]]
        if not found:
            missed.append((row["case_no"], row["rule"], row["what"], row["after"]))
    assert missed == []


def test_codes_that_are_only_badly_written_are_read_as_meant(judged):
    pages, examinations, rows = judged
    for row in rows:
        if row["rule"] == "READ":
            page = pages[row["case_no"]]
            assert normalise_code(page.diagnoses[0].code) == row["before"], row["after"]
            found = {f.rule for f in examinations[row["case_no"]].findings}
            letter = "O" in row["after"][1:]  # is read as the zero it stands for, and named so that it is mended
            assert ("FP-STD-041" in found) is letter
            assert "FP-STD-042" not in found


def test_pages_without_defects_raise_no_error_and_at_most_two_warnings(judged):
    _, examinations, rows = judged
    marred = {row["case_no"] for row in rows}
    noisy = {}
    for case, examination in examinations.items():
        if case in marred:
            continue
        errors = [f for f in examination.findings if f.severity is Severity.ERROR]
        warnings = [f for f in examination.findings if f.severity is Severity.WARNING]
        if errors or len(warnings) > 2:
            noisy[case] = [(f.rule, f.place.field, f.message) for f in (*errors, *warnings)]
    assert noisy == {}


def test_grey_codes_are_found_once_the_insurance_table_is_imported(reference):
    codes = reference / "codes"
    knowledge = load_knowledge(
        KnowledgeSource(dx_table=str(codes / "icd10_yibao2.csv"), px_table=str(codes / "icd9cm3_yibao2.csv"))
    )
    for file, key in FILES.values():
        pages = {page.case_no: page for page in read_file(file).pages}
        with key.open(encoding="utf-8-sig", newline="") as opened:
            rows = [row for row in csv.DictReader(opened) if row["needs"]]
        assert rows
        for row in rows:
            found = {f.rule for f in examine(pages[row["case_no"]], knowledge).findings}
            assert row["rule"] in found, row
