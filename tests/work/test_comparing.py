"""The pages of a store under several schemes."""

from coding.work.comparing import Listed, compare_pages, keep_listed, listed_schemes, load_plans, months_of


def test_a_month_is_compared_under_every_scheme_that_can_be_loaded(costed, embedded, tmp_path):
    steps = []
    listed = [Listed(), Listed(str(tmp_path / "没有"))]
    ids = list(costed.worklist())
    [comparison], refused = compare_pages(costed, embedded, listed, ids, "2024-03", lambda *at: steps.append(at))
    assert (comparison.cases, comparison.moved) == (2, 0)
    assert "没有" in refused[0]
    assert steps == [(2, 2)]
    assert months_of(costed, ids) == ["2024-04", "2024-03"]


def test_the_list_of_schemes_is_kept_in_its_order(store):
    assert listed_schemes(store) == []
    kept = [Listed("/包/二"), Listed()]
    keep_listed(store, kept)
    assert listed_schemes(store) == kept
    assert [one.title for one in kept] == ["二", "内置通用方案"]
    plans, refused = load_plans([Listed()])
    assert (len(plans), refused) == (1, [])
