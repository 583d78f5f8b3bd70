"""The features that a candidate is judged by say what they are called."""

import math

import numpy as np
import pytest

from coding.words.features import CODE, FEATURES, LABELS, Query, Words, code_features, compare_among


def compared(query, name, *, query_side="", name_side="", whole=None, part=0.0, alias_code=0.0):
    asked = Query(Words(query, query, query_side), whole if whole is not None else query, part)
    values = asked.compare(Words(name, name, name_side), (0.1, 0.2, 0.3), alias_code)
    return dict(zip(FEATURES, values, strict=False))


def test_the_same_words_are_alike_in_every_respect():
    found = compared("急性肺炎", "急性肺炎")
    for feature in (
        "ratio", "raw_ratio", "whole_ratio", "partial", "any_order", "same", "name_inside", "query_inside",
        "chars_query", "chars_name", "pairs_query", "pairs_name", "order_query", "order_name", "run_query", "run_name",
        "length_ratio", "last_same", "last2_same", "first_same", "first2_same", "last2_in_query", "first2_in_query",
        "last_in_query", "last2_in_name", "first2_in_name", "head", "start", "side",
    ):  # fmt: skip
        assert found[feature] == (0.0 if feature == "side" else pytest.approx(1)), feature
    assert (found["added"], found["left"], found["length"]) == (0, 0, 0)
    assert found["log_length"] == pytest.approx(math.log(4))


def test_likeness_in_the_index_is_handed_on():
    found = compared("肺炎", "胃炎")
    assert (found["cosine"], found["of_query"], found["of_name"]) == (0.1, 0.2, 0.3)


def test_a_longer_name_adds_and_a_shorter_one_leaves_words_out():
    longer = compared("肺炎", "急性肺炎")
    assert (longer["added"], longer["left"]) == (pytest.approx(2 / 8), 0)
    assert (longer["query_inside"], longer["name_inside"], longer["same"]) == (pytest.approx(0.5), 0, 0)
    assert (longer["order_query"], longer["order_name"]) == (1, pytest.approx(0.5))
    assert (longer["run_query"], longer["run_name"]) == (1, pytest.approx(0.5))
    assert (longer["chars_query"], longer["chars_name"]) == (1, pytest.approx(0.5))
    assert (longer["pairs_query"], longer["pairs_name"]) == (1, pytest.approx(1 / 3))
    assert longer["any_order"] == pytest.approx(2 / 3)
    assert (longer["length_ratio"], longer["length"]) == (2, pytest.approx(0.1))
    shorter = compared("急性肺炎", "肺炎")
    assert (shorter["added"], shorter["left"]) == (0, pytest.approx(2 / 8))
    assert (shorter["query_inside"], shorter["name_inside"]) == (0, pytest.approx(0.5))
    assert shorter["length_ratio"] == pytest.approx(0.5)


def test_lengths_that_differ_much_are_all_alike_far():
    far = compared("炎", "炎" + "甲" * 30)
    assert (far["length"], far["length_ratio"]) == (1, 2.5)


def test_ends_are_compared_from_both_sides():
    found = compared("急性肺炎", "慢性肺炎")
    assert (found["last_same"], found["last2_same"], found["first_same"], found["first2_same"]) == (1, 1, 0, 0)
    assert (found["head"], found["start"]) == (pytest.approx(3 / 4), 0)
    assert (found["last2_in_query"], found["first2_in_query"], found["last_in_query"]) == (1, 0, 1)
    assert (found["last2_in_name"], found["first2_in_name"]) == (1, 0)
    start = compared("肺炎球菌", "肺炎支原体")
    assert (start["start"], start["head"], start["first2_same"], start["last_in_query"]) == (
        pytest.approx(0.5),
        0,
        1,
        0,
    )


def test_at_most_four_signs_of_an_end_count():
    assert compared("甲乙丙丁戊", "甲乙丙丁戊己")["start"] == 1


