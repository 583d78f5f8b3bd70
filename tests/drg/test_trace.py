"""The trace in a coder's words."""

import tomllib
from pathlib import Path

import pytest

from coding.drg.doctor import cause_of
from coding.drg.scheme import embedded_scheme
from coding.drg.trace import trace_case
from tests.drg.small_pack import SMALL, case


def words(step, depth=0):
    """The tree as indented lines: sign, title, detail."""
    sign = {"hit": "✓", "miss": "✗", "note": "·"}[step.verdict]
    lines = [f"{'  ' * depth}{sign} {step.title}" + (f"：{step.detail}" if step.detail else "")]
    for child in step.children:
        lines += words(child, depth + 1)
    return lines


def test_a_small_case_from_page_to_group(small_scheme):
    lists = small_scheme(
        adrg_codes=[
            ("node", "role", "code"),
            ("FB1", "P1", "36.1100"),
            ("FR1", "D1", "I50.900"),
            ("FR1", "D1", "I21.900"),
        ]
    )
    assert words(trace_case(lists, case("I21.900 J96.000 K29.500"))) == [
        "✓ FR15 心力衰竭，不伴严重并发症或合并症：分组成功",
        "  ✓ 信息校验通过：分组所需的性别、年龄等项目齐全。",
        "  ✓ 进入 MDCF 循环系统疾病：主要诊断 I21.900 在 MDCF 的主要诊断表内",
        "    · 另有 1 个排在前面的 ADRG 与本例编码无关",
        "    ✓ FR1 心力衰竭：主要诊断 I21.900 在 FR1 的诊断表内",
        "      ✗ 没有并发症或合并症",
        "        ✗ 其他诊断 J96.000 不计：本为 MCC，但与主要诊断 I21.900 同属排除表 7，被排除",
        "        · 不是 MCC 或 CC：K29.500",
        "      ✗ FR11 心力衰竭，伴严重并发症或合并症：没有严重并发症或合并症（MCC）",
        "      ✓ FR15 心力衰竭，不伴严重并发症或合并症：以上条件都不符合时归入本组",
    ]


def test_a_complication_that_counts_is_named_with_its_table(small_scheme):
    text = "\n".join(words(trace_case(small_scheme(), case("I50.900 J96.000"))))
    assert "其他诊断 J96.000 计为 MCC：其排除表 7 不含主要诊断 I50.900" in text


def test_an_adrg_whose_procedure_fits_but_principal_does_not_is_told(small_scheme):
    scheme = small_scheme(
        adrg=[
            ("mdc", "seq", "node", "adrg", "name_derived", "rule", "drgs_in_order", "if_no_drg"),
            ("MDCF", "1", "FB1", "FB1", "心脏手术", "PDX_IN(D1)&PPX_IN(P1)", "", ""),
            ("MDCF", "2", "FR1", "FR1", "心力衰竭", "PDX_IN(D1)", "", ""),
        ],
        adrg_codes=[
            ("node", "role", "code"),
            ("FB1", "P1", "36.1100"),
            ("FB1", "D1", "I21.900"),
            ("FR1", "D1", "I50.900"),
        ],
    )
    text = "\n".join(words(trace_case(scheme, case("I50.900", "36.1100"))))
    assert "✗ FB1 心脏手术：主要诊断 I50.900 不在 FB1 的诊断表内" in text


CAUSES = [
    (case("K80.000", sex=None), "性别缺失"),
    (case("P23.900", age=0, age_days=5), "新生儿出生体重"),
    (case("P23.900", age=0), "天龄"),
    (case("V99.900"), "不在本方案任何 MDC 的主要诊断表内"),
    (case("N70.900"), "属于 MDCN 女性生殖系统疾病及功能障碍，但性别为男，要求女"),
]


@pytest.mark.parametrize(("made", "cause"), CAUSES)
def test_the_cause_of_0000_in_one_sentence(made, cause):
    step = trace_case(embedded_scheme(), made)
    assert step.title.startswith("0000")
    assert cause in step.detail
    assert step.detail.endswith("。")
    assert step.detail.count("。") == 1


