"""What the hospital's own accepted pairs say for words that are not among them."""

import pytest

from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary
from coding.suggest.accepted import Accepted, Evidence
from coding.suggest.judge import Judge
from coding.suggest.name_table import NameTable
from coding.suggest.ranking import ranking
from coding.suggest.term_book import TermBook, TermPair
from coding.words.features import BOOK, FEATURES

DX = CodeKind.DIAGNOSIS
NAMES = {
    "I63.900": "脑梗死",
    "J18.900": "肺炎",
    "J15.900": "细菌性肺炎",
    "K29.500x001": "慢性胃炎",
    "N20.000": "肾结石",
}
LIBRARY = CodeLibrary(DX, [CodeEntry(code, name, grey=False) for code, name in NAMES.items()], "表", "s")
PAIRS = (
    TermPair("老毛病", ("脑梗死",)),
    TermPair("老毛病复发", ("脑梗死",)),
    TermPair("肺部感染", ("肺炎",)),
    TermPair("两样病", ("肺炎", "肾结石")),
    TermPair("卒中", ("缺血性卒中",), "I63.9"),
    TermPair("不知何病", ("表中没有",)),
)


@pytest.fixture(scope="module")
def names():
    return NameTable(LIBRARY, ranking(DX).qualities)


@pytest.fixture(scope="module")
def book(names):
    return Accepted(PAIRS, names, LIBRARY)


def number(names, name):
    return names.number_of[name]


def features(book, names, query, name):
    values = book.features(number(names, name), book.evidence(query))
    return dict(zip(BOOK, values, strict=True))


def test_only_pairs_whose_words_or_code_the_table_has_are_learned_from(book):
    assert book.count == 5
    assert len(book.by_words) == 6
    assert book.by_words["两样病"] == [PAIRS[3]]


def test_an_empty_book_says_nothing(names):
    empty = Accepted((), names, LIBRARY)
    assert empty.count == 0
    assert empty.evidence("老毛病") == Evidence()
    assert empty.features(0, Evidence()) == (0.0,) * len(BOOK)


def test_words_of_the_book_are_their_own_nearest(book, names):
    likeness, pair = book.evidence("老毛病").nearest[number(names, "脑梗死")]
    assert likeness == pytest.approx(1, abs=1e-3)
    assert pair == PAIRS[0]


def test_a_pair_is_found_by_its_code_where_the_table_words_it_otherwise(book, names):
    assert book.evidence("卒中").nearest[number(names, "脑梗死")][1] == PAIRS[4]


def test_a_composite_pair_is_no_neighbour_but_votes_for_its_members(book, names):
    evidence = book.evidence("两样病")
    assert number(names, "肾结石") not in evidence.nearest
    assert evidence.votes[number(names, "肾结石")] > 0


def test_shares_of_the_neighbours_are_a_whole(book, names):
    shares = book.evidence("老毛病肺部感染").shares
    assert sum(shares.values()) == pytest.approx(1)
    assert set(shares) == {number(names, "脑梗死"), number(names, "肺炎")}
    assert book.evidence("老毛病").shares[number(names, "脑梗死")] > 0.9


def test_votes_are_shares_and_the_highest_is_kept(book, names):
    votes = dict(book.evidence("老毛病再发").votes)
    highest = votes.pop(-1)
    assert highest == max(votes.values()) == votes[number(names, "脑梗死")]
    assert 0 < highest <= 1
    assert all(0 < share <= highest for share in votes.values())


def test_votes_are_gathered_by_category_and_subcategory(book):
    evidence = book.evidence("老毛病")
    assert evidence.categories["I63"] == evidence.categories[""] == max(evidence.categories.values())
    assert evidence.subcategories["I63.9"] == evidence.subcategories[""]
    assert 0 < evidence.categories["I63"] <= 1


def test_words_that_share_no_sign_with_the_book_get_no_votes(book, names):
    evidence = book.evidence("甲乙丙")
    assert evidence.votes == {-1: 0.0}
    assert evidence.categories == evidence.subcategories == {"": 0.0}
    assert evidence.expected == {}
    assert evidence.nearest == {}
    found = features(book, names, "甲乙丙", "脑梗死")
    assert found.pop("accepted_often") > 0
    assert set(found.values()) == {0.0}


def test_the_name_that_the_book_speaks_for_leads_in_every_respect(book, names):
    own, other = features(book, names, "老毛病", "脑梗死"), features(book, names, "老毛病", "慢性胃炎")
    assert own["accepted"] == pytest.approx(1, abs=1e-3)
    assert own["voted_lead"] == own["category_lead"] == own["subcategory_lead"] == pytest.approx(1)
    assert own["voted"] > 0
    assert own["category_share"] == pytest.approx(own["subcategory_share"])
    assert own["translated"] > other["translated"]
    assert 0 < own["translated"] <= 1
    assert 0 < own["translated_rest"] <= 1
    for feature in ("accepted", "accepted_share", "accepted_often", "voted", "voted_lead", "category_share"):
        assert other[feature] == 0.0, feature


