"""Every published case gives its expected group, with nothing known of a scheme but its files."""

import pytest

from coding.drg.reach import check_scheme
from coding.drg.trace import trace_case, walk
from tests.drg.small_pack import SCHEMES, read_cases


@pytest.fixture(scope="module")
def published(reference):
    found = {}
    for file in ("cases_dev.csv", "cases_dev_chs_drg_20.csv"):
        for row, made in read_cases(reference / "drg" / file):
            found.setdefault(row["scheme"], []).append((row, made))
    return found


@pytest.mark.parametrize("name", SCHEMES)
def test_every_case_gives_the_expected_status_mdc_adrg_and_drg(name, published, full_scheme):
    scheme = full_scheme(name)
    differing = []
    for row, made in published[name]:
        result = scheme.group(made)
        got = (result.status.value, result.mdc, result.adrg, result.drg)
        if got != (row["exp_status"], row["exp_mdc"], row["exp_adrg"], row["exp_drg"]):
            differing.append((row["case_id"], row["exp_drg"], got))
    assert len(published[name]) >= 500
    assert differing == []


@pytest.mark.parametrize("name", SCHEMES)
def test_the_trace_always_ends_in_the_same_group(name, published, full_scheme):
    scheme = full_scheme(name)
    for row, made in published[name]:
        result, tree = walk(scheme, made)
        grouped = scheme.group(made)
        assert (result.status, result.mdc, result.adrg, result.drg, result.failed_check) == (
            grouped.status,
            grouped.mdc,
            grouped.adrg,
            grouped.drg,
            grouped.failed_check,
        ), row["case_id"]
        assert grouped.drg in tree.title
        assert tree.title == trace_case(scheme, made).title


def test_unreachable_groups_are_those_that_no_reference_record_could_reach(full_scheme):
    unreachable = [c for c in check_scheme(full_scheme("chs_drg_10")) if "永远不会入组" in c.message]
    assert len(unreachable) == 28
    assert all(c.file == "drg_rules.csv" and c.row > 1 for c in unreachable)
    assert not any("永远不会入组" in c.message for c in check_scheme(full_scheme("chs_drg_11")))
