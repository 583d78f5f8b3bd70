"""A published hospital's year as invented data, from the files to the figures that its article prints."""

import json
import subprocess
import sys
from datetime import datetime
from decimal import Decimal

import pytest

from coding.base.period import read_period
from coding.commands.month_tables import GROUPS, INDICATORS, group_lines, indicator_cells
from coding.examine.examine import examine
from coding.indicators.compute import figures_of
from coding.indicators.facts_of import facts_of
from coding.indicators.figures import Scope
from coding.indicators.frame import facts_frame
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.rules.local import LocalRules
from coding.rules.rule_book import embedded_rules
from coding.work.chunks import Chunks
from coding.work.reading_files import files_read

NOW = datetime(2024, 1, 15)


@pytest.fixture(scope="module")
def made(reference, tmp_path_factory):
    folder = tmp_path_factory.mktemp("year")
    subprocess.run([sys.executable, str(reference / "month" / "make_year.py"), str(folder)], check=True, timeout=120)
    return folder


@pytest.fixture(scope="module")
def knowledge(made):
    return load_knowledge(KnowledgeSource(scheme=str(made / "pack"), tariff=str(made / "tariff.csv")))


@pytest.fixture(scope="module")
def pages(made):
    """The pages of both years, each with its context."""
    read = {year: files_read([made / f"pages_{year}.csv"], NOW)[0].reading.pages for year in (2022, 2023)}
    return {year: [one for chunk in Chunks(list(found), NOW) for one in chunk] for year, found in read.items()}


def _facts(pages, knowledge):
    for page, context in pages:
        yield facts_of(page, examine(page, knowledge, context), knowledge, context)


@pytest.fixture(scope="module")
def year(pages, knowledge):
    """Examined without the rules, which no figure of the article rests on: they would take half a minute."""
    silent = LocalRules.from_text(json.dumps({one.rule.id: {"on": "0"} for one in embedded_rules().rules}))
    quick = knowledge.with_rules(silent)
    now, last = (facts_frame(_facts(pages[year], quick)) for year in (2023, 2022))
    names = {drg: knowledge.scheme.group_name(drg) for drg in knowledge.scheme.groups}
    return figures_of(now, read_period("2023"), last_year=last, group_names=names, stamp="x")


def test_with_all_rules_a_page_has_the_same_group_weight_and_price(pages, knowledge, year):
    facts = list(_facts(pages[2023][::50], knowledge))
    figures = figures_of(facts, read_period("2023"))
    assert figures.value("checked_share") == 100
    assert figures.row("completeness").denominator == len(facts)
    of_year = {group.drg: group for group in year.groups}
    for group in figures.groups:
        assert group.weight == of_year[group.drg].weight
        assert group.reference_cost == of_year[group.drg].reference_cost


def test_the_figures_that_the_article_prints(year, made):
    told = json.loads((made / "expected.json").read_text())["2023"]
    assert year.value("cases") == told["cases"] == 8610
    assert year.value("groups") == told["groups"] == 306
    assert year.value("total_weight") == Decimal(str(told["total_weight"])) == Decimal("8670.11")
    assert round(year.value("cmi"), 2) == Decimal("1.01")
    assert round(year.value("time_index"), 2) == Decimal("0.97")
    assert round(year.value("cost_index"), 2) == Decimal("1.02")
    heavy = year.row("rw_ge_2_share")
    assert (heavy.numerator, heavy.value) == (told["rw2_cases"], Decimal("2.92")) == (251, Decimal("2.92"))


def test_kinds_of_insured_as_cases_and_shares(year):
    shown = [(row.numerator, row.value) for row in map(year.row, ("insured_employees", "insured_residents"))]
    assert shown == [(1907, Decimal("22.15")), (6703, Decimal("77.85"))]
    assert year.value("cases", Scope.INSURED, "职工") == 1907


def test_the_largest_groups_with_their_names(year):
    assert [group.drg for group in year.groups[:3]] == ["CB39", "CB19", "CC19"]
    assert year.groups[0].name == "晶体手术"
    assert (year.groups[0].cases, year.groups[0].last_year) == (900, 900)


def test_change_is_divided_by_last_year_and_not_by_this_one(year):
    cases = year.row("cases")
    assert (cases.value, cases.last_year, cases.change) == (8610, 6558, Decimal("0.3129"))


def test_what_nothing_was_known_of_has_no_value_and_is_told(year):
    assert year.value("timeliness") is None
    assert year.unjudged["archive_2wd"][0] == 8610
    assert "归档时间" in year.unjudged["archive_2wd"][1]
    assert year.value("operated_share") is None


def test_the_rows_of_the_files(year):
    told = [dict(zip(INDICATORS, indicator_cells(row), strict=True)) for row in year.rows]
    rows = {row["id"]: row for row in told if row["scope"] == "hospital"}
    assert rows["cases"]["value"] == "8610"
    assert rows["cases"]["change"] == "0.3129"
    assert rows["rw_ge_2_share"]["value"] == "2.92"
    assert rows["archive_2wd"]["value"] == ""
    header, first, *_ = group_lines(year.groups)
    assert (header[:3], first[:3]) == (GROUPS[:3], ("CB39", "晶体手术", "900"))
