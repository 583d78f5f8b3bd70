"""``main.py proof``: files, options and refusals; what it finds is tested with the use case."""

import csv

import pytest

from coding.commands.door import run
from coding.work.proof_tables import RESULTS
from tools.make_insurer_records import write_records


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("医保")
    write_records(folder, 300, 2, "1-5", 0)
    return folder


def proof(folder, out, *more):
    return run(["proof", str(folder / "records.csv"), "--scheme", str(folder / "pack"), "--out", str(out), *more])


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_it_writes_all_tables_and_says_the_shares(folder, tmp_path, capsys):
    assert proof(folder, tmp_path / "out") == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(RESULTS)
    out = capsys.readouterr().out
    assert "已比较 300 份" in out
    assert "全部 55 个只有 1、5 组的 ADRG" in out


def test_a_change_taken_over_holds_when_it_is_named_the_next_time(folder, tmp_path, capsys):
    more = ("--take", "1", "--reason", "已询问", "--by", "甲", "--as-of", "2026-11-28")
    assert proof(folder, tmp_path / "a", *more) == 0
    written = tmp_path / "a" / "amendments.csv"
    first = rows(written)[0]
    assert (first["date"], first["reason"], first["by"]) == ("2026-11-28", "已询问", "甲")
    assert proof(folder, tmp_path / "b", "--amendments", str(written)) == 0
    assert "DRG 一致 300 份" in capsys.readouterr().out
    assert rows(tmp_path / "b" / "differences.csv") == []


def test_without_a_reason_the_evidence_is_the_reason(folder, tmp_path):
    assert proof(folder, tmp_path / "a", "--take", "1", "--as-of", "2026-11-28") == 0
    first = rows(tmp_path / "a" / "amendments.csv")[0]
    assert "支持" in first["reason"]
    assert "反对 0 份" in first["reason"]


def test_the_amendments_that_are_in_use_are_not_overwritten(folder, tmp_path, capsys):
    assert proof(folder, tmp_path / "a", "--take", "2", "--as-of", "2026-11-28") == 0
    before = (tmp_path / "a" / "amendments.csv").read_bytes()
    again = ("--amendments", str(tmp_path / "a" / "amendments.csv"), "--take", "1")
    assert proof(folder, tmp_path / "a", *again) == 2
    assert (tmp_path / "a" / "amendments.csv").read_bytes() == before
    assert proof(folder, tmp_path / "b", *again) == 0
    kept = rows(tmp_path / "b" / "amendments.csv")
    assert kept[0]["key"] == rows(tmp_path / "a" / "amendments.csv")[0]["key"]
    assert len(kept) > 1


def test_without_a_scheme_the_embedded_one_is_proved(folder, tmp_path, capsys):
    assert run(["proof", str(folder / "records.csv"), "--out", str(tmp_path / "out")]) == 0
    assert "DRG 一致 300 份" in capsys.readouterr().out


def test_a_pack_of_dip_is_refused_in_one_sentence(folder, tmp_path, capsys, reference):
    pack = reference / "dip" / "local_sample"
    assert run(["proof", str(folder / "records.csv"), "--scheme", str(pack), "--out", str(tmp_path / "o")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_scheme_tells_its_adrgs_without_a_middle_group_and_is_none_the_worse(folder, capsys):
    assert run(["scheme", str(folder / "pack")]) == 0
    out = capsys.readouterr().out
    assert "有 55 个 ADRG 只有 1、5 两组" in out
    assert "没有发现问题" in out
