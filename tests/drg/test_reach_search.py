"""No group is called out of reach that a case reaches: drawn packs and cases, and the packs of the regions."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.drg.compiled import compile_pack
from coding.drg.pack import TABLES, Pack, Part
from coding.drg.reach import groups_by_reach, unreachable_groups
from coding.drg.reach_search import Reach, ReachSearch
from coding.drg.scheme import Scheme
from tests.drg.small_pack import SMALL, case

DX = ("I50.900", "I21.900", "J96.000", "E11.900", "S06.000", "S72.000", "P07.100", "Z99.000", "K80.100x001", "K80.101")
PX = ("36.1100", "51.2300", "01.0100", "02.0200", "99.9900")
#: Conditions of every kind, some of which bar what others ask for.
ATOMS = (
    *("ALWAYS", "NEVER", "MCC", "CC", "MCC_OR_CC", "PDX_IN(MDC)", "PDX_IN(D1)", "PDX_NOT_IN(D2)", "ANYDX_IN(D2)"),
    *("SDX_IN(D1)", "SDX_IN(D2)", "PPX_IN(P1)", "ANYPX_IN(P1)", "ANYPX_IN(VALID)", "SPX_IN(VALID)", "NO_PX_IN(VALID)"),
    *("NO_PPX_IN(VALID)", "PPX_IN(VALID)", "PPX_IN[99.9900]", "PXCLASS(1|2&3)", "AGE<1", "AGE>=18", "AGEDAYS<=28"),
    *("WEIGHT<1500", "LOS>=5", "LOS<5", "SEX==1", "SEX!=1", "DEPT==ICU", "LEAVING_IN(2,5)", "TRAUMA_REGIONS>=2"),
    *("TRAUMA_REGIONS<1", "ANYDX_PREFIX(P07.)", "COUNT_ANYPX_IN(VALID)>=2", "COUNT_SDX_IN(D2)==1", "ICUHOURS>=96"),
    *("NOT{PDX_IN(D1)&SEX==1}", "{PDX_IN(D1)&MCC}|{PPX_IN(P1)&AGE<1}", "NOT{MCC_OR_CC}", "NOT{ANYPX_IN(VALID)}"),
    *("COUNT_ANYDX_IN(D2)<2", "NOT{TRAUMA_REGIONS>=2}", "NOT{PXCLASS(1|2&3)}", "PDX_IN(D2)|SDX_IN(D1)", "UNKNOWN(D1)"),
)
rules = st.lists(st.sampled_from(ATOMS), min_size=1, max_size=2).map("&".join)
codes = st.lists(st.sampled_from(DX), min_size=1, max_size=5)
NODES = ("FA1", "FB1", "FR1", "GA1", "GR1")


def scheme_of(tables):
    """The scheme of tables that were made here, without files between."""
    parts = {
        table: [Part(f"{table}.csv", tuple(range(len(TABLES[table]))), lambda rows=rows: iter(rows))]
        for table, rows in (
            (name, [(at, [*row, *[""] * (len(TABLES[name]) - len(row))]) for at, row in enumerate(rows, 2)])
            for name, rows in tables.items()
        )
    }
    return Scheme(compile_pack(Pack("试验", parts)), "试验")


@st.composite
def schemes(draw):
    listed = [
        (node, role, code)
        for node in NODES
        for role, some in (("D1", DX), ("D2", DX), ("P1", PX), ("PC1", PX), ("PC2", PX), ("PC3", PX))
        for code in draw(st.lists(st.sampled_from(some), max_size=3, unique=True))
    ]
    if draw(st.booleans()):
        listed += [("FA1", "D1", "~K80.1"), ("FR1", "D2", "~K80.1x"), ("FR1", "D1", "~K80"), ("FR1", "D1", "!K80.101")]
    groups = []
    for node in NODES:
        for at in range(draw(st.integers(1, 3))):
            groups.append((node, str(at + 1), f"{node}{at}", f"{node}{at}", draw(rules), ""))
    table = st.sampled_from(("", "1", "2"))
    return scheme_of(
        {
            "scheme": [
                ("checks", draw(st.sampled_from(("sex|age|age_days|birth_weight", "dx", "age|sex")))),
                ("principal_counts_as_cc", draw(st.sampled_from("01"))),
                ("retry_each_procedure", draw(st.sampled_from("01"))),
                ("null_as_zero", draw(st.sampled_from(("", "age", "los|icu_hours")))),
            ],
            "mdc": [
                ("1", "MDCF", "", draw(rules), draw(st.sampled_from(("", "AGE<1=>GQY", "SEX==2&MCC=>GQY")))),
                ("2", "MDCG", "", draw(rules)),
            ],
            "mdc_dx": [
                *(("MDCF", code, "") for code in draw(codes)),
                *(("MDCG", code, "") for code in draw(codes)),
                ("MDCZ", "S06.000", "头"),
                ("MDCZ", "S72.000", "腿"),
            ],
            "adrg": [(f"MDC{node[0]}", str(at), node, node, "", draw(rules)) for at, node in enumerate(NODES)],
            "adrg_codes": listed,
            "drg_rules": groups,
            "mcc": [(code, draw(table)) for code in ("J96.000", "I21.900")],
            "cc": [(code, draw(table)) for code in ("E11.900", "J96.000")],
            "exclusion": [(code, draw(st.sampled_from(("1", "2", "1|2")))) for code in draw(codes)],
            "px_valid": [(code,) for code in PX[:2]],
        }
    )


def some_cases(chance, count):
    for _ in range(count):
        yield case(
            tuple(chance.choices(DX, k=chance.randint(1, 4))),
            tuple(chance.choices(PX, k=chance.randint(0, 3))),
            sex=chance.choice((1, 2, None)),
            age=chance.choice((0, 0, 1, 17, 18, 60, None)),
            age_days=chance.choice((None, 0, 10, 28, 29, 200)),
            birth_weight=chance.choice((None, 0, 1000, 3000)),
            dept=chance.choice(("", "ICU", "内科")),
            los=chance.choice((None, 1, 5, 9)),
            leaving_type=chance.choice(("", "1", "2", "5")),
            icu_hours=chance.choice((None, 0, 95.5, 96, 200)),
        )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(schemes(), st.integers(0, 10_000))
def test_no_group_that_a_case_comes_to_is_called_out_of_reach(scheme, seed):
    came = {scheme.group(one).drg for one in some_cases(random.Random(seed), 400)}
    assert came.isdisjoint(unreachable_groups(scheme))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(schemes())
def test_a_group_is_called_reached_only_where_a_case_was_grouped_to_it(scheme):
    search = ReachSearch(scheme)
    for drg in search.groups:
        if search.reach(drg) is Reach.REACHED:
            assert scheme.group(search.witness[drg]).drg == drg


def test_an_ambiguity_is_reached_by_a_valid_procedure_in_second_place(small_scheme):
    """As regions write it: every operation as main procedure is taken before, the ambiguity asks for any procedure."""
    scheme = small_scheme(
        adrg=[
            SMALL["adrg"][0],
            ("MDCF", "1", "FB1", "FB1", "手术", "PPX_IN(VALID)", "", "FB1"),
            ("MDCF", "2", "FQY", "FQY", "", "ANYPX_IN(VALID)", "", ""),
            ("MDCF", "3", "FR1", "FR1", "内科", "PDX_IN(MDC)&NO_PX_IN(VALID)", "", "FR1"),
        ],
        drg_rules=[SMALL["drg_rules"][0]],
        drg=[("code", "name"), ("FB1", "手术"), ("FQY", "歧义"), ("FR1", "内科")],
    )
    assert scheme.group(case("I50.900", "93.9000 36.1100")).drg == "FQY"
    assert unreachable_groups(scheme) == ()


def test_a_group_is_out_of_reach_where_earlier_ones_take_all_its_pairs_of_diagnosis_and_procedure(small_scheme):
    lists = [("node", "role", "code"), ("FA1", "D1", "I50.900"), ("FB1", "D1", "I21.900")]
    lists += [(node, "P1", code) for node in ("FA1", "FB1", "FC1") for code in ("36.1100", "36.1200")]
    nodes = [SMALL["adrg"][0]]
    nodes += [
        ("MDCF", at, node, node, "", rule, "", node)
        for at, node, rule in (
            ("1", "FA1", "PDX_IN(D1)&PPX_IN(P1)"),
            ("2", "FB1", "PDX_IN(D1)&PPX_IN(P1)"),
            ("3", "FC1", "PPX_IN(P1)"),
        )
    ]
    rules = [SMALL["drg_rules"][0]]
    assert unreachable_groups(small_scheme(adrg=nodes, adrg_codes=lists, drg_rules=rules)) == ("FC1",)
    lists[-1] = ("FC1", "P1", "36.1300")
    assert unreachable_groups(small_scheme(adrg=nodes, adrg_codes=lists, drg_rules=rules)) == ()


def test_what_is_not_decided_within_the_steps_is_not_called_out_of_reach(small_scheme, monkeypatch):
    monkeypatch.setattr("coding.drg.reach_search._STEPS_IN_ALL", 0)
    found = groups_by_reach(small_scheme())
    assert found[Reach.UNDECIDED] == ("FB19", "FR11", "FR15")
    assert found[Reach.NEVER] == ()


@pytest.mark.parametrize("name", ["zhejiang_2022", "foshan_2022", "changzhou_2022"])
def test_everything_is_decided_of_the_packs_of_regions(full_scheme, name):
    assert groups_by_reach(full_scheme(name))[Reach.UNDECIDED] == ()
