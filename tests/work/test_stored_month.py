"""A month from a store: the board's tiles list what they count, figures are those of the facts, and follow the work."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from coding.base.period import read_period
from coding.base.resources import resource_path
from coding.exchange.read import read_file
from coding.indicators.compute import figures_of
from coding.indicators.figures import Scope
from coding.knowledge.knowledge import load_knowledge
from coding.page.edits import set_field
from coding.payment.paid_result import PaidResult
from coding.review.grading import SampleVerdict
from coding.review.month_records import target_said, team_said
from coding.review.sampling import Drawn
from coding.store.store import MonthKind
from coding.work.contexts import Contexts
from coding.work.month_board import month_board
from coding.work.months import close_month
from coding.work.rechecking import examined, outdated
from coding.work.stored_month import NOT_COUNTED, stored_month
from coding.work.stored_neighbours import StoredNeighbours
from coding.work.stored_report import stored_inputs, stored_report, trend_before
from coding.work.unasked import unasked_violations
from db.sqlite.sqlite_store import SqliteStore

NOW = datetime(2026, 11, 28, 8, 0)
JULY, JUNE = read_period("2026-07"), read_period("2026-06")


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge()


@pytest.fixture(scope="module")
def judged_file(tmp_path_factory, knowledge):
    """The sample, examined, in a file that is copied for each test."""
    path = tmp_path_factory.mktemp("month") / "首页.sqlite"
    store = SqliteStore(path, lambda: NOW)
    pages = read_file(resource_path("sample/sample_n041.csv"))
    ids = store.import_reading(pages).added
    contexts = Contexts.of_waivers((), neighbours=StoredNeighbours(store))
    for verdicts in examined(store, ids, knowledge, contexts, NOW):
        store.keep_verdicts(verdicts)
    store.close()
    return path


@pytest.fixture
def store(judged_file, tmp_path):
    copy = tmp_path / "首页.sqlite"
    copy.write_bytes(judged_file.read_bytes())
    opened = SqliteStore(copy, lambda: NOW)
    yield opened
    opened.close()


def facts_of_july(store):
    return store.facts("2026-07-01", "2026-07-31")


def test_pages_that_are_examined_have_facts(store):
    assert store.without_facts() == []
    assert len(store.facts()) == len(store.worklist())


def test_pages_without_facts_are_examined_again_though_their_verdict_stands(store, knowledge):
    contexts = Contexts.of_waivers((), neighbours=StoredNeighbours(store))
    assert outdated(store, knowledge, contexts, NOW) == []
    ids = store.worklist()[3:5]
    store.keep_facts([(page_id, facts) for page_id, facts in store.facts() if page_id in ids], "of an older program")
    assert outdated(store, knowledge, contexts, NOW) == list(ids)


def test_every_tile_counts_the_pages_that_it_lists(store):
    tiles = {tile.key: tile for tile in month_board(store, JULY)}
    facts = dict(facts_of_july(store))
    for tile in tiles.values():
        listed = store.worklist(tile.query)
        assert len(listed) == tile.count
        assert set(listed) <= set(facts)
    assert set(store.worklist(tiles["mandatory"].query)) == {i for i, f in facts.items() if f.errors}
    assert set(store.worklist(tiles["loss"].query)) == {
        i for i, f in facts.items() if f.cost is not None and f.payment is not None and f.cost > f.payment
    }
    assert set(store.worklist(tiles["suspected"].query)) == {i for i, f in facts.items() if f.suspected}
    assert tiles["pages"].count == len(facts)


def test_figures_are_those_of_the_facts_with_the_period_before(store, knowledge):
    month = stored_month(store, knowledge, JULY, NOW)
    wanted = figures_of(
        [f for _, f in facts_of_july(store)],
        JULY,
        before=[f for _, f in store.facts("2026-06-01", "2026-06-30")],
        unasked=unasked_violations(knowledge.rules, {}, len(facts_of_july(store))),
    )
    by_id = {(r.id, r.scope, r.scope_value): r for r in month.figures.rows if r.scope is not Scope.RULE}
    for row in wanted.rows:
        assert by_id[row.id, row.scope, row.scope_value] == row
    assert month.figures.pages == len(facts_of_july(store)) == len(month.frame)
    assert month.without == ()
    assert month.figures.value("violation_1") is None, "no rule of the program looks for it"


def test_rules_are_counted_on_the_pages_of_the_spell_alone(store, knowledge):
    month = stored_month(store, knowledge, JULY, NOW)
    july = {page_id for page_id, _ in facts_of_july(store)}
    told = {row.scope_value: row.numerator for row in month.figures.of("rule_pages", Scope.RULE)}
    assert told
    assert told == {rule: len(july & set(store.pages_with(rule))) for rule in told}


def test_a_page_that_was_edited_is_told_as_not_counted_until_it_is_examined(store, knowledge):
    page_id, _ = facts_of_july(store)[0]
    before = stored_month(store, knowledge, JULY, NOW).figures.pages
    store.append(page_id, set_field(store.page(page_id), "sex", "9"))
    month = stored_month(store, knowledge, JULY, NOW)
    assert (month.figures.pages, month.without) == (before - 1, (page_id,))
    assert month.figures.unjudged[NOT_COUNTED][0] == 1
    contexts = Contexts.of_waivers((), neighbours=StoredNeighbours(store))
    for verdicts in examined(store, [page_id], knowledge, contexts, NOW):
        store.keep_verdicts(verdicts)
    again = stored_month(store, knowledge, JULY, NOW)
    assert again.figures.pages == before
    assert NOT_COUNTED not in again.figures.unjudged


def test_samples_results_teams_and_targets_of_the_store_are_in_the_figures(store, knowledge):
    (first, facts), (second, _), *_ = facts_of_july(store)
    sample = store.keep_sample("七月", "wards", "1", [Drawn(i, "病区", ("内科",)) for i in (first, second)])
    store.grade(sample.id, SampleVerdict(first, True, None, True, "a", 0))
    store.grade(sample.id, SampleVerdict(second, False, None, True, "c", 0, "K81.000", ("principal_code",)))
    paid = PaidResult(facts.case_no, discharged=date.fromisoformat(facts.discharged[:10]), drg=facts.drg, denied=12.5,
                      paid=facts.payment / 100 + 100, file="结算.csv", row=1)  # fmt: skip
    store.keep_paid([paid], "批一")
    store.note_month(MonthKind.TEAM, team_said((facts.doctor, "一组", None, None)), subject=facts.doctor)
    store.note_month(MonthKind.TARGET, target_said("cmi", "", 2026, Decimal("1.20")), subject="cmi")
    month = stored_month(store, knowledge, JULY, NOW)
    row = month.figures.row("principal_right")
    assert (row.numerator, row.denominator, row.value) == (1, 2, Decimal("50.00"))
    assert month.figures.value("denied_amount") == Decimal("12.50")
    assert month.figures.value("paid_difference") == Decimal("100.00")
    assert month.figures.row("cmi").reference == Decimal("1.20")
    assert month.figures.value("pages", Scope.TEAM, "一组") == sum(
        f.doctor == facts.doctor for _, f in facts_of_july(store)
    )
    inputs = stored_inputs(store, knowledge, month, NOW)
    assert next(
        (line.whom, line.share.right, line.share.of) for line in inputs.sampling if line.what.startswith("主要诊断")
    ) == ("全院", 1, 2)


def test_the_report_of_a_closed_month_tells_what_was_frozen_and_later_ones_follow_it(store, knowledge):
    store.note_month(MonthKind.OPENED, {}, month="2026-07")
    month = stored_month(store, knowledge, JULY, NOW)
    close_month(store, month.figures, "试")
    page_id, _ = facts_of_july(store)[0]
    store.append(page_id, set_field(store.page(page_id), "sex", "9"))
    later = stored_month(store, knowledge, JULY, NOW)
    inputs = stored_inputs(store, knowledge, later, NOW, hospital="样例医院")
    assert inputs.state == "已关账"
    report = stored_report(store, knowledge, later, inputs)
    frozen = stored_report(store, knowledge, month, inputs)
    assert report == frozen
    ((name, values),) = trend_before(store, read_period("2026-08"))
    assert (name, values["cmi"]) == ("2026-07", month.figures.value("cmi"))


def test_a_spell_without_a_page_has_no_figure_and_no_zero_share(store, knowledge):
    month = stored_month(store, knowledge, read_period("1999-01"), NOW)
    assert month.figures.pages == 0
    assert month.figures.value("grouping_rate") is None
    assert next(tile.count for tile in month_board(store, read_period("1999-01"))) == 0
    assert stored_report(store, knowledge, month, stored_inputs(store, knowledge, month, NOW)).pages


def test_who_sees_no_money_gets_no_weight_no_yuan_and_no_tile_of_losses(store, knowledge, tmp_path):
    seat = replace(store._seat, person=replace(store.me, is_money_blind=True))
    store.close()
    store = SqliteStore(tmp_path / "首页.sqlite", lambda: NOW, seat)
    assert "loss" not in {tile.key for tile in month_board(store, JULY)}
    month = stored_month(store, knowledge, JULY, NOW)
    for id_ in ("total_weight", "cmi", "payment", "mean_cost"):
        assert month.figures.value(id_) is None
    assert not stored_inputs(store, knowledge, month, NOW).money
    assert month.figures.pages == len(facts_of_july(store))
    store.close()
