"""What DuckDB counts is what a frame in memory counts, to the digit; and it reaches nothing beside its data."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from coding.base.errors import UnusableInputError
from coding.base.parquet_writer import data_set
from coding.base.period import read_period
from coding.indicators.compute import counted_figures, figures_of
from coding.indicators.figures import Scope
from coding.indicators.frame import hits_frame
from coding.store.checked_set import FACTS, RollsUp
from coding.work.checked_page import CheckedPage
from coding.work.checked_writing import FactsTable
from tests.indicators.invented import Invented

pytest.importorskip("pyarrow", reason="pyarrow is not installed: the extra [province]")
duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: the extra [province]")

from db.duck.opening import opened  # noqa: E402
from db.duck.rolled_up import rolled_up  # noqa: E402

RULES = ("FP-A", "FP-B", "FP-C")


def checked(facts, dice, organisation="H440100001", same_stay=None):
    found = tuple(rule for rule in RULES for _ in range(dice.choice((0, 0, 1, 2))))
    unjudged = " ".join(rule for rule in RULES if dice.random() < 0.3)
    region = f"{organisation[1:5]}00"
    return CheckedPage(facts, organisation, f"{organisation}医院", region, same_stay, found, unjudged, f"组{facts.drg}")


def written(folder, pages, shard="0000"):
    with data_set(folder, shard) as into:
        table = FactsTable(into)
        for page in pages:
            table.add(page)
        table.flush()
        into.finish({}, [FACTS])
    return folder


def figures(folders, period, organisation=None, scopes=None):
    with rolled_up(folders) as sets:
        one = next((o for o in sets.organisations() if o.code == organisation), None)
        spell = sets.spell([period, period.before, period.year_before], one)
        former, year_ago = spell.counts(period.before), spell.counts(period.year_before)
        return counted_figures(
            period,
            spell.counts(period),
            former if len(former) else None,
            year_ago if len(year_ago) else None,
            scopes=scopes,
            rules=spell.rules(period),
            group_names=spell.group_names(period),
            unjudged={rule: (pages, "") for rule, pages in spell.unjudged(period).items()},
        )


def in_memory(pages, period):
    """The same by the frame, of pages that count once each."""
    held = [p for p in pages if period.first.isoformat() <= p.facts.discharged[:10] <= period.last.isoformat()]
    hits = hits_frame(
        (at, rule, "error", p.found.count(rule)) for at, p in enumerate(held) for rule in sorted(set(p.found))
    )
    unjudged = {rule: (sum(rule in p.unjudged.split() for p in held), "") for rule in RULES}
    facts = [p.facts for p in pages]
    return figures_of(
        [p.facts for p in held],
        period,
        before=facts,
        last_year=facts,
        hits=hits,
        unjudged={rule: told for rule, told in unjudged.items() if told[0]},
        group_names={p.facts.drg: p.group_name for p in held},
    )


def rows(found, scopes=tuple(Scope)):
    return {(row.id, row.scope, row.scope_value): row for row in found.rows if row.scope in scopes}


#: Where one scope says enough: to count all of them takes seconds.
HOSPITAL = (Scope.HOSPITAL, Scope.RULE)


@pytest.mark.parametrize(("seed", "name"), [(1, "2026-Q3"), (4, "2026-W40")])
def test_every_figure_of_every_scope_is_that_of_the_frame(tmp_path, seed, name):
    hospital, dice = Invented(seed), random.Random(seed)
    facts = hospital.pages(500, 2026) + hospital.pages(200, 2025)
    pages = [checked(one, dice) for one in facts]
    period = read_period(name)
    found, wanted = figures([written(tmp_path / "set", pages)], period), in_memory(pages, period)
    by_key = rows(wanted)
    assert [row for row in found.rows if row != by_key.get((row.id, row.scope, row.scope_value))] == []
    assert len(found.rows) == len(wanted.rows)
    assert found.groups == wanted.groups
    assert (found.pages, found.before, found.last_year) == (wanted.pages, wanted.before, wanted.last_year)
    assert found.pages


def test_the_last_page_of_a_stay_counts_and_one_without_a_number_is_its_own(tmp_path):
    hospital, dice = Invented(5), random.Random(5)
    facts = [replace(one, discharged="2026-10-05T08:00:00") for one in hospital.pages(60)]
    pages = [checked(one, dice, same_stay=None if at % 5 == 0 else at % 20) for at, one in enumerate(facts)]
    last = {page.same_stay: at for at, page in enumerate(pages) if page.same_stay is not None}
    once = [page for at, page in enumerate(pages) if page.same_stay is None or last[page.same_stay] == at]
    period = read_period("2026-10")
    found, wanted = figures([written(tmp_path / "set", pages)], period, None, HOSPITAL), in_memory(once, period)
    assert rows(found) == rows(wanted, HOSPITAL)
    with rolled_up([tmp_path / "set"]) as sets:
        assert sets.spell([period]).told() == (0, len(pages) - len(once))


def test_organisations_are_counted_apart_and_together_by_region(tmp_path):
    hospital, dice = Invented(9), random.Random(9)
    pages = [checked(one, dice, f"H{4400 + at % 2}00001") for at, one in enumerate(hospital.pages(300))]
    folders = [written(tmp_path / "a", pages[:200]), written(tmp_path / "b", pages[200:], "0001")]
    period = read_period("2026-Q3")
    with rolled_up(folders) as sets:
        known = sets.organisations()
        spell = sets.spell([period])
        scopes = (Scope.HOSPITAL, Scope.ORGANISATION, Scope.REGION)
        together = counted_figures(period, spell.counts(period), None, None, scopes=scopes)
    assert [(one.code, one.name, one.region) for one in known] == [
        (f"H{4400 + at}00001", f"H{4400 + at}00001医院", f"{4400 + at}00") for at in range(2)
    ]
    for at, one in enumerate(known):
        own = [page for page in pages if page.organisation == one.code]
        wanted = in_memory(own, period)
        assert rows(figures(folders, period, one.code, HOSPITAL)) == rows(wanted, HOSPITAL)
        for id_ in ("pages", "cases", "cmi", "cost_index", "mortality", "mean_cost", "groups"):
            told = wanted.row(id_, Scope.HOSPITAL)
            for scope, value in ((Scope.ORGANISATION, one.code), (Scope.REGION, f"{4400 + at}00")):
                row = together.row(id_, scope, value)
                assert (row.value, row.numerator, row.denominator) == (told.value, told.numerator, told.denominator)
    assert {row.scope for row in together.rows} == set(scopes)


def test_a_period_without_a_page_has_the_rows_of_none(tmp_path):
    hospital, dice = Invented(3), random.Random(3)
    pages = [checked(one, dice) for one in hospital.pages(20)]
    period = read_period("1999-05")
    found, wanted = figures([written(tmp_path / "set", pages)], period, None, HOSPITAL), in_memory(pages, period)
    assert rows(found) == rows(wanted, HOSPITAL)
    assert found.pages == 0


def test_a_sum_beyond_eight_bytes_is_exact(tmp_path):
    hospital, dice = Invented(4), random.Random(4)
    most = 2**62
    facts = [replace(one, discharged="2026-10-05T08:00:00", cost=most, status="分组成功") for one in hospital.pages(7)]
    pages = [checked(one, dice) for one in facts]
    found = figures([written(tmp_path / "set", pages)], read_period("2026-10"), None, HOSPITAL)
    assert found.row("mean_cost").numerator == Decimal(most * 7) / 100


def test_pages_without_a_day_are_told(tmp_path):
    hospital, dice = Invented(6), random.Random(6)
    facts = [
        replace(one, discharged="" if at < 3 else "2026-10-05T08:00:00") for at, one in enumerate(hospital.pages(9))
    ]
    written(tmp_path / "set", [checked(one, dice) for one in facts])
    period = read_period("2026-10")
    with rolled_up([tmp_path / "set"]) as sets:
        spell = sets.spell([period])
        assert spell.told() == (3, 0)
        assert len(spell.counts(period)) == 6


# -- what it may reach


def test_it_reads_its_folders_and_nothing_beside_them(tmp_path):
    hospital, dice = Invented(1), random.Random(1)
    own = written(tmp_path / "own", [checked(one, dice) for one in hospital.pages(5)])
    other = written(tmp_path / "other", [checked(one, dice) for one in hospital.pages(5)])
    with opened([own]) as connection:
        count = "SELECT count(*) FROM read_parquet('{}/facts/*/*/*.parquet')"
        assert connection.execute(count.format(own)).fetchone() == (5,)
        for query in (
            count.format(other),
            f"SELECT * FROM read_csv('{tmp_path}/../x.csv')",
            f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
            f"ATTACH '{tmp_path}/x.duckdb'",
            "INSTALL httpfs",
            "LOAD httpfs",
            "SELECT * FROM read_parquet('https://example.invalid/x.parquet')",
            "SET enable_external_access = true",
            "SET memory_limit = '100GB'",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(query)
    assert not (tmp_path / "out.csv").exists()


def test_a_damaged_part_is_one_sentence(tmp_path):
    hospital, dice = Invented(1), random.Random(1)
    folder = written(tmp_path / "set", [checked(one, dice) for one in hospital.pages(50)])
    part = next((folder / FACTS).glob("*/month=2026-0*/*.parquet"))
    part.write_bytes(b"PAR1" + b"\x00" * 40 + b"PAR1")
    with pytest.raises(UnusableInputError, match="数据集"):
        figures([folder], read_period("2026"), None, HOSPITAL)


def test_a_little_memory_is_enough(tmp_path):
    hospital, dice = Invented(2), random.Random(2)
    folder = written(tmp_path / "set", [checked(one, dice) for one in hospital.pages(3_000)])
    with opened([folder], "64MB") as connection:
        (count,) = connection.execute(
            f"SELECT count(*) FROM (SELECT *, row_number() OVER (PARTITION BY ward ORDER BY number) "
            f"FROM read_parquet('{folder}/facts/*/*/*.parquet'))"
        ).fetchone()
    assert count == 3_000


def test_the_door_hands_in_who_counts():
    import main

    assert isinstance(main.open_store, RollsUp)
