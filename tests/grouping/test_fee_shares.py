"""Which part of the cost was drugs, which treatment: by the fee items of the page; what is not filled in is unknown."""

import pytest

from coding.grouping.fee_shares import fee_share
from coding.page.front_page import FrontPage


def test_the_items_of_a_share_are_added():
    page = FrontPage({"fee_total": "1000", "fee_western_drug": "200", "fee_tcm_patent": "50.5", "fee_surgical": "300"})
    assert fee_share(page, "drug") == pytest.approx(0.2505)
    assert fee_share(page, "treat") == pytest.approx(0.3)


@pytest.mark.parametrize(
    "values", [{"fee_total": "1000"}, {"fee_western_drug": "5"}, {"fee_total": "0", "fee_rehab": "0"}]
)
def test_without_the_items_or_the_cost_a_share_is_unknown(values):
    assert fee_share(FrontPage(values), "drug") is None
    assert fee_share(FrontPage(values), "treat") is None