def test_the_general_scheme_tells_by_which_beginning_a_code_is_held():
    text = "\n".join(words(trace_case(embedded_scheme(), case("K80.000x002", "51.2300", sex=2))))
    assert "主要手术操作 51.2300（按 51.2 开头）在 HC2 的手术表内" in text


def test_ambiguity_names_principal_and_operation(full_scheme):
    step = trace_case(full_scheme("chs_drg_20"), case("E11.900 H26.900", "13.4100x001"))
    assert step.title.startswith("KQY")
    assert "E11.900" in step.detail
    assert "13.4100x001" in step.detail


STORIES = [
    ("chs_drg_11", case("K80.000", "51.2300", sex=2), "0000"),
    ("chs_drg_20", case("K80.000x002", "51.2300", sex=2), "HC25"),
    ("chs_drg_11", case("J18.900 R50.900", age=40), "ES33"),
    ("chs_drg_11", case("J96.000", "31.1x00x005 96.7201"), "EJ15"),
    ("chs_drg_11", case("J96.000", "96.7201 31.1x00x005"), "AH15"),
    ("chs_drg_20", case("J96.000", "31.1x00x005 96.7201"), "AH29"),
    ("chs_drg_20", case("N70.900", age=40), "MQY"),
    ("chs_drg_11", case("I25.103 I50.900"), "FR41"),
    ("chs_drg_20", case("I25.103 I50.900"), "FR59"),
    ("chs_drg_11", case("Z37.000", sex=2, age=30), "OR19"),
    ("chs_drg_20", case("Z37.000", sex=2, age=30), "0000"),
]


@pytest.mark.parametrize(("name", "made", "drg"), STORIES)
def test_pages_that_every_department_knows(name, made, drg, full_scheme):
    scheme = full_scheme(name)
    assert scheme.group(made).drg == drg
    assert trace_case(scheme, made).title.startswith(drg)


GOLDEN = tomllib.loads((Path(__file__).parents[1] / "cases" / "traces.toml").read_text(encoding="utf-8"))["page"]


@pytest.mark.parametrize("told", GOLDEN, ids=[p["title"] for p in GOLDEN])
def test_a_coder_can_read_how_the_group_came_about(told):
    known = {k: told[k] for k in ("sex", "age", "age_days", "birth_weight") if k in told}
    step = trace_case(embedded_scheme(), case(told["dx"], told.get("px", ""), **known))
    text = "\n".join(words(step))
    assert step.title.startswith(told["drg"])
    assert [phrase for phrase in told["says"] if phrase not in text] == []
    assert [phrase for phrase in told.get("silent", ()) if phrase in text] == []


def test_a_check_that_fails_is_told_and_ends_the_walk(small_scheme):
    step = trace_case(small_scheme(), case("I50.900", sex=None))
    assert step.title == "0000 信息校验不通过"
    assert [(c.title, c.verdict) for c in step.children] == [("信息校验不通过", "miss")]
    assert step.detail == "性别缺失或不是 1（男）、2（女），不能分组：请核对并补填性别。"


def test_an_mdc_that_the_codes_do_not_touch_is_only_counted(small_scheme):
    scheme = small_scheme(
        mdc=[
            ("order", "mdc", "name", "entry_rule"),
            ("1", "MDCA", "甲", "PDX_IN(MDC)"),
            ("2", "MDCB", "乙", "PDX_IN(MDC)"),
            ("3", "MDCE", "丙", "PDX_IN(MDC)&SEX==2"),
            ("4", "MDCF", "循环系统疾病", "PDX_IN(MDC)"),
        ],
        mdc_dx=[*SMALL["mdc_dx"], ("MDCE", "I50.900", ""), ("MDCA", "A00.000", "")],
    )
    lines = words(trace_case(scheme, case("I50.900")))
    assert "  · 未进入 2 个 MDC：MDCA、MDCB：本例的主要诊断和手术操作不在其表内。" in lines
    assert "  ✗ 不进入 MDCE 丙：性别为男，要求女" in lines
    assert lines.index("  ✗ 不进入 MDCE 丙：性别为男，要求女") < lines.index(
        "  · 未进入 2 个 MDC：MDCA、MDCB：本例的主要诊断和手术操作不在其表内。"
    )


