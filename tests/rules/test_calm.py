"""What once cried without cause: the right page stays quiet, and the defect beside it is still told."""

import pytest

from coding.codes.entry import ProcedureKind
from coding.codes.procedure_kind import procedure_kind

#: rule, a page on which it must be quiet, a page on which it must speak
CALM = [
    ("FP-COD-044", "dx=O80.900 顺产 | dx=O26.900 孕39周", "dx=O80.900 顺产 | dx=O72.100 产后出血"),
    (
        "FP-COD-039",
        "dx=P07.102 低出生体重儿（1000-1499克） | newborn_birth_weight_1=1200",
        "dx=P07.101 低出生体重儿（1500-2499克） | newborn_birth_weight_1=1200",
    ),
    (
        "FP-COD-031",
        "age_years=0 | age_days=45 | dx=P59.900 新生儿黄疸",
        "age_years=2 | dx=P59.900 新生儿黄疸",
    ),
    ("FP-CMP-014", "native_place= | nationality=840", "native_place= | nationality=156"),
    (
        "FP-COD-162",
        "dx=K80.200 胆囊结石 poa=1 | dx=T81.400 切口感染 poa=4 | wf_fee_items=头孢呋辛",
        "dx=K80.200 胆囊结石 poa=1 | dx=T81.400 切口感染 poa=4 | wf_fee_items=床位费",
    ),
    ("FP-CMP-081", "op=81.0800 腰椎融合 level=4 | op=81.6200 椎骨融合", "op=81.0800 腰椎融合"),
    ("FP-CMP-085", "op=81.0800 腰椎融合 incision_healing=1 | op=81.6200 椎骨融合", "op=81.0800 腰椎融合"),
    ("FP-CMP-087", "op=81.0800 腰椎融合 anesthesia=1 | op=81.6200 椎骨融合", "op=81.0800 腰椎融合"),
]


def said(judge, rule, text):
    return [f for f in judge(text).findings if f.rule == rule]


@pytest.mark.parametrize(("rule", "quiet", "loud"), CALM, ids=[rule for rule, _, _ in CALM])
def test_the_right_page_is_quiet_and_the_wrong_one_is_not(judge, rule, quiet, loud):
    assert not said(judge, rule, quiet)
    assert said(judge, rule, loud)


def test_without_orders_fees_and_reports_a_complication_after_surgery_is_not_judged(judge):
    seen = judge("dx=K80.200 胆囊结石 poa=1 | dx=T81.400 切口感染 poa=4")
    assert not [f for f in seen.findings if f.rule == "FP-COD-162"]
    assert "FP-COD-162" in {n.rule for n in seen.not_judged}


def test_a_drug_given_into_the_vessel_of_a_tumour_with_embolisation_is_an_intervention():
    assert procedure_kind("99.2500", name="肝动脉化疗栓塞术") is ProcedureKind.INTERVENTION
    assert procedure_kind("99.2500", name="静脉注射化疗药物") is ProcedureKind.TREATMENT


def test_a_message_names_what_it_means(judge):
    (finding,) = said(judge, "FP-COD-044", "dx=O80.900 顺产 | dx=O72.100 产后出血")
    assert "O72.100 产后出血" in finding.message
    (finding,) = said(judge, "FP-COD-051", "dx=O80.900 顺产 | dx=D50.900 缺铁性贫血")
    assert "D50.900 缺铁性贫血" in finding.message
