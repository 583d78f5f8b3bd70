"""Which row of a DIP catalogue takes a case."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.base.errors import KnowledgeError
from coding.dip.effective import effective_procedures
from coding.dip.items import CATEGORY, SUBCATEGORY, WHOLE, diagnosis_item
from coding.dip.matching import Matcher
from coding.dip.packet_catalogue import build_catalogue
from tests.dip.small_city import TABLES, city
from tests.drg.small_pack import case


@pytest.fixture(scope="module")
def matcher():
    return Matcher(build_catalogue(TABLES))


@pytest.mark.parametrize(
    ("dx", "px", "expected"),
    [
        ("K35.800", "47.0100", ("核心病种", "BX-1")),
        ("K35.800", "47.0100 54.5100", ("核心病种", "BX-2")),  # more codes of the related procedures
        ("K35.200", "47.0100 54.5100", ("核心病种", "BX-3")),  # but the closer diagnosis goes first
        ("K35.800", "54.5100 47.0100", ("综合病种", "ZH-K35")),  # the principal one is another
        ("K35.800", "", ("未入组", "")),
        ("J18.900", "", ("核心病种", "JC-1")),
        ("J18.900", "99.6000", ("核心病种", "JC-1")),  # conservative: there is no effective procedure
        ("J18.900", "00.3100 96.7200", ("核心病种", "XQ-1")),
        ("J18.900", "32.4100 96.7200", ("核心病种", "XQ-1")),
        ("J18.900", "32.4100", ("综合病种", "ZH-J18-NK")),  # the category before the range
        ("J15.902", "32.4100", ("综合病种", "ZH-J-NK")),
        ("J18.900", "44.1300", ("核心病种", "JC-1")),  # outside its range there is no principal procedure
        ("Z51.101 C34.900", "99.2500", ("核心病种", "FZ-1")),
        ("Z51.101 C34.900", "99.2500 99.2800", ("核心病种", "FZ-2")),
        ("Z51.101 C50.900", "99.2500", ("未入组", "")),
        ("A15.000 U84.300", "", ("核心病种", "FZ-3")),
        ("A16.001", "", ("未入组", "")),
        ("A15.001", "", ("核心病种", "FZ-3")),
        ("Z99.100", "47.0100", ("不纳入分组", "")),
    ],
)
def test_the_row_that_takes_a_case(matcher, dx, px, expected):
    found = matcher.match(case(dx, px))
    assert (found.status.value, found.seq) == expected


def test_a_newborn_of_low_weight_is_first_whatever_its_diagnosis(matcher):
    newborn = {"age": 0, "age_days": 5}
    assert matcher.match(case("P22.000", birth_weight=1499, **newborn)).seq == "XQ-2"
    assert matcher.match(case("P22.000", birth_weight=1500, **newborn)).seq == ""
    assert matcher.match(case("P22.000", birth_weight=1200, age=0, age_days=29)).seq == ""


def test_without_a_diagnosis_the_check_fails(matcher):
    assert matcher.match(case("")).status.value == "信息校验不通过"
    assert matcher.match(case(("", "K35.800"), "47.0100")).status.value == "信息校验不通过"


def test_a_basic_packet_needs_the_pair_of_diagnosis_and_procedure(matcher):
    assert matcher.match(case("K35.800", "47.0100")).basic
    assert matcher.match(case("J18.900")).basic
    assert not matcher.match(case("K35.800", "54.5100")).basic
    assert not matcher.match(case("C34.900")).basic


def test_what_may_not_be_principal_is_passed_over_and_does_not_count(matcher):
    found = effective_procedures(case("K35.800", "00.3100 47.0100 99.6000 54.5100"), matcher.catalogue)
    assert (found.principal, found.others) == ("47.0100", ("54.5100",))


@pytest.mark.parametrize(
    ("text", "closeness", "meets", "misses"),
    [
        ("K35", CATEGORY, "K35.800", "K36.x00"),
        ("A15-A16", CATEGORY, "A16.900", "A17.000"),
        ("A09.0", SUBCATEGORY, "A09.000x001", "A09.900"),
        ("K80.000x002", WHOLE, "K80.000x002", "K80.000"),
    ],
)
def test_an_item_meets_what_it_names(text, closeness, meets, misses):
    item = diagnosis_item(text)
    assert item.closeness == closeness
    assert item.meets(meets)
    assert not item.meets(misses)


@given(st.lists(st.sampled_from(["47.0100", "54.5100", "99.6000", "00.3100", "44.1300", "96.7200"]), max_size=5))
def test_every_case_ends_somewhere_and_names_no_barred_principal(px):
    matcher = Matcher(build_catalogue(TABLES))
    found = matcher.match(case("K35.800", tuple(px)))
    passed_over = [code for code in px if code != "00.3100"]  # may never be principal: the next one is asked
    first = passed_over[0] if passed_over else ""
    assert found.principal_px == ("" if first == "99.6000" else first)  # conservative: there is none


@pytest.mark.parametrize(
    "wrong",
    [
        {"scheme": [{"key": "hihg", "value": "2"}]},
        {"scheme": [{"key": "px_role", "value": "main"}]},
        {"exclude_px": [{"code": "99.6000", "rule": "perhaps"}]},
        {"core": [{"seq": "X", "layer": "JC", "dx": "J18", "px": "", "score": "viel"}]},
        {"core": [{"seq": "X", "layer": "JC", "dx": "J18", "px": "", "age_days": "29"}]},
        {"core": [{"seq": "X", "layer": "JC", "dx": "J18", "px": "", "birth_weight": "1000"}]},
        {"mixed": [{"seq": "X", "dx": "J18|J19", "type": "内科诊疗组"}]},
    ],
)
def test_a_pack_that_is_wrong_does_not_match(wrong):
    with pytest.raises(KnowledgeError):
        build_catalogue(city(**wrong))


def test_a_layer_that_is_not_asked_is_told():
    rows = [{"seq": "QQ-1", "layer": "QQ", "dx": "J18", "px": ""}]
    assert "QQ" in build_catalogue(city(core=rows)).complaints[0]


def tables_of(folder):
    """The tables of a reference pack."""
    return {
        path.stem: [
            {k: (v or "").strip() for k, v in row.items() if k}
            for row in csv.DictReader(path.open(encoding="utf-8-sig", newline=""))
        ]
        for path in sorted(folder.glob("*.csv"))
    }


@pytest.mark.parametrize("name", ["national30_excerpt", "local_sample"])
def test_every_published_case_is_matched_exactly(reference, name):
    folder = reference / "dip"
    matcher = Matcher(build_catalogue(tables_of(folder / name)))
    wrong = []
    with (folder / f"cases_dev_{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found = matcher.match(stay_of(row))
            basic = str(int(found.basic)) if found.row else ""
            told = (found.status.value, found.layer, found.seq, basic, found.principal_px)
            if told != tuple(row[f"exp_{k}"] for k in ("status", "layer", "seq", "basic", "principal_px")):
                wrong.append(row["case_id"])
    assert wrong == []


def stay_of(row):
    """The case that a published row tells."""

    def whole(text):
        return int(text) if text else None

    return case(
        tuple(row["dx"].split("|")) if row["dx"] else (),
        tuple(row["px"].split("|")) if row["px"] else (),
        sex=whole(row["sex"]),
        age=whole(row["age"]),
        age_days=whole(row["age_days"]),
        birth_weight=whole(row["birth_weight"]),
        los=whole(row["los"]),
        leaving_type=row["leaving_type"],
        icu_hours=float(row["icu_days"]) * 24 if row["icu_days"] else None,
        cost=float(row["cost"]) if row["cost"] else None,
        insured=row["insured"],
        level=row["level"],
    )
