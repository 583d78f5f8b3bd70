"""Likeness by shared characters, and how features become a score."""

import numpy as np
import pytest

from coding.codes.entry import CodeKind
from coding.suggest.index import NgramIndex, best, grams
from coding.suggest.matched_signs import marked
from coding.suggest.ranking import QUALITIES, Ranking, qualities_of, ranking
from coding.words.features import FEATURES, LABELS

NAMES = ("肺炎", "细菌性肺炎", "脑梗死", "急性脑梗死", "胃炎")
INDEX = NgramIndex.build(NAMES)


def test_a_text_is_its_characters_and_pairs_of_neighbours():
    assert grams("肺炎症") == {"肺", "炎", "症", "肺炎", "炎症"}
    assert grams("炎") == {"炎"}
    assert grams("") == set()


def test_a_text_is_wholly_like_itself():
    overlap = INDEX.overlap("脑梗死")
    assert overlap.cosine[2] == pytest.approx(1, abs=1e-3)
    assert overlap.of_query[2] == pytest.approx(1, abs=1e-3)
    assert overlap.of_text[2] == pytest.approx(1, abs=1e-3)
    assert overlap.cosine[0] == 0


def test_a_longer_name_holds_all_of_the_query_and_a_shorter_only_part():
    overlap = INDEX.overlap("脑梗死")
    assert overlap.of_query[3] == pytest.approx(1, abs=1e-3)
    assert 0 < overlap.of_text[3] < 1
    assert 0 < INDEX.overlap("急性脑梗死").of_query[2] < 1


def test_what_no_name_has_counts_as_a_share_of_the_query_that_is_not_found():
    assert INDEX.overlap("脑梗死甲乙").of_query[2] < INDEX.overlap("脑梗死").of_query[2]
    assert INDEX.overlap("甲乙").cosine.max() == 0


def test_a_rare_character_says_more_than_a_common_one():
    overlap = INDEX.overlap("胃炎")
    assert overlap.cosine[4] > overlap.cosine[0] > 0
    assert INDEX.overlap("胃").of_text[4] > INDEX.overlap("炎").of_text[4]


@pytest.mark.parametrize("query", ["脑梗死", "急性脑梗", "肺炎甲", "炎", "甲乙"])
def test_one_pair_is_compared_as_the_whole_index_compares_it(query):
    overlap = INDEX.overlap(query)
    for at, name in enumerate(NAMES):
        expected = (overlap.cosine[at], overlap.of_query[at], overlap.of_text[at])
        assert INDEX.between(query, name) == pytest.approx(expected, abs=1e-3)


def test_what_has_no_character_is_like_nothing():
    assert INDEX.between("", "肺炎") == INDEX.between("肺炎", "") == (0.0, 0.0, 0.0)


def test_the_texts_of_a_gram_are_told_in_order():
    assert list(INDEX.texts_with("炎")) == [0, 1, 4]
    assert list(INDEX.texts_with("梗死")) == [2, 3]
    assert list(INDEX.texts_with("癌")) == []


def test_an_index_comes_back_from_its_arrays():
    again = NgramIndex.from_arrays(len(NAMES), INDEX.arrays())
    assert np.array_equal(again.overlap("急性肺炎").cosine, INDEX.overlap("急性肺炎").cosine)
    empty = NgramIndex.build([])
    assert list(NgramIndex.from_arrays(0, empty.arrays()).overlap("肺炎").cosine) == []


def test_the_best_are_told_best_first_and_none_without_a_score():
    scores = np.array([0.0, 0.5, 0.9, 0.5, 0.1])
    assert best(scores, 2) == [2, 1]
    assert best(scores, 3) == [2, 1, 3]
    assert best(scores, 5) == best(scores, 99) == [2, 1, 3, 4]
    assert best(np.array([]), 3) == []


WEIGHTS = {
    "cosine": 2.0,
    "same": 1.0,
    "side": -1.0,
    "added:急性": -3.0,
    "lacked:急性": -5.0,
    "scale": 1.0,
    "offset": 0.0,
}


def row(**features):
    return [features.get(name, 0.0) for name in FEATURES]


def test_a_sum_is_the_features_by_their_weights():
    made = Ranking(WEIGHTS)
    none, acute = np.array([[False]]), np.array([[True]])
    assert made.totals([row(cosine=0.5, same=1.0)], none, none) == pytest.approx([2.0])
    assert made.totals([row(side=1.0)], none, none) == pytest.approx([-1.0])
    assert made.totals([row()], none, acute) == pytest.approx([-3.0]), "the name adds a quality"
    assert made.totals([row()], acute, none) == pytest.approx([-5.0]), "the name lacks one that was asked"
    assert made.totals([row()], acute, acute) == pytest.approx([0.0])


def test_a_score_grows_with_the_sum_and_stays_between_0_and_98():
    made = Ranking(WEIGHTS)
    scores = [made.score(total) for total in (-1000, -2, 0, 2, 1000)]
    assert scores == sorted(scores)
    assert scores[0] == pytest.approx(0)
    assert scores[2] == pytest.approx(49)
    assert scores[-1] == pytest.approx(98)
    assert Ranking({**WEIGHTS, "offset": 2.0}).score(0) == pytest.approx(scores[3])
    assert Ranking({**WEIGHTS, "scale": 2.0}).score(1) == pytest.approx(scores[3])


def test_the_parts_of_a_score_are_named_as_on_the_screen_and_add_up():
    made = Ranking(WEIGHTS)
    no, yes = np.array([False]), np.array([True])
    values = row(cosine=0.5, same=1.0, side=-1.0)
    assert dict(made.parts(values, yes, no)) == {LABELS["cosine"]: 2.0, LABELS["side"]: 1.0, QUALITIES: -5.0}
    assert made.parts(row(cosine=0.001), no, no) == ()


def test_a_quality_may_be_spelled_in_several_ways():
    found = qualities_of(["急性肺炎", "慢性肾炎", "肺炎"], ["急性|急发", "慢性"])
    assert found.tolist() == [[True, False], [False, True], [False, False]]
    assert qualities_of([], ["急性"]).shape == (0, 1)


def test_a_hospital_with_a_book_of_its_own_has_weights_of_its_own():
    for kind in CodeKind:
        assert ranking(kind).dense.tolist() != ranking(kind, True).dense.tolist()
        assert ranking(kind) is ranking(kind)


@pytest.mark.parametrize(
    ("name", "words", "seen"),
    [
        ("急性心肌梗死", "心肌梗死", "心肌梗死"),
        ("细菌性肺炎", "肺炎", "肺炎"),
        ("肺炎", "炎肺", "肺炎"),
        ("肺癌", "肺炎", "肺"),
        ("支气管肺炎", "慢性肺炎", "肺炎"),
        ("肺结核", "慢性肺炎", ""),
        ("2型糖尿病", "糖尿病2", "2糖尿病"),
        ("COPD急性加重", "copd", "COPD"),
    ],
)
def test_what_the_words_account_for_is_marked(name, words, seen):
    assert "".join(name[at] for at in marked(name, words)) == seen


def test_a_sign_that_no_name_has_weighs_less_than_one_that_a_single_name_has():
    assert INDEX.overlap("胃甲").of_query[4] > INDEX.overlap("胃细").of_query[4]
    assert INDEX.between("胃甲", "胃炎")[1] > INDEX.between("胃细", "胃炎")[1]
