"""The built-in general scheme: the structure of CHS-DRG 1.1 by category and subcategory."""

import re
import sys
from pathlib import Path

import pytest

from coding.base.resources import resource_path
from coding.drg.reach import check_scheme
from coding.drg.scheme import embedded_scheme
from coding.drg.without_middle import without_middle
from tests.drg.small_pack import case

FOLDER = resource_path("schemes/chs_drg_11_general")


@pytest.fixture(scope="module")
def scheme():
    return embedded_scheme()


def test_it_has_26_mdc_and_628_named_groups_all_of_which_can_be_reached(scheme):
    assert scheme.is_general
    assert "通用" in scheme.title
    assert len(scheme.pack.mdcs) == 26
    assert len(scheme.groups) == 628
    assert all(scheme.group_name(drg) for drg in scheme.groups)
    assert check_scheme(scheme) == ()


def test_no_code_longer_than_four_places_stands_in_it():
    for file in FOLDER.iterdir():
        text = file.read_text(encoding="utf-8")
        assert re.findall(r"[A-Z]\d\d\.[\dx]\d|\b\d\d\.[\dx][\dx]\d", text) == [], file.name
        if file.name.startswith("MDC"):
            written = re.findall(r"^ +([^#\n]+)", text, flags=re.MULTILINE)
            assert all(code[0] in "~!" for line in written for code in line.split())


def test_it_groups_what_every_coder_knows(scheme):
    assert scheme.group(case("K80.000x002", "51.2300", sex=2)).drg == "HC29"
    assert scheme.group(case("K35.800", "47.0100")).adrg == "GD2"
    assert scheme.group(case("O82.000", "74.1x01", sex=2, age=30)).adrg == "OB1"
    assert scheme.group(case("J44.100 J96.900x003")).drg == "ET21"
    assert scheme.group(case("J44.100")).drg == "ET25"
    assert scheme.group(case("J96.000", "96.7201 31.1x00x005")).adrg == "AH1"
    assert scheme.group(case("P23.900", age=0, age_days=5, birth_weight=3100)).adrg == "PU1"
    assert scheme.group(case("N70.900")).drg == "0000"


def test_a_skin_graft_of_a_burn_is_a_graft_whatever_its_leaf(scheme):
    assert scheme.group(case("T24.201", "86.6901")).drg == "WC19"
    assert scheme.group(case("T24.201", "86.6902")).drg == "WC19"
    assert scheme.group(case("T24.201", "86.2200")).drg == "WJ19"


def test_extensions_that_no_table_knows_and_short_codes_group_like_their_subcategory(scheme):
    known = scheme.group(case("I21.900"))
    assert scheme.group(case("I21.9")) == known
    assert scheme.group(case("I21.900x999")) == known
    assert scheme.group(case("K80.000x002", "51.2300x999")).adrg == "HC2"


def test_an_ordinary_complication_counts_where_no_middle_group_takes_it(scheme):
    assert without_middle(scheme.pack) == ()
    assert scheme.group(case("I61.900 J18.900")).drg == "BR11"
    assert scheme.group(case("I61.900")).drg == "BR15"
    assert scheme.group(case("J44.100 J18.900")).drg == "ET23"


def test_it_agrees_with_the_full_scheme_on_pages_drawn_by_frequency(reference, full_scheme, scheme, monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[2] / "tools"))
    import measure_scheme

    pages = 6000
    cases = measure_scheme.draw_pages(reference / "codes" / "code_frequency_sample.csv", pages, seed=7)
    full, amended = measure_scheme.as_insurers_group(full_scheme("chs_drg_11"))
    assert amended == 55
    same, _ = measure_scheme.agreement(full, scheme, cases)
    assert same["mdc"] / pages >= 0.995
    assert same["adrg"] / pages >= 0.955
    assert same["drg"] / pages >= 0.955
    sys.modules.pop("measure_scheme", None)