def test_a_case_that_no_mdc_takes_is_told_why(small_scheme):
    step = trace_case(small_scheme(), case("Z99.900"))
    assert step.title == "0000 无法入组"
    assert "主要诊断 Z99.900 不在本方案任何 MDC 的主要诊断表内" in step.detail
    assert "  · 未进入 1 个 MDC：MDCF：本例的主要诊断和手术操作不在其表内。" in words(step)


def test_an_mdc_without_a_fitting_adrg_leads_on(small_scheme):
    step = trace_case(small_scheme(), case("I21.900", "36.1100", sex=2))
    assert step.title.startswith("FB19")
    step = trace_case(small_scheme(), case("I21.900"))
    assert step.title == "0000 无法入组"
    assert step.detail == (
        "主要诊断 I21.900 属于 MDCF 循环系统疾病，在其中须有相应的手术操作才有 ADRG（FB1 心脏手术），"
        "首页没有手术操作：请核对手术操作是否漏编。"
    )


def test_each_retry_with_another_procedure_is_told(small_scheme):
    scheme = small_scheme(
        scheme=[*SMALL["scheme"], ("retry_each_procedure", "1")],
        mdc=[SMALL["mdc"][0], ("1", "MDCF", "循环系统疾病", "PPX_IN(VALID)")],
    )
    lines = words(trace_case(scheme, case("Z99.900", "99.9900 99.9800 36.1100 36.1100")))
    retries = [line.strip() for line in lines if "方案规定" in line]
    assert retries == [
        "✗ 方案规定：不能入组时逐个以其他手术操作重新分组（99.9800）",
        "✓ 方案规定：不能入组时逐个以其他手术操作重新分组（36.1100）",
    ]
    alone = words(trace_case(scheme, case("Z99.900", "99.9900")))
    assert not any("方案规定" in line for line in alone)


def test_an_adrg_without_division_says_so(small_scheme):
    nodes = [SMALL["adrg"][0], ("MDCF", "1", "FB1", "FB1", "心脏手术", "PPX_IN(P1)", "", "FB1")]
    lines = words(trace_case(small_scheme(adrg=nodes, drg_rules=[SMALL["drg_rules"][0]]), case("I50.900", "36.1100")))
    assert lines[0] == "✓ FB1：分组成功"
    assert "      ✓ FB1：该 ADRG 没有再细分的病组，以 ADRG 编码为结果。" in lines


def test_a_single_group_is_not_divided_further(small_scheme):
    lines = words(trace_case(small_scheme(), case("I50.900", "36.1100")))
    assert "      ✓ FB19 心脏手术：不再细分" in lines
    assert "    ✓ FB1 心脏手术：主要手术操作 36.1100 在 FB1 的手术表内" in lines


def test_complications_are_told_one_by_one(small_scheme):
    lines = words(trace_case(small_scheme(), case("I50.900 E11.900")))
    assert "      ✓ 有一般并发症或合并症（CC）" in lines
    assert "        ✓ 其他诊断 E11.900 计为 CC：其排除表 9 不含主要诊断 I50.900" in lines
    lines = words(trace_case(small_scheme(), case("I50.900")))
    assert "        · 没有其他诊断" in lines
    without = small_scheme(mcc=[("code", "exclusion_table"), ("J96.000", "")])
    assert "        ✓ 其他诊断 J96.000 计为 MCC：没有排除表" in words(trace_case(without, case("I50.900 J96.000")))