def test_sides_agree_contradict_or_say_nothing():
    assert compared("肺炎", "肺炎", name_side="one")["side"] == -1
    assert compared("肺炎", "肺炎", query_side="one", name_side="one")["side"] == 1
    assert compared("肺炎", "肺炎", query_side="one", name_side="both")["side"] == -1
    assert compared("肺炎", "肺炎", query_side="one")["side"] == 0


def test_a_vague_name_is_held_against_it_only_where_the_words_are_not_vague():
    assert compared("肺炎", "其他肺炎")["vague"] == 1
    assert compared("其他肺炎", "其他肺炎")["vague"] == 0
    assert compared("肺炎", "未特指的肺炎")["unspecified"] == 1
    assert compared("未特指肺炎", "未特指的肺炎")["unspecified"] == 0
    assert compared("肺炎", "肺炎")["vague"] == compared("肺炎", "肺炎")["unspecified"] == 0
    assert compared("肺炎", "特指的肺炎")["vague"] == 1
    assert compared("肺炎", "未特指的肺炎")["vague"] == 0


def test_types_that_the_name_adds_count_against_it_and_those_that_agree_for_it():
    assert compared("糖尿病", "2型糖尿病")["types"] == 1
    assert compared("2型糖尿病", "2型糖尿病")["types"] == -0.5
    assert compared("1型糖尿病", "2型糖尿病")["types"] == 1
    assert compared("2型糖尿病", "糖尿病")["types"] == 0


def test_what_the_reading_leaves_out_and_what_an_alias_hints_at_are_handed_on():
    found = compared("肺炎", "肺炎", part=0.4, alias_code=0.7, whole="肺炎伴发热")
    assert (found["part"], found["alias_code"]) == (0.4, 0.7)
    assert found["whole_ratio"] < found["ratio"]


def test_nothing_is_like_nothing():
    found = compared("", "肺炎")
    assert (found["same"], found["query_inside"], found["name_inside"], found["chars_query"]) == (0, 0, 0, 0)
    assert compared("肺炎", "")["name_inside"] == 0


def test_each_candidate_is_told_how_it_stands_to_the_best():
    rows = np.zeros((2, len(FEATURES)))
    ratio, share = FEATURES.index("ratio"), FEATURES.index("cosine_share")
    rows[0, 0], rows[0, ratio] = 0.8, 0.6
    rows[1, 0], rows[1, ratio] = 0.4, 0.9
    compare_among(rows, 0.8)
    assert rows[0][share : share + 3] == pytest.approx([1.0, 0.0, -0.3])
    assert rows[1][share : share + 3] == pytest.approx([0.5, -0.4, 0.0])
    compare_among(rows[:0], 0.0)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("I21.900", {"nine", "round"}),
        ("I21.9", {"subcategory", "nine"}),
        ("I21", {"category"}),
        ("I21.800x002", {"eight"}),
        ("M8500/3", {"morphology"}),
        ("A01.002+G01*", {"dagger", "infection"}),
        ("W19.x00", {"external", "round"}),
        ("Z37.000", {"chapter_z", "round"}),
        ("P23.101", {"chapter_p"}),
        ("O14.100", {"chapter_o", "round"}),
        ("Q21.001", {"chapter_q"}),
        ("T14.101", {"injury"}),
        ("S72.001", {"injury"}),
        ("R50.901", {"nine", "chapter_r"}),
        ("C50.901", {"nine", "chapter_c"}),
        ("B18.101", {"infection"}),
        ("47.0100", {"round"}),
        ("47.01", {"subcategory"}),
        ("47.9", {"subcategory"}),
    ],
)
def test_what_a_code_says_by_its_form(code, says):
    assert {name for name, value in zip(CODE, code_features(code), strict=True) if value} == says


def test_every_feature_has_a_name_on_the_screen():
    assert set(LABELS) == set(FEATURES)
    assert len(FEATURES) == len(set(FEATURES))
