"""Every setting of a DIP pack with every value that it may have; the others are refused in a sentence."""

import pytest

from coding.base.errors import KnowledgeError
from coding.dip.dip_scheme import scheme_of
from coding.dip.items import code_sets, diagnosis_item, diagnosis_sets
from coding.dip.packet_catalogue import build_catalogue
from tests.dip.small_city import TABLES, city
from tests.drg.small_pack import case


def with_settings(*stated, **tables):
    rows = [*TABLES["scheme"], *({"key": key, "value": value} for key, value in stated)]
    return scheme_of(city(scheme=rows, **tables))


def seq(scheme, dx, px="", **known):
    return scheme.matcher.match(case(dx, px, **known)).seq


def core(*rows):
    return [*TABLES["core"], *rows]


ANY = ("px_role", "any")


def test_all_procedures_are_compared_and_their_order_does_not_matter():
    scheme = with_settings(ANY)
    assert seq(scheme, "K35.800", "54.5100 47.0100") == "BX-2"
    assert seq(scheme, "K35.800", "47.0100") == "BX-1"
    assert scheme.matcher.match(case("K35.800", "54.5100 47.0100")).principal_px == "47.0100"


def test_a_slash_joins_procedures_of_which_one_will_do():
    rows = core({"seq": "X-1", "layer": "BX", "dx": "K36", "px": "47.0100/47.0900+54.5100"})
    scheme = with_settings(ANY, core=rows)
    assert seq(scheme, "K36.x00", "54.5100 47.0900") == "X-1"
    assert seq(scheme, "K36.x00", "47.0900") == ""
    assert set(code_sets("A/B+C")) == {frozenset("AC"), frozenset("BC")}


def test_of_several_rows_the_most_joined_then_the_most_met_then_the_nearest_mean_cost_wins():
    rows = [
        {"seq": "A", "layer": "BX", "dx": "K36", "px": "47.0100", "mean_cost": "9000"},
        {"seq": "B", "layer": "BX", "dx": "K36", "px": "47.0100", "mean_cost": "5000"},
        {"seq": "C", "layer": "BX", "dx": "K36", "px": "54.5100/47.0100", "mean_cost": "100"},
        {"seq": "D", "layer": "BX", "dx": "K36", "px": "32.4100+54.5100"},
    ]
    scheme = with_settings(ANY, core=rows)
    assert seq(scheme, "K36.x00", "47.0100", cost=5100.0) == "B"
    assert seq(scheme, "K36.x00", "47.0100", cost=8900.0) == "A"
    assert seq(scheme, "K36.x00", "47.0100") == "A"  # without a cost the order of the catalogue
    assert seq(scheme, "K36.x00", "47.0100 54.5100", cost=9000.0) == "C"  # two codes met
    assert seq(scheme, "K36.x00", "47.0100 54.5100 32.4100", cost=9000.0) == "D"  # a + goes first


def test_kinds_of_treatment_go_before_everything_else():
    rows = [
        {"seq": "S", "layer": "BX", "dx": "K36", "px": "47.0100"},
        {"seq": "T", "layer": "BX", "dx": "K36", "px": "96.7100+99.1500"},
        {"seq": "G", "layer": "BX", "dx": "K36", "px": "45.2300"},
        {"seq": "N", "layer": "BX", "dx": "K36", "px": ""},
    ]
    kinds = [
        {"code": "47.0100", "type": "介入治疗"},
        {"code": "96.7100", "type": "治疗性操作"},
        {"code": "45.2300", "type": "诊断性操作"},
        {"code": "54.5100", "type": "手术"},
        {"code": "93.9000", "type": "治疗性操作"},
    ]
    mixed = [
        {"seq": "Z-S", "dx": "K36", "type": "相关手术组"},
        {"seq": "Z-T", "dx": "K30-K39", "type": "治疗性操作组"},
        {"seq": "Z-N", "dx": "K36", "type": "内科诊疗组"},
    ]
    scheme = with_settings(ANY, core=rows, px_type=kinds, mixed=mixed)
    assert seq(scheme, "K36.x00", "96.7100 99.1500 47.0100 45.2300") == "S"
    assert seq(scheme, "K36.x00", "96.7100 99.1500 45.2300") == "T"
    assert seq(scheme, "K36.x00", "45.2300 54.5100") == "G"  # a core row before any mixed one
    assert seq(scheme, "K36.x00", "54.5100 93.9000") == "Z-S"
    assert seq(scheme, "K36.x00", "93.9000") == "Z-T"
    assert seq(scheme, "K36.x00", "89.0100") == "N"  # what no table names is conservative treatment
    assert seq(scheme, "K37.x00", "47.0100") == ""
    without = with_settings(ANY, core=rows[:3], px_type=kinds, mixed=mixed)
    assert seq(without, "K36.x00", "") == "Z-N"


def test_exclusion_lists_are_whole_codes_or_beginnings():
    tables = {"exclude_dx": [{"code": "K80.000"}], "exclude_px": [{"code": "99.60", "rule": "conservative"}]}
    exact, beginnings = with_settings(**tables), with_settings(("exclude_match", "prefix"), **tables)
    assert exact.matcher.match(case("K80.000x002")).status.value == "未入组"
    assert beginnings.matcher.match(case("K80.000x002")).status.value == "不纳入分组"
    assert exact.matcher.match(case("J18.900", "99.6000")).principal_px == "99.6000"
    assert beginnings.matcher.match(case("J18.900", "99.6000")).seq == "JC-1"


