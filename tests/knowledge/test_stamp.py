"""The stamp of a Knowledge tells the truth: it changes with all that a verdict can rest on, and with nothing else."""

import json
import os
import pickle
import shutil
import subprocess
import sys
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

import pytest

from coding.base.errors import KnowledgeError
from coding.base.resources import RESOURCES, Resources, resource_path
from coding.exchange.read import read_file
from coding.knowledge.ground import (
    FLOORS,
    WRITTEN,
    declared,
    ground_stamp,
    program_sources,
    program_stamp,
    resting_files,
)
from coding.knowledge.knowledge import Knowledge, KnowledgeSource
from coding.rules.local import LocalRules, embedded_rows, said_of
from coding.suggest.term_book import TermPair

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "coding"
#: What a verdict can read, as a coder would say it: rules, score, fields, codes, scheme, tariff.
RESTING = (
    "shelves/headers.csv",
    "rules/*",
    "scoring/*",
    "schemes/*",
    "tariffs/*",
    "fields/fields.csv",
    "fields/domains.csv",
    "codes/*",
    "terms/aliases.csv",
    "terms/rewrites.csv",
)
#: What is shown, searched, read or written with, and never judged by.
OTHER = (
    "codes/corrections.csv",
    "codes/icd10_blocks.csv",
    "codes/icd9cm3_chapters.csv",
    "fields/evidence*.csv",
    "fields/form*.csv",
    "icons/*",
    "layouts/*",
    "sample/*",
    "schemes/name_words.csv",
    "shelves/announced.csv",
    "terms/a[dg]*",
    "terms/[cjpstw]*",
    "terms/ra*",
)
#: Small tables on which verdicts rest and which nobody would miss in a stamp until a verdict is wrong.
EASILY_FORGOTTEN = {
    "codes/editions.csv",
    "codes/icd10_categories.csv",
    "codes/icd10_chapters.csv",
    "codes/icd9cm3_headings.csv",
    "codes/procedure_kinds.csv",
    "fields/domains.csv",
    "fields/fields.csv",
    "rules/tables/audiences.csv",
    "rules/tables/calendar.csv",
    "rules/tables/held_back.csv",
    "rules/tables/indication_groups.csv",
    "rules/tables/operation_companions.csv",
    "rules/tables/operation_indications.csv",
    "rules/tables/sets.csv",
    "rules/tables/symptom_causes.csv",
    "rules/tables/treatment_evidence.csv",
    "rules/tables/untold_signs.csv",
    "rules/tables/word_axes.csv",
    "rules/tables/word_code_opposites.csv",
    "rules/tables/word_qualities.csv",
    "scoring/counted.csv",
    "scoring/grades.csv",
    "scoring/scoring.csv",
    "tariffs/demo.csv",
    "tariffs/headers.csv",
    "tariffs/insured.csv",
    "tariffs/multiples.csv",
    "terms/aliases.csv",
    "terms/rewrites.csv",
}


def fits(name, patterns):
    return any(fnmatch(name, pattern) for pattern in patterns)


@pytest.fixture
def copy(tmp_path):
    """The resources, to be edited."""
    return Path(shutil.copytree(RESOURCES, tmp_path / "resources"))


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """What judging the whole sample and every example reads, seen by the reader itself in a fresh process.

    With what ships with the program; and as a hospital that has a tariff for two kinds of insured, a crosswalk, and
    the rules switched on that are off.
    """
    folder = tmp_path_factory.mktemp("read")
    tariff, crosswalk = folder / "tariff.csv", folder / "map.csv"
    tariff.write_text("DRG编码,权重,费率（职工）,费率（居民）\nES35,0.9,9000,8000\n", encoding="utf-8")
    crosswalk.write_text("临床版编码,医保版编码\nI10.x00,I10.x00\n", encoding="utf-8")
    own = KnowledgeSource(
        tariff=str(tariff),
        tariff_options='{"level": "职工"}',
        dx_map=str(crosswalk),
        rules=LocalRules(
            tuple(said_of({**r, "on": "1"}) for r in embedded_rows().values() if r["on"] == "0")
        ).as_text(),
    )
    pages = read_file(resource_path("sample/sample_n041.csv")).pages
    (folder / "pages").write_bytes(pickle.dumps((pages, own)))
    return json.loads(run(ROOT, Path(__file__).with_name("what_is_read.py"), folder / "pages"))


