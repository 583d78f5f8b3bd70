"""The edition of a file of pages: guessed, asked where it is not clear, remembered for its layout, told everywhere."""

import json
from datetime import datetime

import pytest

from coding.commands.door import run
from coding.work.file_editions import EditionUnclearError, edition_words, keep_edition
from coding.work.hospital_knowledge import KNOWLEDGE
from coding.work.importing import import_file
from coding.work.knowledge_copies import PartsWanted, keep_wanted, load_kept, load_wanted
from db.sqlite.sqlite_store import SqliteStore

NOW = datetime(2026, 11, 28, 9)
HEAD = "BAH,XM,XB,CYSJ,JBDM,ZYZD\n"
BOTH = [(f"A1{n}.000x001", f"甲病{n}", f"A1{n}.001", f"乙病{n}") for n in range(6)]


@pytest.fixture
def tables(tmp_path):
    """A table of the insurance edition and a crosswalk, as a hospital imports them."""
    table, crosswalk = tmp_path / "医保版.csv", tmp_path / "对照.csv"
    rows = [(code, name) for code, name, _, _ in BOTH] + [(t, name) for _, _, t, name in BOTH]
    table.write_text("编码,名称\n" + "".join(f"{code},{name}\n" for code, name in rows), encoding="utf-8")
    pairs = [(code, target) for code, _, target, _ in BOTH] + [(target, target) for _, _, target, _ in BOTH]
    pairs += [(f"C0{n}.000x00{m}", "A10.001") for n in range(5) for m in range(3)]
    lines = "".join(f"{source},{target}\n" for source, target in pairs)
    crosswalk.write_text("临床版编码,医保版编码\n" + lines, encoding="utf-8")
    return table, crosswalk


@pytest.fixture
def hospital(store, tables):
    wanted = PartsWanted({"dx_table": tables[0], "dx_map": tables[1]})
    keep_wanted(store, load_wanted(store, wanted, "甲", NOW), wanted)
    return store


def file_of(tmp_path, name, which, count=5):
    """``which`` 1: codes with the names of the insurance edition, 3: with those of the clinical one."""
    path = tmp_path / name
    lines = (f"{name}{n},样例,1,2026-10-0{n + 1} 10:00:00,{BOTH[n][0]},{BOTH[n][which]}\n" for n in range(count))
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return path


def read(store, path):
    return import_file(path, store, NOW, [], knowledge=load_kept(store, NOW).knowledge)


def test_an_insurance_file_in_a_clinical_layout_is_read_as_such_and_told(hospital, tmp_path):
    [imported] = read(hospital, file_of(tmp_path, "医.csv", 1))
    assert "编码是医保版" in imported.in_words()
    assert "0 个编码像临床版，5 个像医保版" in imported.in_words()
    assert KNOWLEDGE["edition"].read(hospital) == "n041=insurance"
    assert edition_words("n041=insurance").endswith("为医保版")


def test_a_clinical_file_is_told_and_nothing_need_be_remembered(hospital, tmp_path):
    [imported] = read(hospital, file_of(tmp_path, "临.csv", 3))
    assert "编码是临床版" in imported.in_words()
    assert KNOWLEDGE["edition"].read(hospital) == ""


def test_what_is_not_clear_is_asked_once_and_remembered(hospital, tmp_path):
    path = file_of(tmp_path, "少.csv", 1, count=2)
    with pytest.raises(EditionUnclearError) as asked:
        read(hospital, path)
    assert "看不清" in str(asked.value)
    assert len(hospital.worklist()) == 0, "nothing of it was kept"
    keep_edition(hospital, asked.value.found.layout, "insurance")
    [imported] = read(hospital, path)
    assert "已说明为医保版" in imported.in_words()
    read(hospital, file_of(tmp_path, "再.csv", 1, count=2))


def test_a_guess_that_would_turn_pages_which_are_there_already_is_asked(hospital, tmp_path):
    read(hospital, file_of(tmp_path, "临.csv", 3))
    with pytest.raises(EditionUnclearError):
        read(hospital, file_of(tmp_path, "医.csv", 1))
    assert KNOWLEDGE["edition"].read(hospital) == ""


def test_what_a_person_has_said_stays_and_the_contradiction_is_told(hospital, tmp_path):
    keep_edition(hospital, "n041", "clinical")
    [imported] = read(hospital, file_of(tmp_path, "医.csv", 1))
    assert "仍按临床版" in imported.in_words()


def test_without_a_crosswalk_nobody_is_asked_anything(store, tmp_path):
    [imported] = read(store, file_of(tmp_path, "医.csv", 1, count=2))
    assert imported.edition == ""


def check(tables, out, *more):
    args = ["--dx-table", str(tables[0]), "--dx-map", str(tables[1]), "--out", str(out), "--jobs", "1", "--preflight"]
    return run(["check", *map(str, more), *args], open_store=SqliteStore)


def test_the_command_line_guesses_tells_and_notes_it_in_the_preflight(tables, tmp_path, capsys):
    out = tmp_path / "out"
    assert check(tables, out, file_of(tmp_path, "医.csv", 1)) == 0
    assert "编码是医保版" in capsys.readouterr().err
    assert check(tables, out, file_of(tmp_path, "少.csv", 1, count=2)) == 0
    assert "可用 --edition 说明" in capsys.readouterr().err
    assert "编码属于哪个版本看不清" in (out / "preflight.csv").read_text(encoding="utf-8-sig")
    assert json.loads((out / "summary.json").read_text(encoding="utf-8"))["preflight"]["layout"] == 1


def test_the_command_line_obeys_the_option(tables, tmp_path, capsys):
    assert check(tables, tmp_path / "out", file_of(tmp_path, "医.csv", 1), "--edition", "clinical") == 0
    assert "仍按临床版" in capsys.readouterr().err


def test_two_files_of_one_layout_that_differ_are_not_guessed(tables, tmp_path, capsys):
    files = file_of(tmp_path, "医.csv", 1), file_of(tmp_path, "临.csv", 3)
    assert check(tables, tmp_path / "out", *files) == 0
    told = capsys.readouterr().err
    assert "仍按临床版" in told
    assert "编码是临床版" in told
