"""The trace in a coder's words."""

import tomllib
from pathlib import Path

import pytest

from coding.drg.scheme import embedded_scheme
from coding.drg.trace import trace_case
from tests.drg.small_pack import case


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
