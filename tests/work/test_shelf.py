"""The shelf of a kind of knowledge: several files with their days, what they leave open, what a damaged one costs."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.base.errors import KnowledgeError
from coding.page.step import PageState
from coding.store.kept_copies import ImportedCopy, shelf_json, shelf_of
from coding.store.store_errors import NewerStoreError
from coding.work.hospital_knowledge import KNOWLEDGE, imported_copies, kept_texts, knowledge_source, shelves_of
from coding.work.knowledge_copies import (
    PartsWanted,
    answered_anew,
    everything_embedded,
    keep_wanted,
    load_kept,
    load_wanted,
)
from coding.work.knowledge_lines import knowledge_lines
from coding.work.shelf import Doing, EditOf, ShelfDays, ShelfEdit, beside, days_of, used
from coding.work.shelf_effect import shelf_effect, tried_beside, tried_edit, tried_empty
from coding.work.shelf_words import doubts, gaps
from tests.db.conftest import judged, make_page, make_reading

NOW = datetime(2026, 11, 28, 9)
SWITCH = date(2027, 1, 1)
DAYS = st.dates(date(2026, 12, 20), date(2027, 1, 10))


def tariff(folder, name, weight, head=""):
    path = folder / f"{name}.csv"
    path.write_text(f"{head}DRG编码,DRG名称,权重\nHC29,胆囊切除,{weight}\n", encoding="utf-8")
    return path


def take(store, part, path, days=ShelfDays(), **settings):
    wanted = PartsWanted({part: path}, settings, {part: days})
    found = load_wanted(store, wanted, "质控甲", NOW)
    keep_wanted(store, found, wanted)
    return found.knowledge


def do(store, part, number, kind, **more):
    wanted = PartsWanted(edits=(ShelfEdit(part, number, kind, **more),))
    found = load_wanted(store, wanted, "质控乙", datetime(2027, 2, 3, 10))
    keep_wanted(store, found, wanted)
    return found.knowledge


@pytest.fixture
def two(store, tmp_path):
    """A store with a tariff of this year, and one from 2027 on."""
    take(store, "tariff", tariff(tmp_path, "今年", 1))
    take(store, "tariff", tariff(tmp_path, "明年", 2), ShelfDays(SWITCH))
    return store


def weight(knowledge, day):
    return knowledge.on(day).tariff.price("HC29").weight


def test_next_years_tariff_closes_this_years_the_day_before(two):
    knowledge = load_kept(two, NOW).knowledge
    assert [weight(knowledge, day) for day in (date(2020, 1, 1), SWITCH - timedelta(days=1), SWITCH)] == [1, 1, 2]
    assert weight(knowledge, None) == 2, "without a day of discharge: what is in force from now on"
    this, then = shelves_of(two)["tariff"]
    assert (this.holds_from, this.holds_to, then.holds_from, then.holds_to) == ("", "2026-12-31", "2027-01-01", "")
    assert this.days_by == "质控甲"
    assert (this.count, then.count) == (1, 1)
    assert imported_copies(two)["tariff"] == then


def test_nothing_is_closed_where_nobody_wants_it(store, tmp_path):
    take(store, "tariff", tariff(tmp_path, "今年", 1))
    take(store, "tariff", tariff(tmp_path, "二月", 2), ShelfDays(date(2027, 2, 1), date(2027, 2, 28), closes=False))
    knowledge = load_kept(store, NOW).knowledge
    found = [
        weight(knowledge, day) for day in (date(2027, 1, 31), date(2027, 2, 1), date(2027, 2, 28), date(2027, 3, 1))
    ]
    assert found == [1, 2, 2, 1]


def test_a_file_without_days_takes_the_place_of_all_and_they_can_be_used_again(two, tmp_path):
    take(two, "tariff", tariff(tmp_path, "新", 3))
    assert [copy.stopped_by for copy in shelves_of(two)["tariff"]] == ["质控甲", "质控甲", ""]
    assert weight(load_kept(two, NOW).knowledge, date(2026, 5, 1)) == 3
    do(two, "tariff", 2, EditOf.RESUME)
    knowledge = load_kept(two, NOW).knowledge
    assert [weight(knowledge, day) for day in (date(2026, 12, 31), SWITCH)] == [3, 2]


def test_the_same_file_again_takes_its_own_place(two, tmp_path):
    take(two, "tariff", tariff(tmp_path, "明年", 2), ShelfDays(date(2027, 4, 1)))
    assert [copy.holds_from for copy in shelves_of(two)["tariff"]] == ["", "2027-04-01"]


def test_answers_go_with_the_tariff_that_they_were_given_for(store, tmp_path):
    take(store, "tariff", tariff(tmp_path, "今年", 1), tariff_options='{"rate": 9000}')
    take(store, "tariff", tariff(tmp_path, "明年", 2), ShelfDays(SWITCH), tariff_options='{"rate": 7000}')
    knowledge = load_kept(store, NOW).knowledge
    assert [knowledge.on(day).tariff.rate for day in (SWITCH - timedelta(days=1), SWITCH)] == [9000, 7000]
    path = Path(knowledge.on(SWITCH).source.tariff)
    wanted = answered_anew(store, path, '{"rate": 7500}')
    keep_wanted(store, load_wanted(store, wanted, "甲", NOW), wanted)
    knowledge = load_kept(store, NOW).knowledge
    assert [knowledge.on(day).tariff.rate for day in (SWITCH - timedelta(days=1), SWITCH)] == [9000, 7500]
    do(store, "tariff", 2, EditOf.STOP)
    do(store, "tariff", 1, EditOf.DAYS, days=ShelfDays())
    assert load_kept(store, NOW).knowledge.tariff.rate == 9000
    assert kept_texts(store)["tariff_options"] == '{"rate": 9000}'


def test_a_damaged_file_empties_no_other_and_what_holds_in_its_stead_is_told(two):
    this = Path(knowledge_source(two).dated[0].path)
    then = Path(knowledge_source(two).dated[1].path)
    then.write_bytes(b"x")
    found = load_kept(two, NOW)
    [trouble] = found.troubles
    assert "2027-01-01 起出院的病案现改用内置演示费率" in str(trouble)
    assert weight(found.knowledge, SWITCH - timedelta(days=1)) == 1
    assert found.knowledge.on(SWITCH).tariff.is_demonstration
    lines = {line.original: line.state for line in knowledge_lines(two, found.troubles)}
    assert lines["今年.csv"] == "在用"
    assert lines["明年.csv"] == "不能使用，现用内置演示费率"
    do(two, "tariff", 1, EditOf.DAYS, days=ShelfDays())
    [trouble] = load_kept(two, NOW).troubles
    assert "现改用“今年.csv”" in str(trouble), "where another one holds on its days it is that one"
    this.unlink()
    assert len(load_kept(two, NOW).troubles) == 2


def test_a_file_that_cannot_be_used_leaves_the_shelf_as_it_was(two, tmp_path):
    before = kept_texts(two)
    wrong = tmp_path / "错.csv"
    wrong.write_text("不是,表\n", encoding="utf-8")
    with pytest.raises(KnowledgeError):
        take(two, "tariff", wrong, ShelfDays(date(2027, 6, 1)))
    assert kept_texts(two) == before


def test_everything_embedded_puts_all_out_of_use(two, embedded):
    wanted = everything_embedded()
    keep_wanted(two, load_wanted(two, wanted, "甲", NOW), wanted)
    assert load_kept(two, NOW).knowledge.stamp == embedded.stamp
    lines = [line for line in knowledge_lines(two, ()) if line.part == "tariff"]
    assert [line.state for line in lines] == ["已全部停用，现用内置演示费率", "已停用", "已停用"]
    assert "甲 2026-11-28 09:00 停用" in lines[1].history


def test_an_earlier_first_day_is_told_with_its_pages_and_remembered(two):
    pages = [make_page(str(n), discharge_datetime=f"2026-{7 + n:02d}-10 10:00:00") for n in range(4)]
    two.import_reading(make_reading(*pages, make_page("9", discharge_datetime="2027-03-01 10:00:00")))
    edit = ShelfEdit("tariff", 2, EditOf.DAYS, ShelfDays(date(2026, 8, 1)))
    trial = tried_edit(two, edit)
    assert [copy.original for copy in trial.closed] == ["今年.csv"]
    effect = shelf_effect(two, trial.before, trial.after)
    assert (effect.pages, effect.passed) == (3, 0)
    assert "3 份病案换用别的知识" in effect.in_words()
    assert shelves_of(two)["tariff"][1].holds_from == "2027-01-01", "a trial changes nothing"
    do(two, "tariff", 2, EditOf.DAYS, days=ShelfDays(date(2026, 8, 1)))
    this, then = shelves_of(two)["tariff"]
    assert (this.holds_to, then.holds_from, then.is_retroactive) == ("2026-07-31", "2026-08-01", True)
    [line] = [x for x in knowledge_lines(two, ()) if x.original == "明年.csv"]
    assert line.days == "2026-08-01 起（追溯）"
    assert line.history == "质控乙 2027-02-03 10:00 追溯使用"


def test_released_pages_are_counted_beside(two):
    from coding.page.edits import go_on

    two.import_reading(make_reading(make_page("1", discharge_datetime="2027-03-01 10:00:00")))
    [page_id] = two.worklist()
    judged(two, page_id)
    two.append(page_id, go_on(PageState.CODING, PageState.PASSED))
    trial = tried_empty(two, "tariff")
    effect = shelf_effect(two, trial.before, trial.after)
    assert (effect.pages, effect.passed) == (1, 1)
    assert "1 份已经标为完成" in effect.in_words()


def test_next_years_file_beside_gives_no_page_of_this_year_other_knowledge(store, tmp_path):
    take(store, "tariff", tariff(tmp_path, "今年", 1))
    store.import_reading(make_reading(make_page("1", discharge_datetime="2026-12-31 10:00:00")))
    trial = tried_beside(store, "tariff", "abc", ShelfDays(SWITCH))
    assert [copy.original for copy in trial.closed] == ["今年.csv"]
    # the closed one has a last day now, which is another source by its letter and the same file on that day
    assert shelf_effect(store, trial.before, trial.after).pages == 0
    assert trial.doubts() == []


def test_what_begins_later_than_today_is_still_to_come(two):
    states = {line.original: line.state for line in knowledge_lines(two, (), date(2026, 11, 28)) if line.number}
    assert states == {"今年.csv": "在用", "明年.csv": "将启用"}
    assert {line.state for line in knowledge_lines(two, (), SWITCH) if line.number} == {"在用"}


@given(st.lists(st.tuples(st.none() | DAYS, st.none() | DAYS), min_size=1, max_size=4), DAYS)
def test_a_gap_is_a_day_that_no_file_holds(told, day):
    entries = [
        ImportedCopy(
            "a", "b", number=n, holds_from=first.isoformat() if first else "", holds_to=last.isoformat() if last else ""
        )
        for n, (first, last) in enumerate(told)
        if not (first and last and first > last)
    ]
    shelf = tuple(entries)
    holds = any((not (d := days_of(c))[0] or d[0] <= day) and (not d[1] or day <= d[1]) for c in shelf)
    in_gap = any((not first or first <= day) and (not last or day <= last) for first, last in gaps(shelf))
    assert in_gap == (bool(shelf) and not holds)


def test_gaps_and_overlaps_are_said_in_words():
    one = ImportedCopy("a", "甲.csv", "甲.csv", number=1, holds_to="2026-12-31")
    other = ImportedCopy("b", "乙.csv", "乙.csv", number=2, holds_from="2027-02-01", holds_to="2027-12-31")
    told = doubts("tariff", (one, other))
    assert [sentence.partition("：")[0] for sentence in told] == [
        "2027-01-01 至 2027-01-31 没有权重与费率表",
        "2027-12-31 之后没有权重与费率表",
    ]
    assert "显示为未判断" in told[0]
    [sentence] = doubts("scheme", (replace(one, holds_to=""), replace(other, holds_to="")))[:1] or [""]
    assert sentence == "", "a file for every day below one with days is no overlap"
    both = doubts("scheme", (replace(one, holds_from="2026-01-01", holds_to=""), replace(other, holds_to="")))
    assert any("重叠的日子用开始较晚的“乙.csv”" in sentence for sentence in both)


def test_one_file_without_days_is_kept_as_it_was_before_there_were_shelves():
    old = ImportedCopy("ab12", "表.csv", "原表.csv", brought_by="甲")
    assert shelf_json([replace(old, number=1)]).startswith('{"version":2,')
    assert shelf_of(shelf_json([replace(old, number=1)])) == (replace(old, number=1),)


def test_a_shelf_comes_back_as_it_was_kept():
    shelf = (
        ImportedCopy("ab12", "表.csv", number=1, holds_to="2026-12-31", options="{}", is_retroactive=True),
        ImportedCopy("cd34", "表二.csv", number=4, holds_from="2027-01-01", stopped_at="2027-02-01", stopped_by="甲"),
    )
    assert shelf_of(shelf_json(shelf)) == shelf
    assert shelf_of("") == ()


def test_a_record_that_cannot_be_read_costs_itself_only(two):
    text = KNOWLEDGE["tariff"].read(two).replace('"holds_from":"2027-01-01"', '"holds_from":"明年"')
    KNOWLEDGE["tariff"].write(two, text)
    found = load_kept(two, NOW)
    [trouble] = found.troubles
    assert "一条导入记录已损坏" in str(trouble)
    assert weight(found.knowledge, SWITCH - timedelta(days=1)) == 1
    do(two, "tariff", 2, EditOf.STOP)
    assert load_kept(two, NOW).troubles == ()


def test_a_shelf_of_a_newer_program_is_not_guessed_at():
    with pytest.raises(NewerStoreError):
        shelf_of('{"version":99,"entries":[]}')
    for text in ('{"version":3}', '{"version":3,"entries":3}'):
        with pytest.raises(ValueError, match="version"):
            shelf_of(text)
    [damaged] = shelf_of('{"version":3,"entries":[{"digest":"ab","file":"../../x"}]}')
    assert damaged.is_damaged


def test_two_windows_that_put_files_beside_lose_none(two, tmp_path):
    one = PartsWanted({"tariff": tariff(tmp_path, "甲", 5)}, {}, {"tariff": ShelfDays(date(2028, 1, 1))})
    keep_wanted(two, load_wanted(two, one, "甲", NOW), one)
    do(two, "tariff", 1, EditOf.STOP)
    assert len(used(shelves_of(two)["tariff"])) == 2


def test_an_edit_of_a_file_that_is_gone_does_nothing():
    shelf = (ImportedCopy("ab", "x", number=1),)
    from coding.work.shelf import edited

    assert edited(shelf, ShelfEdit("tariff", 7, EditOf.STOP), Doing("甲", NOW)) == shelf
    assert len(beside(shelf, ImportedCopy("cd", "y"), ShelfDays(SWITCH), Doing("甲", NOW))) == 2


AMENDMENT = "table,key,column,old,new,source,date,reason,by\nmcc,E11.900,exclusion_table,,9,某文件,2026-10-01,试,甲\n"


def test_amendments_go_on_with_the_scheme_that_they_were_made_for(store, tmp_path, write_pack):
    rows = tmp_path / "amendments.csv"
    rows.write_text(AMENDMENT, encoding="utf-8")
    take(store, "scheme", write_pack("今年"))
    wanted = PartsWanted({"amendments": rows})
    keep_wanted(store, load_wanted(store, wanted, "甲", NOW), wanted)
    amended = load_kept(store, NOW).knowledge
    take(store, "scheme", write_pack("明年", scheme=[("key", "value"), ("name", "明年")]), ShelfDays(SWITCH))
    knowledge = load_kept(store, NOW).knowledge
    assert knowledge.on(date(2026, 12, 31)).scheme.stamp == amended.scheme.stamp
    assert knowledge.on(date(2026, 12, 31)).source.amendments is not None
    assert knowledge.on(SWITCH).source.amendments is None
    rows.write_text(AMENDMENT.replace("试", "再试"), encoding="utf-8")
    keep_wanted(store, load_wanted(store, wanted, "甲", NOW), wanted)
    held = load_kept(store, NOW).knowledge
    assert held.on(SWITCH).source.amendments is not None, "of the scheme in force, where nobody says another"
    assert held.on(date(2026, 12, 31)).source.amendments == knowledge.on(date(2026, 12, 31)).source.amendments


def test_a_file_of_the_same_days_takes_the_place_of_the_one_before(two, tmp_path):
    take(two, "tariff", tariff(tmp_path, "更正版", 4), ShelfDays(SWITCH))
    assert [copy.original for copy in used(shelves_of(two)["tariff"])] == ["今年.csv", "更正版.csv"]
