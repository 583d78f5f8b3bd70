"""The acceptance: an invented list of 300 records with a planted fault; it is found first, taken over, and mended."""

import csv
import json
from datetime import date, datetime

import openpyxl
import pytest

from coding.base.errors import UnusableInputError
from coding.drg.amendments import read_amendments
from coding.knowledge.knowledge import Knowledge, KnowledgeSource
from coding.work.hospital_knowledge import imported_copies, knowledge_source
from coding.work.insurer_proof import prove, taken, write_amendments
from coding.work.knowledge_copies import PartsWanted, keep_wanted, load_wanted
from coding.work.knowledge_lines import knowledge_lines
from coding.work.proof_adoption import amendments_with, brought_amendments, is_of_scheme_in_force, pages_by_number
from coding.work.proof_tables import RESULTS, sentences, write_results
from tests.db.conftest import make_page, make_reading
from tools.make_insurer_records import write_records

DAY = date(2026, 11, 28)
NOW = datetime(2026, 11, 28, 9, 0)


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """300 records; where an ADRG has only a 1 and a 5 the pack asks MCC, the insurer any complication."""
    folder = tmp_path_factory.mktemp("医保")
    return folder, write_records(folder, 300, 1, "1-5", 4)


def proof_of(folder, amendments=None):
    source = KnowledgeSource(scheme=str(folder / "pack"), amendments=str(amendments) if amendments else None)
    return prove([folder / "records.csv"], Knowledge(source))


@pytest.fixture(scope="module")
def proof(planted):
    return proof_of(planted[0])


def test_the_planted_change_stands_first_and_mends_all_that_was_planted(planted, proof):
    _, expected = planted
    assert proof.whole.records == 300
    assert proof.whole.records - proof.whole.same_drg == expected["planted"] + expected["noise"]
    best = proof.search.found[0]
    assert {row.key for row in best.mend.amendments} == set(expected["altered"])
    assert {(row.table, row.column, row.old, row.new) for row in best.mend.amendments} == {
        ("drg", "severity", "MCC", "MCC_OR_CC")
    }
    assert (len(best.mended), len(best.broken)) == (expected["planted"], 0)
    assert 0 < proof.supported(best) < len(best.mend.amendments)


def test_a_fault_in_a_single_adrg_is_found_as_this_one_and_no_family(tmp_path):
    expected = write_records(tmp_path, 300, 1, "LS11", 4)
    best = proof_of(tmp_path).search.found[0]
    assert [row.key for row in best.mend.amendments] == ["LS11"]
    assert len(best.mended) == expected["planted"]


def test_taken_over_it_brings_the_agreement_to_what_was_planted(planted, proof, tmp_path):
    folder, expected = planted
    rows = taken(proof, 1, "已询问医保局", "王编码", DAY)
    first = rows[0]
    assert (first.date, first.reason, first.by) == ("2026-11-28", "已询问医保局", "王编码")
    assert first.source == f"与医保结算结果核对 records.csv，{expected['planted']} 条"
    path = tmp_path / "amendments.csv"
    write_amendments(path, rows)
    assert [row.key for row in read_amendments(path.read_bytes(), path.name)] == [row.key for row in rows]
    again = proof_of(folder, path)
    assert again.whole.same_drg == 300 - expected["noise"]
    assert "经本地更正" in sentences(again)[0]


def test_nothing_of_a_page_or_a_pack_is_changed_by_a_proof(planted, proof):
    folder, _ = planted
    assert not (folder / "pack" / "amendments.csv").exists()
    assert proof_of(folder).scheme.stamp == proof.scheme.stamp


def test_there_is_no_change_to_take_over_beyond_the_last(proof):
    with pytest.raises(UnusableInputError, match="没有第 999 种改法"):
        taken(proof, 999, "x", "y", DAY)


def test_all_tables_are_written_and_the_workbook_opens(proof, tmp_path):
    write_results(tmp_path, proof, 1.0)
    assert {path.name for path in tmp_path.iterdir()} == set(RESULTS)
    with (tmp_path / "pages.csv").open(encoding="utf-8-sig", newline="") as file:
        pages = list(csv.DictReader(file))
    assert len(pages) == 300
    assert sum(row["differs_at"] != "" for row in pages) == proof.search.differing
    with (tmp_path / "differences.csv").open(encoding="utf-8-sig", newline="") as file:
        pairs = list(csv.DictReader(file))
    assert sum(int(row["count"]) for row in pairs) == proof.search.differing
    named = [number for row in pairs for number in row["case_nos"].split("|")]
    assert sorted(named) == sorted(row["case_no"] for row in pages if row["differs_at"])
    told = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert told["agreement"]["drg"]["same"] == proof.whole.same_drg
    book = openpyxl.load_workbook(tmp_path / "proof.xlsx")
    assert book.sheetnames == ["概要", "二十大差异", "改一条规则", "一致率", "没有比较"]
    assert book["改一条规则"]["F2"].value == len(proof.search.found[0].mended)


