"""The window and the command line compare by one use case: the same pages give the same figures."""

import json

import pytest

from coding.commands.door import run
from coding.exchange.write import write_n041
from coding.knowledge.dated import DatedPart
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis
from coding.reports.switch_summary import summary_figures
from coding.work.comparing import Listed, periods_of, switch_between
from tests.drg.small_pack import SMALL

UNDIVIDED = [*SMALL["drg_rules"][:2], ("FR1", "1", "FR19", "心力衰竭", "ALWAYS", "")]


def page(number, *codes, month="03", cost="1000"):
    return FrontPage(
        {
            "case_no": f"{number:06d}",
            "sex": "1",
            "age_years": "60",
            "los_days": "8",
            "discharge_way": "1",
            "discharge_datetime": f"2026-{month}-09 10:00",
            "discharge_ward": "心内科" if number % 2 else "呼吸科",
            "attending_physician": "甲",
            "payment_method": "1.1" if number % 2 else "2.1",
            "fee_total": cost,
        },
        tuple(Diagnosis(code, code) for code in codes),
    )


PAGES = tuple(
    page(n, "I50.900", *(["J96.000"] if n % 3 else []), month="03" if n < 9 else "12", cost=str(1000 + n))
    for n in range(1, 13)
)


@pytest.fixture
def packs(write_pack):
    return str(write_pack("old")), str(write_pack("new", drg_rules=UNDIVIDED))


@pytest.fixture
def filled(store, tmp_path):
    write_n041(tmp_path / "首页.csv", PAGES)
    read_into(store, tmp_path / "首页.csv")
    return store


def read_into(store, path):
    from datetime import datetime

    from coding.work.reading_files import files_read

    for file in files_read([path], datetime(2026, 12, 31)):
        store.import_reading(file.reading)


def figures(switch):
    return without_sides(json.loads(json.dumps(summary_figures(switch))))


def without_sides(told):
    """All but how the schemes were named, and that the window has a demonstration tariff beside its own."""
    notes = [note for note in told["notes"] if "演示权重" not in note]
    return {key: value for key, value in told.items() if key not in ("old", "new")} | {"notes": notes}


@pytest.mark.parametrize("period", ["", "2026-03", "2026-Q4", "2026"])
def test_window_and_command_give_the_same_figures(filled, packs, tmp_path, period):
    knowledge = load_knowledge(KnowledgeSource(scheme=packs[0]))
    shown = switch_between(filled, knowledge, (None, Listed(packs[1])), list(filled.worklist()), period)
    named = ["--scheme", packs[0], "--scheme", packs[1], *(["--period", period] if period else [])]
    assert run(["compare", str(tmp_path / "首页.csv"), *named, "--out", str(tmp_path / "out")]) == 0
    written = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert figures(shown) == without_sides(written)
    assert written["moved"] == written["cases"] > 0


def test_the_scheme_in_force_may_stand_on_either_side(filled, packs):
    knowledge = load_knowledge(KnowledgeSource(scheme=packs[0]))
    ids = list(filled.worklist())
    there = switch_between(filled, knowledge, (None, Listed(packs[1])), ids)
    back = switch_between(filled, knowledge, (Listed(packs[1]), None), ids)
    assert {c.was.drg for c in there.cases} == {"FR11", "FR15"}
    assert {c.will.drg for c in back.cases} == {"FR11", "FR15"}
    assert all(c.page_id for c in there.cases)


def test_a_demonstration_tariff_weighs_nothing(filled, packs, embedded):
    switch = switch_between(filled, embedded, (None, Listed(packs[1])), list(filled.worklist()))
    assert switch.weight_basis.value == "provisional"
    assert "只有内置演示权重，演示权重不用于比较" in " ".join(switch.notes)


def test_what_holds_on_the_day_of_a_page_is_told_where_schemes_are_dated(filled, packs, write_pack):
    from datetime import date

    later = str(write_pack("later", scheme=[("key", "value"), ("name", "新方案三"), ("checks", "sex")]))
    dated = (
        DatedPart("scheme", packs[0], None, date(2026, 11, 30)),
        DatedPart("scheme", later, date(2026, 12, 1), None),
    )
    knowledge = load_knowledge(KnowledgeSource(scheme=packs[0], dated=dated))
    switch = switch_between(filled, knowledge, (Listed(packs[0]), Listed(packs[1])), list(filled.worklist()))
    told = {case.day[:7]: case.note for case in switch.cases}
    assert told == {"2026-03": "出院当日施行：小方案", "2026-12": "出院当日施行：新方案三"}


def test_periods_are_years_then_quarters_then_months(filled):
    ids = list(filled.worklist())
    assert periods_of(filled, ids) == ["2026", "2026-Q4", "2026-Q1", "2026-12", "2026-03"]


def test_progress_is_told_to_the_end(filled, packs):
    steps = []
    knowledge = load_knowledge(KnowledgeSource(scheme=packs[0]))
    ids = list(filled.worklist())
    switch_between(filled, knowledge, (None, Listed(packs[1])), ids, "", lambda *at: steps.append(at))
    assert steps[-1] == (12, 12)
