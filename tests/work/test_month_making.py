"""A month made of files beyond what the command line tells of it."""

import csv
from datetime import datetime

import pytest

from coding.base.period import read_period
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.review.archiving import ArchivingTerms
from coding.work.executors import InProcess
from coding.work.month_beside import MonthBeside
from coding.work.month_files import MonthGiven, examine_month, read_month
from coding.work.month_making import MonthTerms, make_month
from tests.commands.test_month_command import page, silent

NOW = datetime(2026, 11, 1)
#: What a page needs to be grouped beyond its stay.
GROUPED = {"XB": "1", "NL": "60", "LYFS": "1"}


def written(path, pages):
    rows = [{**one, **GROUPED} for one in pages]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


@pytest.mark.parametrize(("pages", "told"), [(20, 0), (30, 1)])
def test_a_year_before_that_is_also_a_year_ago_is_one_history(tmp_path, pages, told):
    then = written(tmp_path / "then.csv", [page(str(at), "2025-10-03") for at in range(pages)])
    now = written(tmp_path / "now.csv", [page("99", "2026-10-03", ZFY="90000.00")])
    source = KnowledgeSource(rules=silent())
    month = read_month(MonthGiven((now,), (then,), (then,)), NOW)
    tally = examine_month(month, read_period("2026"), source, NOW, InProcess())
    made = make_month(tally, month, load_knowledge(source), NOW, MonthTerms(ArchivingTerms.of({})), MonthBeside())
    assert [(one.item, one.pages) for one in made.inputs.atypical] == [("cost", pages)] * told
