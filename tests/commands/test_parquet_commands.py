"""Parquet at the command line: findings as of CSV, data sets whole or not at all, a month rolled up of them."""

import csv
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import main
from coding.base.errors import UnusableInputError
from coding.base.formula_guard import unguarded
from coding.base.parquet_writer import data_set
from coding.base.resources import resource_path
from coding.commands.door import run
from coding.work.checked_writing import FactsTable

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: the extra [province]")
pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed: the extra [province]")
pytest.importorskip("duckdb", reason="duckdb is not installed: the extra [province]")

ROOT = Path(__file__).resolve().parents[2]
_DAY = ["--as-of", "2026-11-01", "--jobs", "1", "--quiet"]
PAGES = 90
OTHER = "H44010300002"


def command(*argv):
    return run([str(one) for one in argv], open_store=main.open_store)


def lines(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def read_back(folder, table):
    """The rows of a table of a data set, in the order of the pages, with its columns."""
    files = sorted((folder / table).rglob("*.parquet"))
    found = pa.concat_tables([pq.read_table(path, partitioning=None) for path in files])
    return [found.column_names, *([str(cell or "") for cell in row.values()] for row in found.to_pylist())]


def by_page(rows):
    header, *others = rows
    return [header, *sorted(others, key=lambda row: (row[0], int(row[1])))]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The same pages as CSV, as one file of Parquet and as a folder by organisation; each checked."""
    root = tmp_path_factory.mktemp("province")
    with resource_path("sample/sample_n041.csv").open(encoding="gb18030", newline="") as file:
        header, *rows = csv.reader(file)
    at, name = header.index("ZZJGDM"), header.index("USERNAME")
    rows = [list(row) for row in rows[::5][:PAGES]]
    for row in rows[PAGES // 2 :]:
        row[at], row[name] = OTHER, "=第二医院"
    own = rows[0][at]
    for stem, some in (("pages", rows), ("own", rows[: PAGES // 2]), ("other", rows[PAGES // 2 :])):
        with (root / f"{stem}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([header, *some])
    table = pa.table({column: list(cells) for column, cells in zip(header, zip(*rows, strict=True), strict=True)})
    pq.write_table(table, root / "pages.parquet")
    for org, first in ((own, 0), (OTHER, PAGES // 2)):
        (root / "set" / f"org={org}").mkdir(parents=True)
        pq.write_table(table.slice(first, PAGES // 2), root / "set" / f"org={org}" / "part-0.parquet")
    for given in ("pages.csv", "pages.parquet", "set"):
        assert command("check", root / given, "--out", root / f"checked {given}", *_DAY) == 0
    assert command("check", root / "set", "--out", root / "checked", "--format", "parquet", *_DAY) == 0
    return root


@pytest.mark.parametrize("table", ["findings", "groups", "scores"])
def test_findings_of_parquet_are_those_of_csv_but_for_the_name_of_the_file(made, table):
    of_csv, of_parquet = (made / f"checked {given}" / f"{table}.csv" for given in ("pages.csv", "pages.parquet"))
    assert of_parquet.read_bytes() == of_csv.read_bytes().replace(b"pages.csv", b"pages.parquet")
    # in a folder rows are counted file by file
    assert [row[2:] for row in lines(made / "checked set" / f"{table}.csv")] == [row[2:] for row in lines(of_csv)]


@pytest.mark.parametrize("table", ["findings", "groups", "scores"])
def test_a_data_set_read_back_is_the_csv_table_without_the_guard_of_spreadsheets(made, table):
    wanted = [[unguarded(cell) for cell in row] for row in lines(made / "checked set" / f"{table}.csv")]
    found = read_back(made / "checked", table)
    assert by_page(found) == by_page(wanted)
    folders = {path.parent.parent.name for path in (made / "checked" / table).rglob("*.parquet")}
    assert folders <= {f"org={OTHER}", "org=99999999937990001A1001"}


def test_rows_lie_by_organisation_and_month_of_discharge(made):
    days = {
        (path.parent.parent.name, path.parent.name, f"{day:%Y-%m}" if day else "")
        for path in (made / "checked" / "facts").rglob("*.parquet")
        for day in pq.read_table(path, partitioning=None)["discharged"].to_pylist()
    }
    assert all(month in (f"month={day}", "month=__HIVE_DEFAULT_PARTITION__") for _, month, day in days)
    assert len({org for org, _, _ in days}) == 2
    mark = json.loads((made / "checked" / "dataset.json").read_text("utf-8"))
    assert mark["pages"] == mark["tables"]["facts"]["rows"] == PAGES


def test_a_data_set_that_was_not_finished_leaves_the_one_before_it(made, tmp_path, monkeypatch, capsys):
    out = tmp_path / "checked"
    assert command("check", made / "own.csv", "--out", out, "--format", "parquet", *_DAY) == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}

    def full(_self):
        raise OSError(28, "no space")

    monkeypatch.setattr(FactsTable, "flush", full)
    assert command("check", made / "other.csv", "--out", out, "--format", "parquet", *_DAY) == 2
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert not list(out.glob(".data-*"))
    assert capsys.readouterr().err.count("\n") == 1


def test_a_data_set_that_cannot_take_its_place_gives_it_back(tmp_path, monkeypatch):
    def one(word):
        with data_set(tmp_path / "set") as into:
            for table in ("a", "b"):
                into.write(table, ("H01", "2026-10"), {"word": [word]})
            into.finish({"word": word})

    one("old")
    before = {path: path.read_bytes() for path in (tmp_path / "set").rglob("*") if path.is_file()}
    rename = Path.rename

    def once_too_often(path, to):
        if path.name == "b" and ".old" not in (*path.parts, *Path(to).parts):
            raise OSError(13, "busy")
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", once_too_often)
    with pytest.raises(UnusableInputError, match="无法写入"):
        one("new")
    assert {path: path.read_bytes() for path in (tmp_path / "set").rglob("*") if path.is_file()} == before


#: Writes a data set as often as it is said, and is killed while it writes the last one: at the first table, or when the
#: first table has taken its place.
_KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from coding.base.parquet_writer import data_set
rename = Path.rename
def killed(path, to):
    made = rename(path, to)
    if path.name == "a" and ".old" not in str(to):
        os.kill(os.getpid(), signal.SIGKILL)
    return made
for word in sys.argv[2:]:
    with data_set(Path("set")) as into:
        into.write("a", ("H01", "2026-10"), {{"word": [word]}})
        if word == sys.argv[-1] and sys.argv[1] == "writing":
            os.kill(os.getpid(), signal.SIGKILL)
        into.write("b", ("H01", "2026-10"), {{"word": [word]}})
        if word == sys.argv[-1]:
            Path.rename = killed
        into.finish({{"word": word}})
"""


@pytest.mark.skipif(sys.platform == "win32", reason="没有 SIGKILL")
@pytest.mark.parametrize("when", ["writing", "taking its place"])
def test_what_a_killed_run_has_left_goes_with_the_next_one_and_what_it_moved_comes_back(tmp_path, when):
    folder, script = tmp_path / "set", _KILLED.format(root=str(ROOT))
    for words in (("old", "lost"), ("lost",)):
        killed = subprocess.run([sys.executable, "-c", script, when, *words], check=False, cwd=tmp_path)
        assert killed.returncode == -signal.SIGKILL
        assert len(list(folder.glob(".data-*"))) == 2, (
            "its folder and the mark of its owner, not those of the one before"
        )
    with data_set(folder) as into:
        assert json.loads((folder / "dataset.json").read_text("utf-8"))["word"] == "old"
        assert [read_back(folder, table) for table in "ab"] == [[["word"], ["old"]]] * 2
        with data_set(folder, "0001"):  # somebody who is at work there is left alone
            assert len(list(folder.glob(".data-*"))) == 4
        into.write("a", ("H01", "2026-10"), {"word": ["new"]})
        into.finish({"word": "new"})
    assert read_back(folder, "a") == [["word"], ["new"]]
    assert not list(folder.glob(".data-*"))


def test_a_data_set_takes_the_place_of_the_one_before_it_whole(made, tmp_path):
    out = tmp_path / "checked"
    for given in ("own.csv", "other.csv"):
        assert command("check", made / given, "--out", out, "--format", "parquet", *_DAY) == 0
    assert {path.name for path in (out / "facts").iterdir()} == {f"org={OTHER}"}


def test_results_do_not_go_where_they_would_be_read(made, capsys):
    assert command("check", made / "set", "--out", made / "set" / "out", "--format", "parquet", *_DAY) == 2
    assert "在输入的文件夹" in capsys.readouterr().err


def test_group_writes_the_same_rows_in_their_order(made, tmp_path):
    assert command("group", made / "pages.csv", "--out", tmp_path / "g.csv", "--quiet") == 0
    assert command("group", made / "set", "--out", tmp_path / "g.parquet", "--format", "parquet", "--quiet") == 0
    assert command("group", made / "pages.parquet", "--out", tmp_path / "g2.csv", "--quiet") == 0
    table = pq.read_table(tmp_path / "g.parquet")
    assert [table.column_names, *(list(row.values()) for row in table.to_pylist())] == lines(tmp_path / "g.csv")
    assert (tmp_path / "g2.csv").read_bytes() == (tmp_path / "g.csv").read_bytes()


def test_a_very_long_cell_stands_in_the_data_set_as_in_the_csv(made, tmp_path):
    header, row = lines(made / "own.csv")[:2]
    row[header.index("XB")] = "9" * 200_000
    row[header.index("BAH")] = "8" * 200_000
    with (tmp_path / "long.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, row])
    assert command("check", tmp_path / "long.csv", "--out", tmp_path / "set", "--format", "parquet", *_DAY) == 0
    columns, *found = read_back(tmp_path / "set", "findings")
    assert {cells[columns.index("case_no")] for cells in found} == {"8" * 200_000}
    assert "9" * 200_000 in {cells[columns.index("value")] for cells in found}
    out = tmp_path / "g.parquet"
    assert command("group", tmp_path / "long.csv", "--out", out, "--format", "parquet", "--quiet") == 0
    assert pq.read_table(out).column(0).to_pylist() == ["8" * 200_000]


@pytest.mark.parametrize("words", [["check"], ["month", "--period", "2026", "--brief"]])
def test_a_file_of_a_folder_that_could_not_be_read_is_told_however_quiet_the_run(made, tmp_path, capsys, words):
    header, *rows = lines(made / "own.csv")
    table = pa.table({name: list(cells) for name, cells in zip(header, zip(*rows[:9], strict=True), strict=True)})
    (tmp_path / "set").mkdir()
    pq.write_table(table, tmp_path / "set" / "a.parquet")
    (tmp_path / "set" / "b.parquet").write_bytes((tmp_path / "set" / "a.parquet").read_bytes()[:-9])
    out = tmp_path / "out"
    assert command(words[0], tmp_path / "set", "--out", out, *words[1:], *_DAY) == 1
    told = capsys.readouterr().err
    assert "没有读入：文件“set/b.parquet”不完整" in told
    assert json.loads((out / "summary.json").read_text("utf-8"))["pages"] == 9


def test_compare_takes_a_folder(made, tmp_path):
    for given, out in (("pages.csv", "a"), ("set", "b")):
        argv = ["--scheme", "embedded", "--scheme", "embedded", "--out", tmp_path / out, "--quiet"]
        assert command("compare", made / given, *argv) == 0
    of_csv, of_folder = ([row[2:] for row in lines(tmp_path / out / "cases.csv")] for out in "ab")
    assert of_folder == of_csv


# -- a month rolled up


def month(given, out, *more):
    return command("month", given, "--period", "2026-Q3", "--out", out, "--quiet", *more)


def test_a_hospital_rolled_up_has_the_tables_of_its_month(made, tmp_path):
    pages = made / "own.csv"
    assert command("check", pages, "--out", tmp_path / "set", "--format", "parquet", *_DAY) == 0
    assert month(pages, tmp_path / "wanted", "--before", pages, "--last-year", pages, "--as-of", "2026-11-01") == 0
    assert month(tmp_path / "set", tmp_path / "found") == 0
    for table in ("indicators.csv", "groups_table.csv"):
        assert (tmp_path / "found" / table).read_bytes() == (tmp_path / "wanted" / table).read_bytes()
    header, *months = lines(tmp_path / "found" / "months.csv")
    of_months = [row[header.index("value")] for row in months if row[header.index("id")] == "pages"]
    assert len(of_months) > 1
    summary = json.loads((tmp_path / "found" / "summary.json").read_text("utf-8"))
    wanted = json.loads((tmp_path / "wanted" / "summary.json").read_text("utf-8"))
    assert (summary["pages"], summary["figures"]) == (wanted["pages"], wanted["figures"])
    assert sum(map(int, of_months)) == wanted["pages"]


def test_each_organisation_of_a_data_set_has_the_figures_of_its_own_month(made, tmp_path):
    assert month(made / "checked", tmp_path / "rolled") == 0
    rows = lines(tmp_path / "rolled" / "organisations.csv")
    assert month(made / "other.csv", tmp_path / "own", "--as-of", "2026-11-01") == 0
    own = {tuple(row[:8]): row for row in lines(tmp_path / "own" / "indicators.csv")[1:]}
    found = {tuple(row[3:11]): row[3:] for row in rows[1:] if row[0] == OTHER}
    assert found == own
    together = lines(tmp_path / "rolled" / "indicators.csv")
    scope = together[0].index("scope")
    assert {"hospital", "organisation", "region", "group", "insured"} <= {row[scope] for row in together[1:]}
    assert not {"ward", "doctor"} & {row[scope] for row in together[1:]}


def test_the_roll_up_as_a_data_set_has_the_rows_of_its_tables(made, tmp_path):
    assert month(made / "checked", tmp_path / "csv") == 0
    assert month(made / "checked", tmp_path / "set", "--format", "parquet") == 0
    whole = [["", "", "", *row] for row in lines(tmp_path / "csv" / "indicators.csv")[1:]]
    parts, months = (lines(tmp_path / "csv" / name)[1:] for name in ("organisations.csv", "months.csv"))
    wanted = [[unguarded(cell) for cell in row] for row in (*whole, *parts, *months)]
    assert sorted(read_back(tmp_path / "set", "indicators")[1:]) == sorted(wanted)
    assert (tmp_path / "set" / "indicators" / f"org={OTHER}" / "month=2026-Q3").is_dir()


def test_what_does_not_go_with_results_is_one_sentence(made, tmp_path, capsys):
    for argv, words in (
        ([made / "checked", made / "own.csv"], "不能与结果一起汇总"),
        ([made / "checked", "--fines"], "不能写 --fines"),
        ([made / "checked", "--before", made / "own.csv"], "不能写 --before"),
        ([made / "own.csv", "--format", "parquet"], "只用于汇总检查结果"),
    ):
        assert command("month", *argv, "--period", "2026-Q3", "--out", tmp_path / "out") == 2
        assert words in capsys.readouterr().err
    assert command("month", made / "checked", "--period", "1999-01", "--out", tmp_path / "out") == 2
    assert "没有 1999-01" in capsys.readouterr().err
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "dataset.json").write_text('{"knowledge": "", "facts": "x", "pages": 1, "violations": {}}')
    assert month(tmp_path / "old", tmp_path / "out") == 2
    assert "另一版本的程序" in capsys.readouterr().err