def test_where_the_principal_counts_as_a_complication_it_is_told_as_such(small_scheme):
    scheme = small_scheme(
        scheme=[*SMALL["scheme"], ("principal_counts_as_cc", "1")], mcc=[("code", "exclusion_table"), ("I50.900", "3")]
    )
    lines = words(trace_case(scheme, case("I50.900 K29.500")))
    assert "        ✓ 主要诊断 I50.900 计为 MCC：其排除表 3 不含主要诊断 I50.900" in lines


def test_a_doctor_of_grey_codes_says_that_the_code_is_only_a_heading(small_scheme):
    scheme = small_scheme()
    made = case("Z99.900")
    grey = cause_of(scheme, made, scheme.group(made), lambda code: code == "Z99.900")
    assert "该码为医保灰码" in grey
    assert "可能是医保灰码" in cause_of(scheme, made, scheme.group(made))
    made = case("I21.900")
    assert cause_of(scheme, made, scheme.group(made), lambda _: True).endswith("须细化到末级编码）。")
    assert cause_of(scheme, case("I50.900"), scheme.group(case("I50.900"))) == ""


def test_ambiguity_by_age_is_no_fault_of_the_operation(small_scheme):
    scheme = small_scheme(
        mdc=[
            ("order", "mdc", "name", "entry_rule", "else_rule"),
            ("1", "MDCP", "新生儿", "AGE==0", "PDX_IN(MDC)=>PQY"),
            ("2", "MDCF", "循环系统疾病", "PDX_IN(MDC)", ""),
        ],
        mdc_dx=[*SMALL["mdc_dx"], ("MDCP", "P23.900", "")],
    )
    for px in ("", "36.1100"):
        step = trace_case(scheme, case("P23.900", px))
        assert step.title == "PQY 歧义病案"
        assert step.detail == "主要诊断 P23.900 属于 MDCP 新生儿，但年龄 60 岁，要求 = 0 岁，按方案归入歧义组 PQY。"


def test_a_secondary_diagnosis_of_the_newborn_in_an_adult_is_no_fault_of_the_operation_either(small_scheme):
    scheme = small_scheme(
        mdc=[
            ("order", "mdc", "name", "entry_rule", "else_rule"),
            ("1", "MDCP", "新生儿", "AGE==0", "ANYDX_PREFIX(P07.)=>PQY"),
            ("2", "MDCF", "循环系统疾病", "PDX_IN(MDC)", ""),
        ]
    )
    made = case("I50.900 P07.100", "36.1100")
    assert trace_case(scheme, made).detail == (
        "主要诊断 I50.900 与年龄等信息不相称（MDCP 新生儿），按方案归入歧义组 PQY：请核对主要诊断和年龄。"
    )
    assert scheme.group(case("I50.900", "36.1100")).drg == "FB19"


def test_an_operation_unlike_the_principal_is_told_as_such_whatever_other_mdcs_there_are(small_scheme):
    scheme = small_scheme(
        mdc=[
            ("order", "mdc", "name", "entry_rule", "else_rule"),
            ("1", "MDCA", "甲", "PDX_IN(MDC)", ""),
            ("2", "MDCF", "循环系统疾病", "PDX_IN(MDC)", ""),
            ("3", "MDCP", "新生儿", "AGE==0", "PDX_IN(MDC)=>PQY"),
        ],
        adrg=[
            *SMALL["adrg"][:2],
            ("MDCF", "2", "FQY", "FQY", "", "PPX_IN(VALID)", "", ""),
            ("MDCF", "3", *SMALL["adrg"][2][2:]),
        ],
        px_valid=[*SMALL["px_valid"], ("51.2300", "胆囊切除")],
    )
    step = trace_case(scheme, case("I50.900", "51.2300"))
    assert step.title == "FQY 歧义病案"
    assert step.detail == (
        "主要诊断 I50.900 在 MDCF 循环系统疾病，主要手术操作 51.2300 是手术室手术，但与该 MDC 的任何手术 ADRG "
        "都不相符：请核对主要诊断的选择和主要手术操作的次序。"
    )
    assert "    ✓ FQY 歧义病案：前面的手术 ADRG 都不符合，主要手术操作与主要诊断不匹配。" in words(step)
