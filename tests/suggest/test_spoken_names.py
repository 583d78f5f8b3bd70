"""What is said daily is found by its initials, its pinyin and its sound, in the embedded tables and in a hospital's."""

import pytest

from coding.base.resources import resource_table
from coding.codes.code_tables import CodeTables
from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary, embedded_library
from coding.codes.parse import category
from coding.suggest.choosing import offers
from coding.suggest.lookup import Lookup
from coding.suggest.search import TermSearch
from coding.suggest.term_book import embedded_terms

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE
#: As a hospital's own table would name them, with six places.
OWN = {
    "I25.103": ("冠状动脉粥样硬化性心脏病", False),
    "E75.201": ("戈谢病", False),
    "J44.900": ("慢性阻塞性肺病", False),
    "T23.400x005": ("拇指腐蚀伤", False),
    "I10.x00x002": ("高血压", False),
    "I10.x05": ("高血压3级", False),
    "I67.400": ("高血压脑病", False),
    "E14.900x001": ("糖尿病", False),
    "E14.000": ("糖尿病伴昏迷", False),
    "E11.900": ("2型糖尿病", False),
    "K85.900": ("急性胰腺炎", False),
    "K85.800x001": ("化脓性胰腺炎", False),
    "N93.800": ("异常的子宫和阴道出血，其他特指的", True),
    "N93.801": ("功能障碍性子宫出血", False),
    "C18.900": ("结肠恶性肿瘤", False),
    "C80.901": ("癌，未特指", False),
}


@pytest.fixture(scope="module")
def tables():
    dx = CodeLibrary(DX, [CodeEntry(code, name, grey=grey) for code, (name, grey) in OWN.items()], "表", "s")
    own = CodeTables(dx, embedded_library(PX))
    return {"embedded": CodeTables(embedded_library(DX), embedded_library(PX)), "own": own}


@pytest.fixture(scope="module")
def lookups(tables):
    return {name: Lookup(codes, embedded_terms()) for name, codes in tables.items()}


@pytest.mark.parametrize("table", ["embedded", "own"])
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("gxb", "I25.1"),
        ("GXB", "I25.1"),
        ("guanxinbing", "I25.1"),
        ("mzf", "J44"),
        ("gxy", "I10"),
        ("gaoxueya", "I10"),
        ("gaoxuey", "I10"),
        ("gao xue ya", "I10"),
        ("gaoxuya", "I10"),
        ("tnb", "E14.9"),
        ("tangniaobing", "E14.9"),
        ("2xtnb", "E11.9"),
        ("yxy", "K85"),
        ("胰腺炎", "K85"),
        ("冠心炳", "I25.1"),
        ("肠癌", "C18"),
        ("I10", "I10"),
    ],
)
def test_the_first_line_is_what_is_meant(lookups, table, typed, code):
    first = offers(lookups[table], DX, typed, "", 8)[0].match
    assert first.code.startswith(code), first


@pytest.mark.parametrize(("typed", "code"), [("pgc", "74.1"), ("lwqc", "47.09"), ("wj", "44.13"), ("gmzy", "88.5")])
def test_operations_are_found_by_their_initials_too(lookups, typed, code):
    assert offers(lookups["embedded"], PX, typed, "", 8)[0].match.code.startswith(code)


def test_a_whole_spoken_name_goes_before_longer_ones_that_begin_so(lookups):
    found = [o.match.code for o in offers(lookups["own"], DX, "gaoxueya", "", 8)]
    assert found == ["I10.x00x002", "I10.x05", "I67.400"]


def test_a_code_stands_where_it_is_found_first(lookups):
    """E14.9 is meant by tnb; that its name begins with the same letters does not put it behind E14.0."""
    found = [o.match for o in offers(lookups["own"], DX, "tnb", "", 8)]
    assert found[0].code == "E14.900x001"
    assert len({m.code for m in found}) == len(found)


def test_where_a_heading_is_grey_what_can_be_submitted_stands_before_it(lookups):
    found = offers(lookups["own"], DX, "gx", "", 8)
    codes = [o.match.code for o in found]
    assert codes.index("N93.801") < codes.index("N93.800")
    assert found[0].grey is False


def test_the_reason_names_the_spoken_word(lookups):
    assert "冠心病" in offers(lookups["embedded"], DX, "gxb", "", 8)[0].match.reason
    assert "同音字“冠心病”" in offers(lookups["embedded"], DX, "冠心炳", "", 8)[0].match.reason


def test_words_of_their_own_are_not_taken_for_wrong_signs(lookups):
    search = lookups["own"].search(DX)
    assert search.said("戈谢病") == []
    assert search.said("食欲") == []


SPOKEN = [
    (row["words"], row["kind"], row["codes"]) for row in resource_table("terms/spoken.csv", "words", "kind", "codes")
]


def test_there_are_several_hundred_of_either_kind_and_none_twice():
    assert len(SPOKEN) == len({(words, kind) for words, kind, _ in SPOKEN})
    assert sum(kind == "dx" for _, kind, _ in SPOKEN) > 700
    assert sum(kind == "px" for _, kind, _ in SPOKEN) > 300


@pytest.mark.parametrize("kind", [DX, PX])
def test_every_spoken_name_leads_below_its_codes_in_the_embedded_table(tables, kind):
    search = TermSearch(tables["embedded"].library(kind), embedded_terms())
    wrong = []
    for words, of, codes in SPOKEN:
        if of == kind:
            found = search._roughly(words)
            below = tuple(code.replace(".", "") for code in codes.split(","))
            if not found or not found[0].code.replace(".", "").startswith(below):
                wrong.append((words, codes, found))
    assert wrong == []


def test_the_codes_of_spoken_names_are_of_headings_only():
    assert all(len(code) <= 5 for _, _, codes in SPOKEN for code in codes.split(","))
    assert all(category(code) for _, kind, codes in SPOKEN if kind == "dx" for code in codes.split(","))
