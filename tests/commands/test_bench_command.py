"""``bench``: figures as JSON; how large they are is no matter of a test."""

import json

from coding.base.resources import resource_path
from coding.commands.bench import large_page
from coding.commands.door import run
from coding.exchange.read import read_file


def test_every_figure_is_there(capsys, monkeypatch):
    for name, count in {
        "_EDITS": 3,
        "_CASES": 50,
        "_PAGES": 5,
        "_TERMS": 5,
        "_STARTS": 0,
        "_ROWS": 50,
        "_SHEET_ROWS": 20,
    }.items():
        monkeypatch.setattr(f"coding.commands.bench.{name}", count)
    assert run(["bench"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["edit_refresh_ms"]["p50"] > 0
    assert figures["suggest_ms"]["p95"] > 0
    for name in ("check_pages_per_s", "group_cases_per_s", "group_file_cases_per_s"):
        assert figures[name] > 0
    assert set(figures["scheme"]) == {
        "title", "cold_load_s", "warm_load_s", "cases_per_s_first_pass", "cases_per_s", "memory_mb"
    }  # fmt: skip
    assert figures["files"]["csv"]["rows"] == 50
    assert figures["knowledge_load_s"] >= 0  # what another test has loaded costs nothing here


def test_the_page_that_is_edited_has_twenty_diagnoses_and_ten_procedures():
    page = large_page(read_file(resource_path("sample/sample_n041.csv")).pages)
    assert (len(page.diagnoses), len(page.procedures)) == (20, 10)
    assert all(row.code and row.name for row in (*page.diagnoses, *page.procedures))
