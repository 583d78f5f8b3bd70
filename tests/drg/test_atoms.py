"""Each atom of the condition language, one by one, on small hand-made packs."""

import pytest

from coding.drg.atoms import UnknownAtomError, parse_rule
from coding.drg.trace import trace_case
from tests.drg.small_pack import SMALL, case

ADRG = SMALL["adrg"][0]
RULES = SMALL["drg_rules"][0]


@pytest.fixture
def holds(small_scheme):
    """Whether a condition on an ADRG holds for a case of MDCF; lists D1, D2, P1, P2, PC1-PC3 are known."""

    def ask(rule, made, **changed):
        scheme = small_scheme(
            adrg=[ADRG, ("MDCF", "1", "FA1", "FA1", "试验", rule, "", "")],
            drg_rules=[RULES, ("FA1", "1", "FA19", "试验", "ALWAYS", "")],
            adrg_codes=changed.pop("adrg_codes", LISTS),
            **changed,
        )
        result = scheme.group(made)
        assert trace_case(scheme, made).title.startswith(result.drg)
        return result.drg == "FA19"

    return ask


LISTS = [
    ("node", "role", "code"),
    ("FA1", "D1", "I50.900"),
    ("FA1", "D2", "E11.900"),
    ("FA1", "P1", "36.1100"),
    ("FA1", "P2", "39.6100"),
    ("FA1", "PC1", "01.0100"),
    ("FA1", "PC2", "02.0200"),
    ("FA1", "PC3", "03.0300"),
]

TRUE_AND_FALSE = [
    ("ALWAYS", case("I50.900"), None),
    ("NEVER", None, case("I50.900")),
    ("PDX_IN(D1)", case("I50.900"), case("I21.900 I50.900")),
    ("PDX_NOT_IN(D1)", case("I21.900"), case("I50.900")),
    ("ANYDX_IN(D2)", case("I50.900 E11.900"), case("I50.900 E10.900")),
    ("ANYDX_IN(D1)", case("I50.900"), case("I21.900")),
    ("SDX_IN(D1)", case("I21.900 I50.900"), case("I50.900 I21.900")),
    ("PPX_IN(P1)", case("I50.900", "36.1100 39.6100"), case("I50.900", "39.6100 36.1100")),
    ("PPX_IN(P1)", case("I50.900", "36.1100"), case("I50.900")),
    ("ANYPX_IN(P1)", case("I50.900", "39.6100 36.1100"), case("I50.900", "39.6100")),
    ("SPX_IN(P1)", case("I50.900", "39.6100 36.1100"), case("I50.900", "36.1100")),
    ("NO_PX_IN(VALID)", case("I50.900", "99.9900"), case("I50.900", "99.9900 36.1100")),
    ("NO_PX_IN(VALID)", case("I50.900"), case("I50.900", "36.1100")),
    ("NO_PPX_IN(VALID)", case("I50.900", "99.9900 36.1100"), case("I50.900", "36.1100")),
    ("NO_PPX_IN(VALID)", case("I50.900"), case("I50.900", "36.1100 99.9900")),
    ("ANYPX_IN(P1)&ANYPX_IN(P2)", case("I50.900", "39.6100 36.1100"), case("I50.900", "36.1100 36.1100")),
    ("ANYPX_IN[99.9900 36.1100]", case("I50.900", "01.0100 99.9900"), case("I50.900", "01.0100")),
    ("SPX_IN[99.9900 36.1100]", case("I50.900", "01.0100 99.9900"), case("I50.900", "99.9900")),
    ("PPX_IN(VALID+96.0400+96.7201)", case("I50.900", "96.7201"), case("I50.900", "96.0500")),
    ("PPX_IN(VALID+96.0400)", case("I50.900", "36.1100"), case("I50.900")),
    ("PXCLASS(1|2&3)", case("I50.900", "01.0100"), case("I50.900", "02.0200")),
    ("PXCLASS(1|2&3)", case("I50.900", "03.0300 02.0200"), case("I50.900")),
    ("PXCLASS(1&2|1&3)", case("I50.900", "03.0300 01.0100"), case("I50.900", "03.0300 02.0200")),
    ("MCC", case("I50.900 J96.000"), case("I50.900 E11.900")),
    ("CC", case("I50.900 E11.900"), case("I50.900 J96.000")),
    ("MCC_OR_CC", case("I50.900 J96.000"), case("I50.900 K29.500")),
    ("MCC_OR_CC", case("I50.900 E11.900"), case("I50.900")),
    ("AGE<17", case("I50.900", age=16), case("I50.900", age=17)),
    ("AGE<=17", case("I50.900", age=17), case("I50.900", age=18)),
    ("AGE==0", case("I50.900", age=0, age_days=40), case("I50.900", age=1)),
    ("AGEDAYS<=28", case("I50.900", age_days=28), case("I50.900", age_days=29)),
    ("AGEDAYS<=28", case("I50.900", age_days=0), case("I50.900", age_days=None)),
    ("WEIGHT<1500", case("I50.900", birth_weight=1499), case("I50.900", birth_weight=1500)),
    ("WEIGHT<1500", case("I50.900", birth_weight=1), case("I50.900", birth_weight=0)),
    ("WEIGHT>=1500&WEIGHT<2500", case("I50.900", birth_weight=1500), case("I50.900", birth_weight=None)),
    ("LOS>60", case("I50.900", los=61), case("I50.900", los=60)),
    ("LOS<5", case("I50.900", los=0), case("I50.900", los=None)),
    ("ICUHOURS>=1&ICUHOURS<=120", case("I50.900", icu_hours=1), case("I50.900", icu_hours=None)),
    ("SEX==2", case("I50.900", sex=2), case("I50.900", sex=1)),
    ("DEPT==ICU", case("I50.900", dept="ICU"), case("I50.900", dept="icu")),
    ("LEAVING_IN(2,5)", case("I50.900", leaving_type="5"), case("I50.900", leaving_type="")),
    ("ANYDX_PREFIX(E11.)", case("I50.900 E11.200"), case("I50.900 E10.900")),
    ("PDX_IN(D2)|ANYDX_PREFIX(E11.)&AGE==0", case("I50.900 E11.200", age=0, age_days=40), case("I50.900 E11.200")),
    ("PDX_IN(D1)|PPX_IN(P1)&AGE==0", case("I50.900", age=0, age_days=40), case("I50.900", age=1)),
]


