"""A kind of rule is one file: being there is enough for rule files, the catalogue, the screen and the guide."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from coding.rules.kinds.catalogue import KINDS, kind_title, kinds_table
from coding.rules.rule_book import COLUMNS
from tools.kinds_table import with_table

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
#: The file that the guide tells a stranger to write.
EXAMPLE = re.search(r"```python\n(.+?)```", GUIDE.split("## 增加一个种类")[1], flags=re.DOTALL)[1]
ROW = {
    **dict.fromkeys(COLUMNS, ""),
    "id": "H1-002",
    "dimension": "accuracy",
    "severity": "info",
    "on": "1",
    "fields": "admission_datetime",
    "kind": "night",
    "params": "from=22",
    "message": "{h}时入院",
}
USE = """
import json, sys
from pathlib import Path
import coding.rules.kinds as package
package.__path__.append(sys.argv[1])
from coding.examine.rule_trial import try_example
from coding.knowledge.knowledge import load_knowledge
from coding.rules.kinds.catalogue import kind_title, kinds_table
from coding.rules.rule_book import load_rules
from ui.rules.rule_words import value_word
from coding.base.tables import read_table
book = load_rules([read_table(Path(sys.argv[2]))], {})
said = [
    [f.message for f in try_example(book.rules[0], f"admission_datetime=2026-07-01 {hour}:00", load_knowledge())]
    for hour in ("21", "23")
]
print(json.dumps([said, kind_title("night"), value_word("kind", "night"), "`night`" in kinds_table()]))
"""


def test_the_kind_that_the_guide_adds_works_by_being_there(tmp_path):
    folder = tmp_path / "family"
    folder.mkdir()
    (folder / "night_kinds.py").write_text(EXAMPLE, encoding="utf-8")
    rules = tmp_path / "mine.csv"
    with rules.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerow(ROW)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", USE, str(folder), str(rules)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [[[], ["23时入院"]], "夜间时间", "夜间时间", True]


def test_the_guide_has_the_table_that_the_kinds_give():
    assert with_table(GUIDE) == GUIDE, "请运行 python -m tools.kinds_table"
    assert kinds_table() in GUIDE


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda k: k.key)
def test_every_kind_has_a_title_and_says_what_it_tells_in_chinese(kind):
    for words in (kind.title, kind.tells):
        assert re.search(r"[\u4e00-\u9fff]", words)
    assert kind_title(kind.key) == kind.title


def test_a_kind_that_is_not_there_is_called_by_its_key():
    assert kind_title("of_another_version") == "of_another_version"
