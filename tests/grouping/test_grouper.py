"""What is asked of any scheme, and that rules and weights ask it and read no code themselves."""

from dataclasses import replace

import pytest

from coding.drg.scheme import embedded_scheme
from coding.grouping.case import Grouping, GroupStatus
from coding.grouping.grouper import Complication, Grouper, GroupKind
from coding.grouping.page_case import case_of
from coding.page.context import Context
from coding.payment.weights import Cost, derived_weights, weights_of
from coding.reference.reference import Reference
from coding.rules.engine import run_rules
from coding.rules.example import read_example


@pytest.fixture(scope="module")
def scheme() -> Grouper:
    return embedded_scheme()


@pytest.mark.parametrize(
    ("drg", "chapter", "family", "kind", "complication"),
    [
        ("FR15", "MDCF", "FR1", GroupKind.MEDICAL, Complication.NONE),
        ("FR11", "MDCF", "FR1", GroupKind.MEDICAL, Complication.MAJOR),
        ("FR13", "MDCF", "FR1", GroupKind.MEDICAL, Complication.MINOR),
        ("HC29", "MDCH", "HC2", GroupKind.OPERATION, Complication.UNDIVIDED),
        ("FJ15", "MDCF", "FJ1", GroupKind.OPERATION, Complication.NONE),
        ("FK15", "MDCF", "FK1", GroupKind.PROCEDURE, Complication.NONE),
        ("FQ15", "MDCF", "FQ1", GroupKind.PROCEDURE, Complication.NONE),
        ("FZ17", "MDCF", "FZ1", GroupKind.MEDICAL, Complication.OTHER),
        ("0000", "MDC0", "000", GroupKind.NONE, Complication.OTHER),
    ],
)
def test_the_code_of_a_group_says_where_it_belongs_and_what_it_is(scheme, drg, chapter, family, kind, complication):
    found = scheme.traits(drg)
    assert (found.chapter, found.family, found.kind, found.complication) == (chapter, family, kind, complication)


def test_ambiguous_cases_are_neither_operative_nor_medical(scheme):
    assert scheme.traits("FQY").kind is GroupKind.AMBIGUOUS
    assert not scheme.is_operative("FQY")


def test_operations_and_procedures_are_operative_and_the_rest_is_not(scheme):
    assert [scheme.is_operative(d) for d in ("FB19", "FJ15", "FK15", "FQ15", "FR15", "0000")] == [True] * 4 + [
        False
    ] * 2


def test_of_two_groups_of_one_adrg_the_one_without_complications_is_lower(scheme):
    assert scheme.is_lower("FR15", "FR11")
    assert scheme.is_lower("FR13", "FR11")
    assert not scheme.is_lower("FR11", "FR15")
    assert not scheme.is_lower("FR15", "FR15")
    assert not scheme.is_lower("FR25", "FR11"), "another ADRG is neither lower nor higher"


def test_every_group_of_the_scheme_has_a_kind_and_a_complication(scheme):
    for drg in scheme.groups:
        traits = scheme.traits(drg)
        assert traits.kind is not GroupKind.NONE, drg
        assert traits.kind is GroupKind.AMBIGUOUS or traits.complication is not Complication.OTHER, drg


class Renamed:
    """A scheme whose codes say nothing: G007 for HC29. Its answers are those of the scheme under it."""

    def __init__(self, scheme: Grouper) -> None:
        self._scheme = scheme
        self.title, self.stamp, self.words = "按序号编码的方案", scheme.stamp, scheme.words
        self._new: dict[str, str] = {}
        self._old: dict[str, str] = {}

    def _named(self, text: str) -> str:
        if text not in self._new:
            new = self._new[text] = f"G{len(self._new):03d}"
            self._old[new] = text
        return self._new[text]

    def _of(self, text: str) -> str:
        return self._old[text]

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(self._named(d) for d in self._scheme.groups)

    def group(self, case):
        found = self._scheme.group(case)
        return replace(found, drg=self._named(found.drg), adrg=self._named(found.adrg))

    def grouping(self, drg):
        return replace(self._scheme.grouping(self._of(drg)), drg=drg)

    def group_name(self, drg):
        return self._scheme.group_name(self._of(drg))

    def traits(self, drg):
        return self._scheme.traits(self._of(drg))

    def is_operative(self, drg):
        return self._scheme.is_operative(self._of(drg))

    def is_lower(self, drg, than):
        return self._scheme.is_lower(self._of(drg), self._of(than))

    def excludes(self, principal, code):
        return self._scheme.excludes(principal, code)

    def counted(self, case):
        return self._scheme.counted(case)

    def bars_principal(self, case):
        return self._scheme.bars_principal(case)