def run(root, *arguments):
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONHASHSEED": "random"},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return done.stdout.strip()


def edit(path):
    path.write_bytes(path.read_bytes() + b"#\n")


# -- resources


def test_the_stamp_changes_with_each_file_that_a_verdict_can_read_and_with_no_other(copy):
    before = ground_stamp(Resources(copy))
    wrong = []
    for name in Resources(copy).names():
        if not fits(name, (*RESTING, *OTHER)):
            continue  # a stranger's
        old = (copy / name).read_bytes()
        edit(copy / name)
        changed = ground_stamp(Resources(copy)) != before
        (copy / name).write_bytes(old)
        if changed == fits(name, OTHER):
            wrong.append((name, changed))
    assert wrong == []
    assert ground_stamp(Resources(copy)) == before


def test_a_file_that_comes_goes_or_is_renamed_changes_the_stamp(copy):
    stamps = [ground_stamp(Resources(copy))]
    shutil.copy(copy / "rules" / "timeliness.csv", copy / "rules" / "timeliness_own.csv")
    stamps.append(ground_stamp(Resources(copy)))
    (copy / "rules" / "timeliness_own.csv").rename(copy / "rules" / "timeliness_other.csv")
    stamps.append(ground_stamp(Resources(copy)))
    assert len(set(stamps)) == 3


def test_a_file_that_nobody_has_declared_is_taken_to_be_one_that_verdicts_rest_on(copy):
    before = ground_stamp(Resources(copy))
    (copy / "quality").mkdir()
    (copy / "quality" / "limits.csv").write_text("x\n1\n", encoding="utf-8")
    assert ground_stamp(Resources(copy)) != before


@pytest.mark.parametrize(
    ("part", "file"),
    [
        ("dx_table", "codes/icd10.csv"),
        ("px_table", "codes/icd9cm3.csv"),
        ("scheme", "schemes/chs_drg_11_general/MDCB.txt"),
        ("tariff", "tariffs/demo.csv"),
    ],
)
def test_a_part_that_the_hospital_has_replaced_is_no_ground_any_more(copy, part, file):
    before = ground_stamp(Resources(copy), {part})
    edit(copy / file)
    assert ground_stamp(Resources(copy), {part}) == before
    assert ground_stamp(Resources(copy)) != ground_stamp(Resources(RESOURCES))


def test_whatever_judging_reads_is_declared_as_something_verdicts_rest_on(read):
    assert set(read["files"]) - {"knowledge.csv"} <= set(resting_files(Resources(RESOURCES)))


def test_small_tables_are_declared_because_verdicts_do_read_them(read):
    assert set(read["files"]) >= EASILY_FORGOTTEN
    assert set(resting_files(Resources(RESOURCES))) >= EASILY_FORGOTTEN


def test_every_line_of_the_declaration_names_files_that_are_there_and_says_why():
    names = (*Resources(RESOURCES).names(), WRITTEN)
    for line in declared(Resources(RESOURCES)):
        assert any(fnmatch(name, line.files) for name in names), line
        assert line.note, line
        assert line.replaced_by in {"", "dx_table", "px_table", "scheme", "tariff"}, line


def test_the_stamp_does_not_depend_on_what_was_read_before():
    fresh, used = Resources(RESOURCES), Resources(RESOURCES)
    used.table("terms/aliases.csv")
    used.table("rules/tables/calendar.csv")
    assert ground_stamp(used) == ground_stamp(fresh) == ground_stamp(used)


def test_the_program_itself_gives_another_stamp_after_the_calendar_was_edited(tmp_path, embedded):
    for folder in ("coding", "resources"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "icons"))
    asked = ("-c", "from coding.knowledge.knowledge import load_knowledge; print(load_knowledge().stamp)")
    before = run(tmp_path, *asked)
    assert before == embedded.stamp  # the same content elsewhere: the same stamp
    edit(tmp_path / "resources" / "rules" / "tables" / "calendar.csv")
    assert run(tmp_path, *asked) != before