def test_levels_of_the_diagnosis_that_do_not_count_match_nothing_and_are_told():
    scheme = with_settings(("dx_levels", "4|3"), core=core({"seq": "X-1", "layer": "JC", "dx": "K36.x00", "px": ""}))
    assert seq(scheme, "K36.x00") == ""
    assert any("X-1" in text and "dx_levels" in text for text in scheme.catalogue.complaints)
    assert seq(with_settings(("dx_levels", "full|4")), "J18.900") == "JC-1"
    assert seq(with_settings(("dx_levels", "full|4")), "C34.900") == ""


def test_burns_and_tuberculosis_fall_back_to_conservative_treatment_where_the_pack_says_so():
    rows = [
        {"seq": "B-1", "layer": "FZ", "kind": "burn", "dx": "T20.2", "px": ""},
        {"seq": "B-2", "layer": "FZ", "kind": "burn", "dx": "T20.2", "px": "86.2200"},
        {"seq": "T-1", "layer": "FZ", "kind": "tb", "dx": "A17", "px": ""},
        {"seq": "J-1", "layer": "FZ", "kind": "", "dx": "J40", "px": ""},
    ]
    strict, back = with_settings(core=rows), with_settings(("conservative", "fallback"), core=rows)
    assert [seq(strict, dx, "54.5100") for dx in ("T20.200", "A17.000", "J40.x00")] == ["", "", ""]
    assert [seq(back, dx, "54.5100") for dx in ("T20.200", "A17.000", "J40.x00")] == ["B-1", "T-1", ""]
    assert seq(back, "T20.200", "86.2200") == "B-2"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("px_role", "main"),
        ("exclude_match", "contains"),
        ("px_match", "prefix"),
        ("dx_levels", "3|4|full"),
        ("dx_levels", "5"),
        ("conservative", "loose"),
        ("high_style", "some"),
        ("low", "half"),
        ("high", "0.4"),
        ("layers", "XQ,BX"),
        ("layers", "XQ|XQ"),
        ("px_mode", "any"),
    ],
)
def test_any_other_value_is_refused_with_the_key_in_the_sentence(key, value):
    with pytest.raises(KnowledgeError, match="low" if (key, value) == ("high", "0.4") else key):
        build_catalogue(city(scheme=[*TABLES["scheme"], {"key": key, "value": value}]))


def test_secondary_diagnoses_joined_by_a_plus_must_all_be_there():
    rows = [{"seq": "X-1", "layer": "FZ", "dx": "Z51.1", "sdx": "C34+E11|C50", "px": ""}]
    scheme = with_settings(core=rows)
    assert seq(scheme, "Z51.101 C34.900 E11.900") == "X-1"
    assert seq(scheme, "Z51.101 C34.900") == ""
    assert seq(scheme, "Z51.101 C50.900") == "X-1"


def test_a_code_with_dagger_and_asterisk_is_one_code_and_a_dagger_behind_a_heading_is_none():
    assert [[item.text for item in group] for group in diagnosis_sets("A17.000+G01*+E11|C34").groups] == [
        ["A17.000+G01*", "E11"],
        ["C34"],
    ]
    assert diagnosis_item("M51.1+").meets("M51.101+G55.1*")
    assert diagnosis_item("A17.000+G01*").meets("A17.000+G01*")
    assert not diagnosis_item("A17.000+G01*").meets("A17.000")


def test_a_tumour_of_several_places_counts_as_a_tumour_when_principal_but_is_no_other_one():
    levels = [
        {"kind": "A", "level": "瘤", "tumour": "1", "rule": "ALWAYS"},
        {"kind": "B", "level": "转移", "tumour": "", "rule": "SDX_OTHER_TUMOUR"},
    ]
    factors = [{"seq": "JC-9", "kind": kind, "level": level, "factor": "1.2"} for kind, level in (("A", "瘤"),)]
    factors.append({"seq": "JC-2", "kind": "B", "level": "转移", "factor": "1.3"})
    rows = core({"seq": "JC-9", "layer": "JC", "dx": "C97", "px": "", "score": "100"})
    scheme = with_settings(core=rows, aux_levels=levels, aux=factors)
    paid = {"insured": "职工", "level": "二级", "cost": 900.0}
    assert scheme.decide(case("C97.x00", **paid))[1].aux == "A/瘤"
    assert scheme.decide(case("C34.900 C97.x00", **paid))[1].aux == ""
    assert scheme.decide(case("C34.900 C96.000", **paid))[1].aux == "B/转移"


def test_related_procedures_met_go_before_the_procedures_met_and_the_closer_diagnosis_before_both():
    rows = [
        {"seq": "Q", "layer": "FZ", "dx": "Z51.1", "px": "99.2500+99.2800", "px_any": "1"},
        {"seq": "P", "layer": "FZ", "dx": "Z51.1", "px": "99.2500", "rpx": "54.5100"},
    ]
    assert seq(with_settings(core=rows), "Z51.101", "99.2500 99.2800") == "Q"
    assert seq(with_settings(core=rows), "Z51.101", "99.2500 54.5100 99.2800") == "P"
    closer = [*rows, {"seq": "C", "layer": "FZ", "dx": "Z51.101", "px": "99.2500"}]
    assert seq(with_settings(core=closer), "Z51.101", "99.2500 54.5100 99.2800") == "C"


def test_in_the_layer_of_first_groups_the_order_of_the_catalogue_alone_counts():
    rows = core({"seq": "XQ-9", "layer": "XQ", "dx": "J18.9", "px": "96.7200+39.9500", "px_any": "1"})
    assert seq(with_settings(core=rows), "J18.900", "96.7200 39.9500") == "XQ-1"
    assert seq(with_settings(core=rows[::-1]), "J18.900", "96.7200 39.9500") == "XQ-9"