#: Pages on which rules ask the scheme: which of two groups is lower, which is operative, what is excluded.
PAGES = (
    "sex=2 | age_years=50 | dx=I63.900 脑梗死 poa=1 | dx=R40.200 昏迷 poa=1",
    "sex=2 | age_years=50 | fee_operation=2000 | fee_total=9000 | dx=I50.900 心力衰竭 poa=1",
    "sex=1 | age_years=60 | dx=K80.200 胆囊结石 poa=1 | op=99.2500 化疗 level= | op=51.2300 胆囊切除 level=3",
    "sex=1 | age_years=60 | dx=K80.200 胆囊结石 poa=1 | dx=E11.900 糖尿病 | op=51.2300 胆囊切除 level=3 | fee_total=90",
    "sex=2 | age_years=0 | age_days=3 | dx=P23.900 先天性肺炎 poa=1",
    "sex=2 | age_years=70 | dx=J18.900 肺炎 | dx=J96.000 急性呼吸衰竭 | dx=J15.900 细菌性肺炎",
    "sex=1 | age_years=60 | dx=I50.900 心力衰竭 poa=1 | dx=J96.000 呼吸衰竭 poa=1 | wf_fee_items=护理",
)


@pytest.mark.parametrize("text", PAGES)
def test_rules_say_the_same_under_a_scheme_whose_codes_say_nothing(embedded, text):
    page, neighbours, as_of = read_example(text)
    renamed = Reference(embedded.codes, Renamed(embedded.scheme), embedded.tariff)
    said = []
    for reference in (embedded.reference, renamed):
        grouping = reference.group(page)
        price = embedded.reference.price(page, embedded.reference.group(page))
        context = Context(as_of=as_of, neighbours=neighbours)
        verdicts = run_rules(page, embedded.rules, reference, context, grouping, price)
        said.append({n: [f.place for f in v] if isinstance(v, list) else v.reason for n, v in verdicts.items()})
    assert said[0] == said[1]


def test_rules_about_groups_do_speak_on_those_pages(judge):
    spoken = {f.rule for text in PAGES for f in judge(text).findings}
    assert {"FP-DRG-901", "FP-DRG-021", "FP-DRG-023", "FP-COD-132"} <= spoken


def test_weights_are_derived_alike_under_a_scheme_whose_codes_say_nothing(scheme):
    costs = [Cost("FR15", 5000), Cost("FR11", 9000), Cost("FB19", 15000), Cost("HC29", 12000)]
    other = Renamed(scheme)
    groups = other.groups
    renamed = derived_weights(weights_of(replace(c, drg=other._named(c.drg)) for c in costs), groups, other)
    plain = derived_weights(weights_of(costs), scheme.groups, scheme)
    told = {other._of(group): round(w.weight, 9) for group, w in renamed.items()}
    assert told == {group: round(w.weight, 9) for group, w in plain.items()}
    assert len(told) > 100


def test_a_page_is_placed_where_it_has_an_mdc(scheme):
    page, _, _ = read_example("sex=1 | age_years=60 | dx=K80.200 胆囊结石")
    found = scheme.group(case_of(page))
    assert found.status is GroupStatus.GROUPED
    assert found.is_placed
    nothing, _, _ = read_example("sex=1 | age_years=60")
    assert not scheme.group(case_of(nothing)).is_placed
    assert not Grouping(GroupStatus.UNGROUPABLE, "0000", "00", "0000").is_placed
    assert Grouping(GroupStatus.UNGROUPABLE, "MDCF", "F00", "F000").is_placed, "in the MDC, but in none of its groups"
    assert not Grouping(GroupStatus.CHECK_FAILED, "MDCF", "00", "0000").is_placed