def test_a_name_that_was_accepted_more_often_is_told_so_and_never_more_than_wholly(book, names):
    often = [features(book, names, "甲", name)["accepted_often"] for name in ("脑梗死", "肺炎", "慢性胃炎")]
    assert 1 > often[0] > often[1] > often[2] == 0


def test_the_nearest_are_recalled_before_those_with_votes(book, names):
    evidence = Evidence(nearest={7: (0.9, PAIRS[0])}, votes={-1: 0.0, 3: 0.5, 2: 0.5, 9: 0.7, 7: 0.1})
    assert evidence.recalled(2) == [7, 9, 2]
    assert evidence.recalled(9)[:4] == [7, 9, 2, 3]
    assert Evidence().recalled(5) == []


def judged(term, *pairs):
    judge = Judge(LIBRARY, TermBook((), pairs))
    return judge, [judge.names.entries[c.number][0].name for c in judge.judged(term)]


def test_names_are_judged_best_first_and_each_once():
    judge, found = judged("细菌肺炎")
    assert found[:2] == ["细菌性肺炎", "肺炎"]
    assert len(found) == len(set(found))
    candidates = judge.judged("细菌肺炎")
    assert [c.total for c in candidates] == sorted((c.total for c in candidates), reverse=True)
    assert all(len(c.values) == len(FEATURES) for c in candidates)


def test_an_alias_leads_to_the_names_below_its_code():
    aliases = TermBook((TermPair("肺感", ("肺部感染性疾病",), "J18.9", "dx"),))
    judge = Judge(LIBRARY, aliases)
    assert judge.names.entries[judge.judged("肺感")[0].number][0].name == "肺炎"


def test_what_near_words_were_accepted_for_is_a_reading_of_its_own():
    _, found = judged("老毛病再发", TermPair("老毛病复发", ("脑梗死",)))
    assert found[0] == "脑梗死"
    _, found = judged("完全别的话", TermPair("老毛病复发", ("脑梗死",)))
    assert "脑梗死" not in found


def test_words_of_doubt_and_sides_are_not_compared():
    judge = Judge(LIBRARY, TermBook())
    assert judge.plain("考虑左侧肾结石？") == judge.plain("肾结石")
    assert judge.total("左侧肾结石", "肾结石", "N20.000") > judge.total("左侧肾结石", "肺炎", "J18.900")
    assert judge.total("肺炎", "不在表中的肺炎", "J18.901") > judge.total("肺炎", "不在表中的骨折", "S72.001")


def test_another_book_over_the_same_table_shares_the_names_and_where_they_are_the_same_the_aliases():
    aliases = (TermPair("肺感", ("肺炎",), "J18.9", "dx"),)
    judge = Judge(LIBRARY, TermBook(aliases))
    assert judge.with_terms(TermBook(aliases, PAIRS)).names is judge.names
    assert judge.with_terms(TermBook(aliases, PAIRS)).aliases is judge.aliases
    assert judge.with_terms(TermBook((), PAIRS)).aliases is not judge.aliases
    assert judge.with_terms(TermBook(aliases, PAIRS)).accepted.count == 5


def test_what_is_expected_of_a_name_is_what_its_own_pairs_taught(book, names):
    expected = book.evidence("肺部感染").expected
    assert "肺炎" in expected
    assert "脑" not in expected
    assert (
        features(book, names, "肺部感染", "肺炎")["translated"]
        > features(book, names, "肺部感染", "脑梗死")["translated"]
    )


def test_words_that_are_hardly_like_accepted_ones_are_not_read_as_those():
    judge = Judge(LIBRARY, TermBook((), (TermPair("老毛病复发", ("脑梗死",)),)))
    assert any(c.variant.used for c in judge.judged("老毛病再发"))
    assert not any(c.variant.used for c in judge.judged("老王来了肺炎"))


def test_the_code_of_an_alias_hints_at_the_names_below_it():
    judge = Judge(LIBRARY, TermBook((TermPair("肺感", ("肺炎",), "J18.9", "dx"),)))
    hints = {
        judge.names.entries[c.number][0].name: c.values[FEATURES.index("alias_code")] for c in judge.judged("肺感")
    }
    assert hints["肺炎"] == 1.0
    assert hints.get("肾结石", 0.0) == 0.0