# -- the program's own kinds


def test_whatever_judging_calls_stands_where_the_stamp_looks(read):
    called = {module for module in read["modules"] if not module.endswith("__init__.py")}
    assert called
    assert called <= set(program_sources())


@pytest.mark.parametrize(
    ("module", "counts"),
    [
        ("rules/kinds/field_kinds.py", True),
        ("drg/node_grouper.py", True),
        ("payment/price.py", True),
        ("page/waiver.py", True),
        ("suggest/ranking.py", False),
        ("exchange/read.py", False),
        ("commands/check.py", False),
    ],
)
def test_the_stamp_changes_with_the_sources_of_a_verdict_and_with_no_others(tmp_path, module, counts):
    code = Path(shutil.copytree(CODE, tmp_path / "coding", ignore=shutil.ignore_patterns("__pycache__")))
    shelf = Resources(RESOURCES)
    before = ground_stamp(shelf, code=code)
    edit(code / module)
    assert (ground_stamp(shelf, code=code) != before) is counts


def test_a_packed_program_has_the_stamp_of_its_sources(tmp_path):
    run(ROOT, ROOT / "tools" / "write_program_stamp.py", tmp_path)
    no_sources = tmp_path / "packed"
    assert program_stamp(Resources(tmp_path), no_sources) == program_stamp(Resources(RESOURCES), CODE)


def test_sources_go_before_what_was_written_when_the_program_was_packed(tmp_path):
    (tmp_path / WRITTEN).write_text("old\n", encoding="ascii")
    assert program_stamp(Resources(tmp_path), CODE) == program_stamp(Resources(RESOURCES), CODE) != "old"


def test_a_packed_program_without_its_stamp_is_told_in_one_sentence(tmp_path):
    with pytest.raises(KnowledgeError, match=r"缺少 resources/program\.txt）：请重新安装程序"):
        program_stamp(Resources(tmp_path), tmp_path)


def test_suggesting_reading_and_showing_are_no_part_of_a_verdict():
    assert not {"suggest", "exchange", "commands", "reports", "store"} & set(FLOORS)


# -- what a hospital has of its own


def test_own_rules_change_the_stamp_and_taking_them_back_gives_the_old_one(embedded):
    row = next(iter(embedded_rows().values()))
    own = LocalRules((said_of({**row, "on": "0" if row["on"] == "1" else "1"}),))
    assert embedded.with_rules(own).stamp != embedded.stamp
    assert embedded.with_rules(own).with_rules(LocalRules()).stamp == embedded.stamp


def test_accepted_terms_change_suggestions_and_no_verdict(embedded):
    taught = embedded.with_terms((TermPair("老毛病", ("高血压",), "I10.x00", "dx"),))
    assert taught.stamp == embedded.stamp


def test_each_table_of_the_hospital_changes_the_stamp(tmp_path, embedded):
    dx, map_ = tmp_path / "诊断.csv", tmp_path / "对照.csv"
    dx.write_text("编码,名称\nI10.x00,高血压\n", encoding="utf-8")
    map_.write_text("临床版编码,医保版编码\nI10.x00,I10.x00\n", encoding="utf-8")
    tariff = ROOT / "tests" / "data" / "tariff_rules.csv"
    sources = [
        KnowledgeSource(dx_table=str(dx)),
        KnowledgeSource(tariff=str(tariff)),
        KnowledgeSource(dx_map=str(map_)),
        KnowledgeSource(dx_map=str(map_), edition="insurance"),
    ]
    assert len({embedded.stamp, *(Knowledge(source).stamp for source in sources)}) == 5


def test_a_code_table_under_another_name_gives_other_findings_and_another_stamp(tmp_path):
    first, second = tmp_path / "医保版.csv", tmp_path / "临床版.csv"
    first.write_text("编码,名称\nI10.x00,高血压\n", encoding="utf-8")
    shutil.copy(first, second)
    source = KnowledgeSource(dx_table=str(first))
    assert Knowledge(source).stamp != Knowledge(replace(source, dx_table=str(second))).stamp
