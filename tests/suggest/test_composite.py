"""Several diagnoses in one row: one code where the table has one, several rows where it has not."""

import pytest

from coding.codes.entry import CodeKind
from coding.knowledge.knowledge import load_knowledge
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis
from coding.suggest.composite import split_words
from coding.suggest.propose import propose
from coding.suggest.suggestion import Cause


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge()


def codes(words, knowledge):
    return [m.code for m in split_words(words, knowledge.lookup.search(CodeKind.DIAGNOSIS))]


@pytest.mark.parametrize(
    ("words", "categories"),
    [
        ("高血压、2型糖尿病", ["I10", "E11"]),
        ("1.高血压 2.房颤", ["I10", "I48"]),
        ("慢性胃炎；脂肪肝；胆囊息肉", ["K29", "K76", "K82"]),
    ],
)
def test_an_enumeration_becomes_one_row_each(words, categories, knowledge):
    assert [c[:3] for c in codes(words, knowledge)] == categories


@pytest.mark.parametrize(
    "words", ["急性阑尾炎", "2型糖尿病性肾病", "皮肤和皮下组织疾患", "胆囊结石伴急性胆囊炎", "高血压", ""]
)
def test_what_is_one_diagnosis_stays_whole(words, knowledge):
    assert codes(words, knowledge) == []


def test_the_split_is_one_change_that_one_undo_takes_back(knowledge):
    page = FrontPage(diagnoses=(Diagnosis("", "高血压、2型糖尿病", "1"), Diagnosis("J18.900", "肺炎", "1")))
    suggestion = next(s for s in propose(page, knowledge.lookup, ("diagnosis", 0)) if s.cause == Cause.SEVERAL_NAMES)
    after = page.apply(suggestion.change)
    assert [d.code[:3] for d in after.diagnoses] == ["I10", "E11", "J18"]
    assert after.diagnoses[1].poa == ""  # the doctor's to say
    assert after.apply(suggestion.change.inverse()) == page
