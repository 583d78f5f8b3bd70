"""The guide for quality officers keeps up with the program, and its example is true."""

import re
from pathlib import Path

from coding.examine.rule_trial import try_example
from coding.page.finding import NotJudged
from coding.rules.expression import ROW_SETS
from coding.rules.functions import CODE_FUNCTIONS, FACTS, FIELD_FUNCTIONS, VALUE_FUNCTIONS
from coding.rules.kinds.catalogue import KINDS
from coding.rules.rule_book import COLUMNS, compile_rule, read_rule

GUIDE = (Path(__file__).parent.parent.parent / "docs" / "rules.md").read_text(encoding="utf-8")


def test_every_kind_column_function_and_fact_is_explained():
    words = set(re.findall(r"[a-z_0-9]+", GUIDE))
    for name in (*KINDS, *COLUMNS, *CODE_FUNCTIONS, *FIELD_FUNCTIONS, *VALUE_FUNCTIONS, *FACTS, *ROW_SETS):
        assert name in words, name


def test_the_rule_that_the_guide_adds_works(embedded):
    table = GUIDE.split("## 例：增加一条")[1].split("## 其他数据表")[0]
    cells = dict(re.findall(r"^\| (\w+) \| `(.+)` \|$", table, flags=re.M))
    row = dict.fromkeys(COLUMNS, "") | {k: v.replace("\\|", "|") for k, v in cells.items() if k in COLUMNS}
    row |= {"dimension": "accuracy", "severity": "warning", "on": "1"}
    compiled = compile_rule(read_rule(row, "rules.md"), {})
    found = try_example(compiled, row["fails"], embedded)
    assert not isinstance(found, NotJudged)
    assert [f.message for f in found] == ["疝修补术【腹股沟疝修补】的麻醉方式为局麻，请核对麻醉记录"]
    assert try_example(compiled, row["passes"], embedded) == ()
