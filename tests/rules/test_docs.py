"""The guide for quality officers keeps up with the program, and its example is true."""

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

from coding.examine.rule_trial import try_example
from coding.page.finding import NotJudged
from coding.rules.expression import ROW_SETS
from coding.rules.functions import CODE_FUNCTIONS, FACTS, FIELD_FUNCTIONS, VALUE_FUNCTIONS
from coding.rules.kinds.catalogue import KINDS
from coding.rules.rule_book import COLUMNS, compile_rule, read_rule

ROOT = Path(__file__).parent.parent.parent
GUIDE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


def test_every_kind_column_function_and_fact_is_explained():
    words = set(re.findall(r"[a-z_0-9]+", GUIDE))
    for name in (*KINDS, *COLUMNS, *CODE_FUNCTIONS, *FIELD_FUNCTIONS, *VALUE_FUNCTIONS, *FACTS, *ROW_SETS):
        assert name in words, name


def row_of_the_guide():
    """The row that the guide adds, cell by cell as it says."""
    table = GUIDE.split("## 例：增加一条")[1].split("## 其他数据表")[0]
    row = dict.fromkeys(COLUMNS, "")
    for names, texts in re.findall(r"^\| ([\w, ]+) \| (`.+`) \|$", table, flags=re.MULTILINE):
        row |= zip(names.split(", "), re.findall(r"`(.+?)`", texts.replace("\\|", "|")), strict=True)
    assert set(row) == set(COLUMNS)
    return row


def test_the_rule_that_the_guide_adds_works(embedded):
    row = row_of_the_guide()
    compiled = compile_rule(read_rule(row, "rules.md"), {})
    found = try_example(compiled, row["fails"], embedded)
    assert not isinstance(found, NotJudged)
    assert [f.message for f in found] == ["疝修补术【腹股沟疝修补】的麻醉方式为局麻，请核对麻醉记录"]
    assert try_example(compiled, row["passes"], embedded) == ()


def test_the_tests_of_the_rules_accept_the_rule_that_the_guide_adds(tmp_path):
    """What the guide says a stranger does, to the letter: a row in a copy of the rule files, then the tests."""
    for name in ("coding", "resources", "tests", "docs", "tools"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "sample", "golden"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "resources" / "rules" / "hospital.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerow(row_of_the_guide())
    wanted = ["tests/rules/test_catalogue.py", "tests/rules/test_examples.py", "-k", "test_catalogue or H1-001 or few"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", *wanted],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("[H1-001] PASSED") == 2, "the failing and the passing example"
