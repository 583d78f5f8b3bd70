"""Forwards from a code: the families that name it; what is told agrees with where the grouper puts a case."""

import pytest

from coding.codes.entry import CodeKind
from coding.codes.library import embedded_library
from coding.grouping.grouper import Complication
from coding.grouping.leading import CodeRole
from tests.drg.small_pack import SMALL, case

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE


@pytest.fixture
def scheme(small_scheme):
    return small_scheme()


def families(leads):
    return [lead.family for lead in leads]


def test_a_principal_diagnosis_leads_to_the_family_that_names_it_and_to_those_that_do_not_ask(scheme):
    leads = scheme.leads("I50.900", DX)
    assert leads.chapters == ("MDCF 循环系统疾病",)
    assert families(leads.named) == ["FR1 心力衰竭"]
    assert leads.named[0].role is CodeRole.PRINCIPAL
    assert leads.named[0].groups == ("FR11", "FR15")
    assert leads.named[0].asks == "主要诊断在 D1 内"
    assert families(leads.open) == ["FB1 心脏手术"]


def test_a_diagnosis_of_the_chapter_alone_leads_to_nothing_that_asks_for_another(scheme):
    leads = scheme.leads("I21.900", DX)
    assert leads.chapters
    assert leads.named == ()
    assert families(leads.open) == ["FB1 心脏手术"]


def test_a_procedure_leads_to_the_family_that_names_it_and_is_of_an_operating_room(scheme):
    leads = scheme.leads("36.1100", PX)
    assert [(lead.family, lead.role, lead.groups) for lead in leads.named] == [
        ("FB1 心脏手术", CodeRole.MAIN_PROCEDURE, ("FB19",))
    ]
    assert leads.notes == ("在方案的手术室手术表中。",)
    assert "不在" in scheme.leads("99.0400", PX).notes[0]


def test_a_code_that_no_condition_names_leads_nowhere(scheme):
    assert scheme.leads("Z99.900", DX).is_nothing
    assert scheme.leads("", DX).is_nothing
    assert scheme.leads("<b>", DX).is_nothing


def test_a_diagnosis_that_is_barred_from_a_family_is_not_told_of_it(small_scheme):
    rows = [list(row) for row in SMALL["adrg"]]
    rows[1][5] = "PPX_IN(P1)&PDX_NOT_IN(D1)"
    barred = small_scheme(adrg=rows, adrg_codes=[*SMALL["adrg_codes"], ("FB1", "D1", "I21.900")])
    assert families(barred.leads("I50.900", DX).open) == ["FB1 心脏手术"]
    assert barred.leads("I21.900", DX).open == ()


def test_a_code_beside_the_principal_one_is_told_as_that(small_scheme):
    rows = [list(row) for row in SMALL["adrg"]]
    rows[2][5] = "PDX_IN(D1)&SDX_IN(D2)"
    told = small_scheme(adrg=rows, adrg_codes=[*SMALL["adrg_codes"], ("FR1", "D2", "N18.900")])
    (lead,) = told.leads("N18.900", DX).named
    assert (lead.family, lead.role) == ("FR1 心力衰竭", CodeRole.FURTHER_DIAGNOSIS)


def test_a_family_that_divides_itself_by_a_code_leads_to_the_group_that_asks_for_it(small_scheme):
    rows = [list(row) for row in SMALL["drg_rules"]]
    rows[2][4] = "ANYPX_IN[39.9500]"
    (lead,) = small_scheme(drg_rules=rows).leads("39.9500", PX).named
    assert lead.groups == ("FR11",)
    assert lead.role is CodeRole.ANY_PROCEDURE


def test_the_severity_of_a_code_and_the_principals_that_exclude_it(scheme):
    assert scheme.severity_of("J96.000") is Complication.MAJOR
    assert scheme.severity_of("E11.900") is Complication.MINOR
    assert scheme.severity_of("I10.x00") is Complication.NONE
    assert scheme.excluding("J96.000") == ("I21.900",)
    assert scheme.excluding("E11.900") == ()


def test_a_scheme_without_lists_of_complications_knows_none(small_scheme):
    without = small_scheme(mcc=SMALL["mcc"][:1], cc=SMALL["cc"][:1])
    assert without.severity_of("J96.000") is Complication.UNDIVIDED


def test_wherever_a_principal_diagnosis_is_grouped_its_leads_have_told(embedded):
    """Of every fiftieth code of the book, alone and beside an operation."""
    scheme = embedded.scheme
    told_nothing = []
    for entry in embedded_library(DX).entries[::50]:
        leads = scheme.leads(entry.code, DX)
        known = {lead.family.split()[0] for lead in (*leads.named, *leads.open)}
        for procedures in ((), ("51.2300",), ("86.2200",)):
            found = scheme.group(case((entry.code,), procedures))
            by_procedure = {lead.family.split()[0] for px in procedures for lead in scheme.leads(px, PX).named}
            if found.is_grouped and found.adrg not in known | by_procedure:
                told_nothing.append((entry.code, procedures, found.adrg))
    assert told_nothing == []


@pytest.mark.parametrize("name", ["chs_drg_11", "chs_drg_20"])
def test_the_same_of_published_schemes(full_scheme, name):
    scheme = full_scheme(name)
    told_nothing = []
    for code in list(scheme.pack.codes)[::150]:
        if not code[:1].isalpha():
            continue
        leads = scheme.leads(code, DX)
        known = {lead.family.split()[0] for lead in (*leads.named, *leads.open)}
        found = scheme.group(case((code,)))
        if found.is_grouped and found.adrg not in known:
            told_nothing.append((code, found.adrg))
    assert told_nothing == []
