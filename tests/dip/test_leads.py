"""Forwards from a code to the packets of DIP that name it."""

import pytest

from coding.codes.entry import CodeKind
from coding.dip.dip_scheme import load_dip
from coding.grouping.grouper import Complication
from coding.grouping.leading import CodeRole
from tests.dip.small_city import TABLES
from tests.dip.test_dip_scheme import as_folder, cells

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dip") / "小城"
    return load_dip(as_folder(folder, {name: cells(rows) for name, rows in TABLES.items()}))


def packets(leads, role):
    return [lead.groups[0] for lead in leads.named if lead.role is role]


def test_a_principal_diagnosis_leads_to_its_packets_and_not_to_those_of_all_diagnoses(city):
    found = packets(city.leads("K35.200", DX), CodeRole.PRINCIPAL)
    assert {"BX-1", "BX-2", "BX-3"} <= set(found)
    assert "XQ-1" not in found


def test_a_procedure_leads_to_the_packets_that_want_it(city):
    leads = city.leads("47.0100", PX)
    assert {"BX-1", "BX-2", "BX-3"} <= set(packets(leads, CodeRole.MAIN_PROCEDURE))
    assert packets(city.leads("54.5100", PX), CodeRole.FURTHER_PROCEDURE) == ["BX-2"]
    assert packets(city.leads("96.7200", PX), CodeRole.ANY_PROCEDURE) == ["XQ-1"]


def test_a_further_diagnosis_leads_to_the_packets_that_ask_for_it(city):
    assert {"FZ-1", "FZ-2"} <= set(packets(city.leads("C34.900", DX), CodeRole.FURTHER_DIAGNOSIS))


def test_packets_know_no_complications_and_say_the_principals_of_their_rows(city):
    assert city.severity_of("J96.000") is Complication.UNDIVIDED
    assert city.excluding("J96.000") == ()
    assert city.ways_into("BX-1")[0].principals == ("K35",)


def test_a_code_that_is_not_grouped_is_told_as_that(city):
    assert "不纳入" in city.leads("Z99.100", DX).notes[0]
