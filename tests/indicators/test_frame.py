"""The frame: small columns, whole numbers, the same columns whatever comes in."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from coding.indicators.columns import fact_columns
from coding.indicators.frame import facts_frame, hits_frame
from coding.indicators.page_facts import PageFacts
from tests.indicators.invented import Invented

MOST_BYTES = 600_000_000 / 300_000


@pytest.fixture(scope="module")
def pages():
    return Invented(11).pages(5_000)


@pytest.fixture(scope="module")
def frame(pages):
    return facts_frame(iter(pages))


def test_the_columns_are_those_of_the_table_with_small_types(frame):
    assert list(frame.columns) == list(fact_columns())
    kinds = {"text": "category", "flag": "Int8", "count": "Int32", "when": "datetime64[s]"}
    for name, column in fact_columns().items():
        assert str(frame[name].dtype) == kinds.get(column.kind, "Int64"), name


def test_no_page_makes_the_same_columns(frame):
    empty = facts_frame([])
    assert len(empty) == 0
    assert empty.dtypes.drop("case_no").map(str).tolist() == frame.dtypes.drop("case_no").map(str).tolist()


def test_three_hundred_thousand_pages_are_well_under_the_memory(frame):
    assert frame.memory_usage(deep=True).sum() / len(frame) < MOST_BYTES / 3


def test_every_value_comes_back_as_it_went_in(pages, frame):
    for name, column in fact_columns().items():
        if column.kind == "when" or column.source.startswith("=") or "." in column.source:
            continue
        shown = [None if pd.isna(value) else value for value in frame[name].tolist()]
        assert shown == [getattr(page, name) for page in pages], name


def test_moments_come_back_to_the_second_and_what_cannot_be_read_is_none(pages, frame):
    for page, shown in zip(pages, frame["discharged"], strict=True):
        assert (shown.to_pydatetime() == datetime.fromisoformat(page.discharged)) if page.discharged else pd.isna(shown)


def test_large_amounts_stay_exact():
    dear = [PageFacts(str(at), "", cost=10**13 - at, payment=1) for at in range(3)]
    made = facts_frame(dear)
    assert made["cost"].tolist() == [10**13, 10**13 - 1, 10**13 - 2]
    assert made["balance"].tolist() == [1 - 10**13, 2 - 10**13, 3 - 10**13]


def test_references_to_six_places():
    made = facts_frame([PageFacts("1", "", reference_stay="5.1546391"), PageFacts("2", "", reference_stay="")])
    assert made["reference_stay"].iloc[0] == 5_154_639
    assert made["reference_stay"].isna().iloc[1]


def test_what_rules_found_as_a_long_frame():
    hits = hits_frame([(0, "FP-1", "error", 2), (3, "FP-2", "warning", 1)])
    assert hits["rule"].tolist() == ["FP-1", "FP-2"]
    assert hits["count"].sum() == 3
    assert np.array_equal(hits["row"].to_numpy(dtype=int), [0, 3])
    assert len(hits_frame([])) == 0
