"""``--cluster`` and ``--resume``: the same files to the byte, whoever does the work, however often it was stopped."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from coding.base.resources import resource_path
from coding.commands.door import run
from coding.commands.running import Running
from coding.grouping.case import GroupStatus
from coding.work.executors import InProcess
from coding.work.jobs import LostChunk
from tests.dip.small_city import write_city
from tests.work.cluster_of_tests import ROOT, small_cluster

SAMPLE = str(resource_path("sample/sample_n041.csv"))
DAY = ("--as-of", "2026-11-01")
#: What a run took, and when it was.
_TIMES = ("seconds", "timings", "pages_a_second")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with small_cluster(tmp_path_factory.mktemp("workers")) as cluster:
        yield cluster.scheduler_address


@pytest.fixture(scope="module")
def some(tmp_path_factory):
    """A file of 130 pages: two chunks."""
    lines = Path(SAMPLE).read_text(encoding="gb18030").splitlines(keepends=True)
    path = tmp_path_factory.mktemp("pages") / "首页.csv"
    path.write_text("".join(lines[:131]), encoding="gb18030")
    return str(path)


def told(folder):
    """The tables of a folder byte by byte, and the summary without the time it took."""
    found = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return found, {key: value for key, value in summary.items() if key not in _TIMES}


def both(address, tmp_path, *words):
    """The same command here and in the cluster."""
    for out, more in (("here", ("--jobs", "1")), ("there", ("--cluster", address))):
        assert run([*words, "--quiet", "--out", str(tmp_path / out), *more]) == 0
    return tmp_path / "here", tmp_path / "there"


def test_check_is_the_same_to_the_byte(address, some, tmp_path):
    here, there = both(address, tmp_path, "check", some, *DAY, "--principals")
    assert told(there) == told(here)
    assert (there / "findings.csv").stat().st_size > 3_000


def test_a_data_set_is_the_same_whoever_does_the_work(address, some, tmp_path):
    pq = pytest.importorskip("pyarrow.parquet", reason="没有装 pyarrow")
    here, there = both(address, tmp_path, "check", some, *DAY, "--principals", "--format", "parquet")
    marks = [json.loads((folder / "dataset.json").read_text("utf-8")) for folder in (here, there)]
    assert marks[0] == marks[1]
    files = [sorted(path.relative_to(folder) for path in folder.rglob("*.parquet")) for folder in (here, there)]
    assert files[0] == files[1] != []
    for path in files[0]:
        assert pq.read_table(here / path, partitioning=None).equals(pq.read_table(there / path, partitioning=None)), (
            path
        )
    groups = tmp_path / "here.parquet", tmp_path / "there.parquet"
    for out, more in zip(groups, ((), ("--cluster", address)), strict=True):
        assert run(["group", some, "--format", "parquet", "--quiet", "--out", str(out), *more]) == 0
    assert groups[0].read_bytes() == groups[1].read_bytes()


def test_month_is_the_same_to_the_byte(address, some, tmp_path):
    here, there = both(address, tmp_path, "month", some, *DAY, "--period", "2026", "--policy", "demo")
    assert told(there) == told(here)
    slips = [sorted(path.name for path in (folder / "slips").iterdir()) for folder in (here, there)]
    assert slips[0] == slips[1] != []
    assert (there / "report.html").read_bytes() == (here / "report.html").read_bytes()


def test_compare_is_the_same_to_the_byte_and_the_packs_go_with_it(address, tmp_path, write_pack):
    packs = ("--scheme", str(write_pack("old")), "--scheme", "embedded")
    here, there = both(address, tmp_path, "compare", SAMPLE, *packs)
    assert told(there) == told(here)


def grouped(address, tmp_path, file, *more):
    for out, where in (("here.csv", ()), ("there.csv", ("--cluster", address))):
        assert run(["group", str(file), "--quiet", "--out", str(tmp_path / out), *more, *where]) == 0
    assert (tmp_path / "there.csv").read_bytes() == (tmp_path / "here.csv").read_bytes()
    return (tmp_path / "there.csv").read_text(encoding="utf-8-sig").splitlines()


def test_group_is_the_same_to_the_byte(address, tmp_path, write_pack, monkeypatch):
    monkeypatch.setattr("coding.exchange.pieces._PIECE", 1 << 17)
    assert len(grouped(address, tmp_path, SAMPLE)) == 481
    assert len(grouped(address, tmp_path, SAMPLE, "--scheme", str(write_pack("old")))) == 481
    assert grouped(address, tmp_path, SAMPLE, "--policy", "demo")[0].endswith(",policy")
    quoted = tmp_path / "quoted.csv"
    text = Path(SAMPLE).read_text(encoding="gb18030")
    quoted.write_text(text.replace(",男,", ',"男",', 3) + '"', encoding="utf-8")
    grouped(address, tmp_path, quoted)


def test_group_by_packets_is_the_same_to_the_byte(address, tmp_path):
    assert grouped(address, tmp_path, SAMPLE, "--scheme", str(write_city(tmp_path / "city")))[0].startswith("case_id,")


_STOPPED = """
import os, signal, sys
sys.path.insert(0, {root!r})
from coding.commands import check_outcome, door
from coding.work import batch
done, whole = [], check_outcome.examine
def examine(*told):
    done.append(1)
    if len(done) == 250:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(*told)
