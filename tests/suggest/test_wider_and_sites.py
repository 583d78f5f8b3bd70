"""Parts of the body stand in larger ones, and what doctors name closely is also read as its region or class."""

import pytest

from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis
from coding.suggest.name_table import words_of
from coding.suggest.of_person import of_person
from coding.suggest.search import TermSearch
from coding.suggest.term_book import embedded_terms
from coding.suggest.wider import wider_readings
from coding.words.sites import sites

DX = CodeKind.DIAGNOSIS


def test_each_reading_is_wider_than_the_one_before():
    found = [(v.text, v.wider) for v in wider_readings(words_of("示指刺伤", DX).canonical, DX)]
    assert found == [("手指开放性损伤", 0.5), ("手部开放性损伤", 1.0)]
    assert wider_readings("高血压", DX) == []


@pytest.mark.parametrize(
    ("asked", "named", "agreement"),
    [
        ("胫骨病", "胫骨病", (1, 0, 0, 0, 0)),
        ("胫骨病", "小腿病", (0, 1, 0, 0, 0)),
        ("小腿病", "胫骨病", (0, 0, 1, 0, 0)),
        ("胫骨病", "肱骨病", (0, 0, 0, 1, 1)),
        ("胫骨病", "病", (0, 0, 0, 0, 1)),
    ],
)
def test_sites_are_compared(asked, named, agreement):
    known = sites(DX)
    assert known.compare(known.found_in(asked), known.found_in(named)) == agreement


def search():
    names = {"A41.900": "脓毒症", "P36.901": "新生儿脓毒症", "D64.900": "贫血", "O99.000": "妊娠合并贫血"}
    return TermSearch(CodeLibrary(DX, [CodeEntry(c, n) for c, n in names.items()], "表", "s"), embedded_terms())


def test_a_newborn_is_offered_chapter_sixteen_and_a_pregnant_patient_chapter_fifteen():
    newborn = FrontPage({"age_days": "6"}, diagnoses=(Diagnosis("A41.900", "脓毒症"),))
    assert [m.code for m in of_person(newborn, DX, "脓毒症", search(), 5)][:1] == ["P36.901"]
    pregnant = FrontPage(diagnoses=(Diagnosis("O80.000", "顺产"), Diagnosis("", "妊娠期贫血")))
    assert {m.code[0] for m in of_person(pregnant, DX, "妊娠合并贫血", search(), 5)} == {"O"}
    assert of_person(pregnant, DX, "贫血", search(), 5) == []
    assert of_person(FrontPage(), DX, "妊娠合并贫血", search(), 5) == []