def test_what_cannot_be_compared_is_counted_apart(planted, tmp_path):
    folder, _ = planted
    lines = (folder / "records.csv").read_text(encoding="utf-8-sig").splitlines()
    spoilt = [
        lines[1].rpartition(",")[0] + ",",
        lines[2].rpartition(",")[0] + ",按床日",
        lines[3].replace("Z000003", ""),
    ]
    path = tmp_path / "坏.csv"
    path.write_text("\n".join([lines[0], *spoilt, *lines[4:]]), encoding="utf-8")
    done = prove([path], Knowledge(KnowledgeSource(scheme=str(folder / "pack"))))
    assert done.not_judged == {"没有医保病组": 1, "医保病组读不懂": 1, "行读不出": 1}
    assert done.whole.records == 297


def test_a_file_without_the_insurers_group_is_refused_with_what_to_do(planted, tmp_path):
    folder, _ = planted
    lines = (folder / "records.csv").read_text(encoding="utf-8-sig").splitlines()
    path = tmp_path / "没有病组.csv"
    path.write_text("\n".join(line.rpartition(",")[0] for line in lines), encoding="utf-8")
    with pytest.raises(UnusableInputError, match="没有医保病组一列"):
        prove([path], Knowledge(KnowledgeSource(scheme=str(folder / "pack"))))


def test_progress_is_told_and_may_stop_the_work(planted):
    class StopError(Exception):
        pass

    told = []

    def step(done, of):
        told.append((done, of))
        if len(told) > 3:
            raise StopError

    folder, _ = planted
    with pytest.raises(StopError):
        prove([folder / "records.csv"], Knowledge(KnowledgeSource(scheme=str(folder / "pack"))), step)
    assert all(0 <= done <= of for done, of in told)


# -- in the store


def use(store, **files):
    wanted = PartsWanted(files)
    found = load_wanted(store, wanted, "王编码", NOW)
    keep_wanted(store, found, wanted)
    return found.knowledge


def test_what_is_taken_over_is_kept_as_a_copy_and_judges_from_then_on(store, planted, tmp_path):
    folder, expected = planted
    knowledge = use(store, scheme=folder / "pack")
    proof = prove([folder / "records.csv"], knowledge)
    rows = amendments_with(store, proof, 1, "已询问", "王编码", DAY)
    amended = use(store, amendments=brought_amendments(store, rows))
    assert amended.scheme.stamp != knowledge.scheme.stamp
    assert amended.stamp != knowledge.stamp
    assert Knowledge(knowledge_source(store)).scheme.stamp == amended.scheme.stamp
    assert prove([folder / "records.csv"], amended).whole.same_drg == 300 - expected["noise"]
    line = next(line for line in knowledge_lines(store, ()) if line.part == "amendments")
    assert (line.state, line.count, line.brought_by) == ("在用", f"{len(rows)} 处更正", "王编码")
    assert not is_of_scheme_in_force(proof, amended)


def test_a_second_change_stands_behind_the_first(store, planted):
    folder, _ = planted
    proof = prove([folder / "records.csv"], use(store, scheme=folder / "pack"))
    single = next(n for n, one in enumerate(proof.search.found, 1) if not one.mend.is_family)
    first = amendments_with(store, proof, single, "一", "甲", DAY)
    use(store, amendments=brought_amendments(store, first))
    both = amendments_with(store, proof, single + 1, "二", "乙", DAY)
    assert [row.reason for row in both] == ["一", "二"]


def test_no_change_is_taken_over_without_a_reason(store, proof):
    with pytest.raises(UnusableInputError, match="理由"):
        amendments_with(store, proof, 1, "  ", "甲", DAY)


def test_another_scheme_brings_no_amendments_of_the_former_one(store, planted):
    folder, _ = planted
    proof = prove([folder / "records.csv"], use(store, scheme=folder / "pack"))
    use(store, amendments=brought_amendments(store, amendments_with(store, proof, 1, "一", "甲", DAY)))
    assert "amendments" in imported_copies(store)
    use(store, scheme=None)
    assert "amendments" not in imported_copies(store)


def test_records_are_found_among_the_pages_of_the_store(store):
    store.import_reading(make_reading(make_page("0007"), make_page("0008")))
    ids = {row.case_no: row.id for row in store.rows(store.worklist())}
    assert pages_by_number(store, {"0007", "0009"}) == {"0007": ids["0007"]}
    assert pages_by_number(store, set()) == {}