check_outcome.examine = examine
sys.exit(door.run(sys.argv[1:]))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="没有 SIGKILL")
def test_a_killed_run_is_taken_up_and_its_files_are_those_of_one_that_was_not(tmp_path, capsys):
    out, whole = tmp_path / "out", tmp_path / "whole"
    words = ["check", SAMPLE, *DAY, "--jobs", "1"]
    again = [*words, "--resume", "--out", str(out)]
    killed = subprocess.run([sys.executable, "-c", _STOPPED.format(root=str(ROOT)), *again], check=False, cwd=tmp_path)
    assert killed.returncode == -signal.SIGKILL
    assert not out.exists() or not list(out.glob("*.csv"))
    assert len(list((tmp_path / "out.resume").iterdir())) == 3  # the run, and two chunks of a hundred
    assert run(again) == 0
    assert "已有 2 块" in capsys.readouterr().err
    assert run([*words, "--quiet", "--out", str(whole)]) == 0
    assert told(out) == told(whole)
    assert not (tmp_path / "out.resume").exists()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="没有 SIGKILL")
def test_a_killed_run_to_a_data_set_is_taken_up_and_is_the_data_set_of_one_that_was_not(tmp_path, capsys):
    pytest.importorskip("pyarrow.parquet", reason="没有装 pyarrow")
    out, whole = tmp_path / "out", tmp_path / "whole"
    words = ["check", SAMPLE, *DAY, "--jobs", "1", "--principals", "--suggestions", "--format", "parquet"]
    again = [*words, "--resume", "--out", str(out)]
    killed = subprocess.run([sys.executable, "-c", _STOPPED.format(root=str(ROOT)), *again], check=False, cwd=tmp_path)
    assert killed.returncode == -signal.SIGKILL
    assert not (out / "dataset.json").exists()
    assert run(again) == 0
    assert "已有 2 块" in capsys.readouterr().err
    assert run([*words, "--quiet", "--out", str(whole)]) == 0
    assert in_files(out) == in_files(whole)
    assert not (tmp_path / "out.resume").exists()
    assert not list(out.glob(".data-*"))


def in_files(folder):
    """All that lies in a folder, but for the time it took."""
    found = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    del found[Path("summary.json")]
    return found, told(folder)[1]


class Losing:
    """An executor to which the second chunk is lost."""

    def map(self, work, chunks, source):
        for at, piece in enumerate(InProcess().map(work, chunks, source)):
            yield LostChunk("做这一块的工作进程一再意外退出（可能内存不足）") if at == 1 else piece


@pytest.fixture
def losing(monkeypatch):
    monkeypatch.setattr(Running, "executor", lambda runs, pages: replace(runs, jobs=1) and Losing())


def test_check_tells_the_rows_that_nobody_could_check_and_goes_on(losing, tmp_path, capsys):
    out = tmp_path / "out"
    assert run(["check", SAMPLE, *DAY, "--quiet", "--out", str(out)]) == 1
    tables, summary = told(out)
    assert summary["pages"] == 380
    [lost] = summary["lost"]
    assert (lost["file"], lost["first"], lost["last"], lost["pages"]) == ("sample_n041.csv", 101, 200, 100)
    assert tables["rejects.csv"].decode("utf-8-sig").count("没有检查，该页没有结果：做这一块的工作进程") == 100
    assert "第 101–200 行共 100 份没有结果" in capsys.readouterr().err


def test_month_tells_the_rows_that_are_in_no_figure(losing, some, tmp_path, capsys):
    out = tmp_path / "out"
    assert run(["month", some, *DAY, "--period", "2026", "--brief", "--out", str(out)]) == 1
    summary = told(out)[1]
    assert (summary["lost"][0]["pages"], summary["failed"], summary["pages"]) == (30, 30, 100)
    assert "第 101–130 行共 30 份没有结果" in capsys.readouterr().err


def test_compare_tells_the_rows_that_are_in_no_sum(losing, tmp_path, capsys):
    out = tmp_path / "out"
    assert run(["compare", SAMPLE, "--scheme", "embedded", "--scheme", "embedded", "--out", str(out)]) == 1
    assert told(out)[1]["lost"] == 200
    assert "第 201–400 行共 200 份没有结果" in capsys.readouterr().err


def test_group_answers_for_every_row_all_the_same(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(Running, "_done", lambda runs, job, items: (LostChunk("不行") for _ in items()))
    out = tmp_path / "g.csv"
    assert run(["group", SAMPLE, "--resume", "--out", str(out)]) == 1
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 481
    answered = f"{GroupStatus.CHECK_FAILED.value},0000,00,0000"
    assert {line.split(",", 1)[1] for line in lines[1:]} == {answered}
    assert "第 1–480 行没有结果：不行" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "group", "month", "compare"])
def test_every_command_says_what_is_wrong_with_the_cluster(command, tmp_path, capsys):
    more = {"month": ["--period", "2026"], "compare": ["--scheme", "embedded", "--scheme", "embedded"]}
    words = [command, SAMPLE, "--out", str(tmp_path / "o"), *more.get(command, [])]
    assert run([*words, "--cluster", "10.0.0.1"]) == 2
    assert "--cluster 的“10.0.0.1”看不懂" in capsys.readouterr().err
    assert not (tmp_path / "o").exists()
