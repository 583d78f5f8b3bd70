"""The pages of a store under several schemes."""

from coding.work.comparing import Listed, keep_listed, listed_schemes, load_plans, months_of


def test_the_list_of_schemes_is_kept_in_its_order(store):
    assert listed_schemes(store) == []
    kept = [Listed("/包/二"), Listed()]
    keep_listed(store, kept)
    assert listed_schemes(store) == kept
    assert [one.title for one in kept] == ["二", "内置通用方案"]
    plans, refused = load_plans([Listed()])
    assert (len(plans), refused) == (1, [])


def test_the_months_of_discharge_come_newest_first(costed):
    assert months_of(costed, list(costed.worklist())) == ["2024-04", "2024-03"]