@pytest.mark.parametrize(
    ("rule", "true", "false"), TRUE_AND_FALSE, ids=[f"{n}-{r[0]}" for n, r in enumerate(TRUE_AND_FALSE)]
)
def test_atom(rule, true, false, holds):
    if true is not None:
        assert holds(rule, true)
    if false is not None:
        assert not holds(rule, false)


def test_null_as_zero_reads_a_missing_number_as_zero_only_where_the_scheme_says_so(holds):
    told = [*SMALL["scheme"], ("null_as_zero", "icu_hours|los")]
    assert holds("ICUHOURS<1", case("I50.900", icu_hours=None), scheme=told)
    assert holds("LOS<5", case("I50.900", los=None), scheme=told)
    assert not holds("AGEDAYS<5", case("I50.900", age_days=None), scheme=told)
    told = [*SMALL["scheme"], ("null_as_zero", "birth_weight")]
    assert not holds("WEIGHT<1500", case("I50.900", birth_weight=None), scheme=told)


def test_trauma_counts_distinct_regions_over_all_diagnoses(holds):
    regions = [
        SMALL["mdc_dx"][0],
        ("MDCF", "I50.900", ""),
        ("MDCZ", "S06.000", "头颈"),
        ("MDCZ", "S02.000", "头颈"),
        ("MDCZ", "S72.000", "下肢"),
    ]
    assert holds("TRAUMA_REGIONS>=2", case("I50.900 S06.000 S72.000"), mdc_dx=regions)
    assert not holds("TRAUMA_REGIONS>=2", case("I50.900 S06.000 S02.000"), mdc_dx=regions)


def test_binding_or_is_tighter_than_and():
    clauses = parse_rule("PDX_IN(MDC)|ANYDX_PREFIX(P07.)&AGE==0")
    assert [[atom.text for atom in clause] for clause in clauses] == [
        ["PDX_IN(MDC)", "ANYDX_PREFIX(P07.)"],
        ["AGE==0"],
    ]


def test_signs_inside_a_procedure_class_belong_to_it():
    (clause,) = parse_rule("PXCLASS(1&2|1&3&4)")
    assert clause[0].classes == ((1, 2), (1, 3, 4))


@pytest.mark.parametrize("text", ["PDX_WITHIN(D1)", "AGE~3", "PXCLASS(a)", "PDX_IN()", "HEIGHT>3", "MCC&"])
def test_unknown_words_are_refused_by_the_reader(text):
    with pytest.raises(UnknownAtomError):
        parse_rule(text)
