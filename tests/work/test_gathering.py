"""Words, costs and comparisons gathered from all pages of a store."""

import pytest

from coding.codes.entry import CodeKind
from coding.page.edits import set_field
from coding.work.comparing import Listed, compare_pages, keep_listed, listed_schemes, load_plans, months_of
from coding.work.hospital_words import hospital_words
from coding.work.own_weights import computed_weights, costs_of
from tests.db.conftest import make_page, make_reading


@pytest.fixture
def filled(store):
    pages = [
        make_page(
            str(n),
            discharge_datetime=f"2024-0{3 + n % 2}-10 10:00:00",
            fee_total="" if n == 4 else str(1000 * n),
            age_years="54",
            los_days="9",
            discharge_way="1",
        )
        for n in range(1, 5)
    ]
    store.import_reading(make_reading(*pages))
    return store


def test_words_are_counted_as_the_doctors_wrote_them(filled):
    one = filled.worklist()[0]
    filled.append(one, set_field(filled.page(one), "principal_dx_name", "标准名称"), "编码员")
    assert hospital_words(filled, CodeKind.DIAGNOSIS) == {"胆囊结石伴急性胆囊炎": 4, "高血压": 4}
    assert hospital_words(filled, CodeKind.PROCEDURE) == {"腹腔镜下胆囊切除术": 4}


def test_costs_are_those_of_pages_that_group_and_have_one(filled, embedded):
    ids = sorted(filled.worklist())
    costs = costs_of(filled, embedded, ids)
    assert [(c.yuan, c.days) for c in costs] == [(1000, 9), (2000, 9), (3000, 9)]
    done = computed_weights(costs, 0)
    assert (done.pages, done.rate) == (3, 2000)
    assert [w.weight for w in done.weights.values()] == [1.0]


def test_a_month_is_compared_under_every_scheme_that_can_be_loaded(filled, embedded, tmp_path):
    steps = []
    listed = [Listed(), Listed(str(tmp_path / "没有"))]
    ids = list(filled.worklist())
    [comparison], refused = compare_pages(filled, embedded, listed, ids, "2024-03", lambda *at: steps.append(at))
    assert (comparison.cases, comparison.moved) == (2, 0)
    assert "没有" in refused[0]
    assert steps == [(2, 2)]
    assert months_of(filled, ids) == ["2024-04", "2024-03"]


def test_the_list_of_schemes_is_kept_in_its_order(store):
    assert listed_schemes(store) == []
    kept = [Listed("/包/二"), Listed()]
    keep_listed(store, kept)
    assert listed_schemes(store) == kept
    assert [one.title for one in kept] == ["二", "内置通用方案"]
    plans, refused = load_plans([Listed()])
    assert (len(plans), refused) == (1, [])
