"""An error of the program is told and logged; only a condition that its author wrote may be not judged for one."""

import copy
import csv
import json
import logging
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from coding.base.errors import KnowledgeError
from coding.examine.examine import examine
from coding.page.front_page import FrontPage
from coding.rules.engine import NOT_COMPUTED
from coding.rules.kind import Kind
from coding.rules.params import Params
from coding.rules.rule import Compiled, CompiledRule, Hit
from coding.rules.rule_book import COLUMNS, RuleBook, compile_rule, read_rule

ROOT = Path(__file__).parents[2]
PAGE = FrontPage(values={"sex": "9", "patient_name": "张三丰", "age_years": "40", "los_days": "3"})
ROW = {
    **dict.fromkeys(COLUMNS, ""),
    "id": "H1-001",
    "dimension": "accuracy",
    "severity": "error",
    "on": "1",
    "fields": "age_years",
    "message": "甲",
    "hint": "改",
    "basis": "本院",
}


def broken_over_the_name(_rule, params):
    params.done()

    def judge(facts):
        int(facts.page.text("patient_name"))  # the message of the error quotes the name
        yield Hit()

    return Compiled(judge)


def with_hit_that_is_none(_rule, params):
    params.done()
    return Compiled(lambda _facts: [None])


def with_test_that_fails(_rule, params):
    params.done()
    return Compiled(lambda _facts: [Hit()], test=lambda facts: facts.page + 1)


def with_bad_table(_rule, params):
    params.done()

    def judge(_facts):
        raise KnowledgeError("表 x.csv 第3行不能用，请改正。")

    return Compiled(judge)


def knowing(embedded, made, **columns):
    """The Knowledge with one rule more, of a kind that is made for the test."""
    rule = read_rule({**ROW, "kind": "broken", **columns}, "测试")
    compiled = made(rule)
    knowledge = copy.copy(embedded)
    knowledge.rules = RuleBook((*embedded.rules.rules, compiled), "test", embedded.rules.off, embedded.rules.is_dated)
    return knowledge


def of_kind(compile_):
    kind = Kind("broken", "坏的", compile_, "")

    def made(rule):
        done = kind.compile(rule, Params(rule.params, {}, rule.source))
        return CompiledRule(rule, done.judge, done.needs, done.triggers, done.test)

    return made


@pytest.mark.parametrize("kind", [broken_over_the_name, with_hit_that_is_none, with_test_that_fails])
def test_a_defect_of_a_kind_costs_its_own_rule_and_is_told(embedded, kind, caplog):
    with caplog.at_level(logging.ERROR):
        seen = examine(PAGE, knowing(embedded, of_kind(kind)))
    (failed,) = [n for n in seen.not_judged if n.is_defect]
    assert failed.rule == "H1-001"
    assert failed.reason == "程序自身出错：规则 H1-001 未能执行，请把日志交给维护人员。"
    before = examine(PAGE, embedded)
    assert seen.findings == before.findings
    assert [n for n in seen.not_judged if not n.is_defect] == list(before.not_judged)
    assert [record.code for record in caplog.records] == ["H1-001"]


def test_the_log_holds_the_place_in_the_source_and_nothing_of_the_page(embedded, caplog):
    with caplog.at_level(logging.ERROR):
        seen = examine(PAGE, knowing(embedded, of_kind(broken_over_the_name)))
    (failed,) = [n for n in seen.not_judged if n.is_defect]
    for text in (caplog.records[0].trace, failed.defect):
        assert "ValueError" in text
        assert "test_defects.py" in text
        assert "张三丰" not in text
    assert "张三丰" not in caplog.text


def test_a_table_that_cannot_be_used_is_no_defect_but_says_its_own_sentence(embedded):
    with pytest.raises(KnowledgeError, match="第3行"):
        examine(PAGE, knowing(embedded, of_kind(with_bad_table)))


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("expression", {"if": 'age_years + "a" > 3'}),
        ("expression", {"if": "age_years / 0 > 3"}),
        ("expression", {"if": "age_years < sex"}),
        ("expression", {"if": "-sex > 1"}),
        ("expression", {"if": "hour(age_years) > 3"}),
        ("expression", {"if": "days(sex, sex) > 3"}),
        ("expression", {"if": "number(sex + patient_name) > 3"}),
        ("expression", {"if": 'age_years in codes("K80")'}),
        ("expression", {"if": "sex in age_years"}),
        ("expression", {"if": 'listed(sex) in {"1"}'}),
        ("expression", {"if": 'contains(age_years, "甲")'}),
        ("expression", {"if": "age_years > 1", "show.x": "sex - 1"}),
        ("reckoned", {"as": "patient_name"}),
        ("range", {"min": "50"}),
    ],
)
def test_a_condition_that_cannot_be_computed_is_not_judged_and_no_defect(embedded, kind, params):
    when = "patient_name > 3" if kind == "range" else ""
    rule = replace(read_rule({**ROW, "kind": kind, "when": when}, "测试"), params=params)
    knowledge = knowing(embedded, lambda _: compile_rule(rule, {}))
    said = {n.rule: n for n in examine(PAGE, knowledge).not_judged}
    assert said["H1-001"].reason == NOT_COMPUTED
    assert not said["H1-001"].is_defect


FAILING = """
from coding.rules.kind import Kind
from coding.rules.rule import Compiled


def failing(rule, params):
    params.done()
    return Compiled(lambda facts: [int(facts.page.text("patient_name"))])


KINDS = (Kind("failing", "失败", failing, "失败"),)
"""


def test_check_counts_the_pages_on_stderr_and_in_the_summary_and_shows_no_trace(tmp_path):
    folder = tmp_path / "kinds"
    folder.mkdir()
    (folder / "failing_kind.py").write_text(FAILING, encoding="utf-8")
    rules = tmp_path / "rules.csv"
    with rules.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerow({**ROW, "kind": "failing"})
    pages = tmp_path / "pages.csv"
    with (ROOT / "resources" / "sample" / "sample_n041.csv").open(encoding="gb18030") as file:
        pages.write_text("".join(line for _, line in zip(range(4), file, strict=False)), encoding="utf-8")
    program = (
        f"import sys, coding.rules.kinds as k; k.__path__.append({str(folder)!r});"
        f"sys.argv = ['main.py', 'check', {str(pages)!r}, '--out', {str(tmp_path / 'out')!r},"
        f" '--rules', {str(rules)!r}, '--as-of', '2026-11-01', '--jobs', '1'];"
        "import runpy; runpy.run_path('main.py', run_name='__main__')"
    )
    environment = {
        "PATH": "",
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "LOCALAPPDATA": str(tmp_path / "state"),
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "程序自身出错：规则 H1-001 在 3 页上未能执行" in done.stderr
    assert "Traceback" not in done.stderr
    assert "ValueError" not in done.stderr
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["defects"] == {"H1-001": 3}
    log = next((tmp_path / "state").rglob("*.log")).read_text(encoding="utf-8")
    assert "failing_kind.py" in log
