"""Backwards from a packet of DIP: what its row asks, in words."""

import pytest

from coding.dip.dip_scheme import load_dip
from tests.dip.small_city import TABLES
from tests.dip.test_dip_scheme import as_folder, cells


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dip") / "小城"
    return load_dip(as_folder(folder, {name: cells(rows) for name, rows in TABLES.items()}))


def test_a_packet_of_an_operation_names_diagnosis_and_operation(city):
    (way,) = city.ways_into("BX-1")
    assert way.family == "K35"
    assert way.conditions == ("主要诊断在 K35 内", "主要手术操作或其组合符合所列")
    assert way.lists[0].codes == ("47.0100",)


def test_further_operations_and_diagnoses_are_told_as_what_they_are(city):
    assert [one.title for one in city.ways_into("BX-2")[0].lists] == ["手术操作", "相关手术操作"]
    assert [one.title for one in city.ways_into("FZ-2")[0].lists] == ["其他诊断", "手术操作"]
    assert city.ways_into("FZ-2")[0].lists[1].codes == ("99.2500+99.2800",)


def test_a_newborn_is_told_with_days_and_grams(city):
    assert {"出生不满 29 天", "出生体重 1000–1499 克"} <= set(city.ways_into("XQ-2")[0].conditions)


def test_every_packet_has_a_way_and_an_unknown_one_has_none(city):
    assert all(len(city.ways_into(seq)) == 1 for seq in city.groups)
    assert city.ways_into("没有") == ()
