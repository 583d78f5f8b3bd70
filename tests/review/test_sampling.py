"""Drawing: the plan is kept to, the seed gives the same pages, and never more than there are."""

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.review.sampling import By, Candidate, Looked, Part, Plan, draw, grading_order, plans

WARDS = plans()["wards"]


def ward(name, first, count, looked_at):
    return [Candidate(first + n, name, is_looked_at=looked_at) for n in range(count)]


YEAR = [page for n in range(8) for page in ward(f"新{n}", n * 100, 30, False)]
YEAR += [page for n in range(8) for page in ward(f"旧{n}", 5000 + n * 100, 30, True)]


def test_five_new_wards_of_four_to_six_and_five_looked_at_of_two():
    drawn = draw(WARDS, YEAR, "2026-10")
    wards = {part: Counter(one.stratum[0] for one in drawn if one.part == part.label) for part in WARDS.parts}
    new, old = (wards[part] for part in WARDS.parts)
    assert len(new) == 5
    assert all(name.startswith("新") and 4 <= n <= 6 for name, n in new.items())
    assert len(set(new.values())) > 1, "between least and most the seed decides"
    assert len(old) == 5
    assert all(name.startswith("旧") and n == 2 for name, n in old.items())
    assert len({one.page_id for one in drawn}) == len(drawn)


def test_the_seed_gives_the_same_pages_in_any_order_and_another_seed_others():
    shuffled = YEAR[:]
    random.Random(1).shuffle(shuffled)
    assert draw(WARDS, YEAR, "a") == draw(WARDS, shuffled, "a")
    assert draw(WARDS, YEAR, "a") != draw(WARDS, YEAR, "b")


def test_a_drawn_sample_is_the_same_in_every_version_of_the_program():
    small = [Candidate(n, coder="李" if n % 2 else "王") for n in range(30)]
    coders = Plan("x", "", (Part("p", Looked.ANY, (By.CODER,), None, 2, 2),))
    assert [one.page_id for one in draw(coders, small, "2026-10")] == [7, 29, 0, 18]


def test_wards_with_enough_pages_come_first_and_a_small_one_gives_all():
    few = [*ward("小", 0, 2, False), *[p for n in range(5) for p in ward(f"大{n}", 100 * (n + 1), 9, False)]]
    assert "小" not in {one.stratum[0] for one in draw(WARDS, few, "s")}
    assert {one.page_id for one in draw(WARDS, few[:2], "s")} == {0, 1}


def test_strata_of_coder_group_and_risk_are_each_looked_at():
    pages = [Candidate(n, coder=f"c{n % 3}", group=f"g{n % 2}", risk="高" if n % 5 else "低") for n in range(60)]
    drawn = draw(plans()["strata"], pages, "s")
    assert Counter(one.stratum for one in drawn) == dict.fromkeys(
        {p.stratum((By.CODER, By.GROUP, By.RISK)) for p in pages}, 1
    )


@pytest.mark.parametrize("plan", plans().values(), ids=plans())
@given(
    st.lists(
        st.builds(
            Candidate,
            st.integers(1, 10**6),
            st.sampled_from(["一", "二", ""]),
            st.sampled_from(["李", "王"]),
            st.sampled_from(["A", "B"]),
            st.sampled_from(["低", ""]),
            st.booleans(),
        ),
        unique_by=lambda candidate: candidate.page_id,
        max_size=40,
    ),
    st.text(max_size=5),
)
def test_never_more_than_there_are_never_twice_and_only_what_belongs(plan, population, seed):
    drawn = draw(plan, population, seed)
    ids = [one.page_id for one in drawn]
    assert len(ids) == len(set(ids)) <= len(population)
    by_id = {candidate.page_id: candidate for candidate in population}
    parts = {part.label: part for part in plan.parts}
    assert all(parts[one.part].holds(by_id[one.page_id]) for one in drawn)
    counts = Counter((one.part, one.stratum) for one in drawn)
    assert all(count <= parts[part].most for (part, _), count in counts.items())
    assert set(grading_order(drawn, seed)) == set(ids)


def test_pages_are_graded_in_an_order_that_tells_nothing():
    drawn = draw(WARDS, YEAR, "2026-10")
    order = grading_order(drawn, "2026-10")
    assert sorted(order) == sorted(one.page_id for one in drawn)
    assert list(order) != [one.page_id for one in drawn]
    assert order == grading_order(reversed(drawn), "2026-10")


def test_a_plan_says_what_it_is():
    assert WARDS.label.startswith("5 个未抽过的病区各 4–6 份")
    assert [replace(part, label="") for part in WARDS.parts] == [
        Part("", Looked.NEW, (By.WARD,), 5, 4, 6),
        Part("", Looked.LOOKED_AT, (By.WARD,), 5, 2, 2),
    ]
