"""The kinds that ask the code tables, small ones as a hospital imports: leaves, grey codes, levels, names."""

import pytest

from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.rules.example import read_example
from coding.rules.kinds.table_kinds import folded

DIAGNOSES = """编码,名称,医保灰码
K80.000,胆囊结石伴急性胆囊炎,是
K80.000x001,胆囊结石伴急性化脓性胆囊炎,否
K80.000x002,胆囊结石伴急性坏疽性胆囊炎,否
K80.000x003,胆总管结石,否
K80.000x004,肝内胆管多发结石,否
K80.100,胆囊结石伴其他胆囊炎,否
K80.200,胆囊结石不伴胆囊炎,否
I10.x00,特发性高血压,否
"""
PROCEDURES = """编码,名称,手术级别
51.2300,腹腔镜下胆囊切除术,3级
51.2200,胆囊切除术,
"""
DX = {"fields": "principal_dx_code"}


@pytest.fixture(scope="module")
def hospital(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    (folder / "dx.csv").write_text(DIAGNOSES, encoding="utf-8")
    (folder / "px.csv").write_text(PROCEDURES, encoding="utf-8")
    return load_knowledge(KnowledgeSource(dx_table=str(folder / "dx.csv"), px_table=str(folder / "px.csv")))


def after(text, finding):
    return read_example(text)[0].apply(finding.changes[0])


# -- code_shape


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("K8O.200", "（疑将数字0写成字母O）"),
        ("KI0.200", "（疑将数字1写成字母I）"),
        ("Kl0.200", "（疑将数字1写成字母L）"),
        ("KO1.2L0", "（疑将数字0写成字母O）"),
        ("K80，200", ""),
        ("ABC", ""),
    ],
)
def test_what_has_no_shape_of_a_code_is_told_with_the_letter_that_looks_like_a_digit(told, code, why):
    assert told(f"dx={code} 甲", "code_shape", message="{code}{why}", **DX) == [f"principal_dx_code 0: {code}{why}"]


@pytest.mark.parametrize("code", ["O80.900", "I10.x00", "L03.000", "K80.200", "E11.300+H36.0*", "k80.200"])
def test_a_code_with_its_shape_is_left_alone(told, code):
    assert told(f"dx={code} 甲", "code_shape", **DX) == []


def test_a_letter_that_stands_for_a_digit_is_mended_at_its_row(found):
    text = "dx=K80.200 甲 | dx=I10.x00 乙 | dx=EI1.900 丙"
    (finding,) = found(text, "code_shape", fields="other_dx_code")
    assert [d.code for d in after(text, finding).diagnoses] == ["K80.200", "I10.x00", "E11.900"]
    assert finding.changes[0].reason == "字母误作数字"
    assert found("dx=ABC 甲", "code_shape", **DX)[0].changes == ()


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [("M8500/3", False), ("8500/3", False), ("m85000/3", False), ("M85000/3x001", False), ("C50.900", True),
     ("-", False), ("无", False), ("乳腺癌", True)],
)  # fmt: skip
def test_a_pathology_code_is_a_morphology_code(told, text, is_wrong):
    expected = [f"pathology_code: {text}"] if is_wrong else []
    page = f"pathology_code={text}"
    assert told(page, "code_shape", "shape=morphology", fields="pathology_code", message="{code}") == expected


# -- in_table


def test_a_code_that_the_table_lacks_is_told_with_what_it_has_nearby(told, hospital):
    text = "dx={} 甲"
    words = {"message": "{code}{near}", "knowledge": hospital, **DX}
    assert told(text.format("K80.100"), "in_table", **words) == []
    assert told(text.format("K80.100x009"), "in_table", **words) == [
        "principal_dx_code 0: K80.100x009；同亚目现有 K80.100 胆囊结石伴其他胆囊炎"
    ]
    assert told(text.format("C50.900"), "in_table", **words) == ["principal_dx_code 0: C50.900"]
    assert told(text.format("ABC"), "in_table", **words) == [], "its shape has a rule of its own"
    (many,) = told(text.format("K80.000x009"), "in_table", **words)
    assert many.count("、") == 2, "three are named"


def test_the_table_that_was_asked_is_named(told, hospital):
    (line,) = told("dx=C50.900 甲", "in_table", message="{version}", knowledge=hospital, **DX)
    assert line == f"principal_dx_code 0: {hospital.codes.dx.title}"


def test_what_the_headings_are_known_to_lack_is_accepted_only_beside_headings(told, hospital):
    assert told("dx=K99.900 甲", "in_table", **DX) != []
    assert told("dx=K99.900 甲", "in_table", "accept=K99", **DX) == []
    assert told("dx=K99.900 甲", "in_table", "accept=K98", **DX) != []
    assert told("dx=K99.900 甲", "in_table", "accept=K99", knowledge=hospital, **DX) != []


def test_a_procedure_without_shape_is_told_here_and_a_morphology_code_nowhere(told):
    assert told("op=ABC 甲", "in_table", fields="op_code", message="{code}") == ["op_code 0: ABC"]
    assert told("dx=M85000/3 甲", "in_table", **DX) == []


# -- leaf, grey


@pytest.mark.parametrize(("code", "is_told"), [("K80", True), ("K80.0", True), ("K80.100", False), ("I10.x00", False)])
def test_a_heading_is_told_by_a_full_table(told, hospital, code, is_told):
    expected = [f"principal_dx_code 0: {code}"] if is_told else []
    assert told(f"dx={code} 甲", "leaf", message="{code}", knowledge=hospital, **DX) == expected


def test_a_heading_is_told_by_headings_too_but_six_places_are_not_judged(told):
    assert told("dx=K80.2 甲", "leaf", **DX) == ["principal_dx_code 0: 提示"]
    assert "只到类目亚目" in told("dx=K80.200 甲", "leaf", **DX)


def test_a_grey_code_is_told_with_three_leaves_the_most_alike_first(told, hospital):
    text = "dx=K80.000 胆囊结石伴急性坏疽性胆囊炎"
    (line,) = told(text, "grey", message="{code}{leaves}", knowledge=hospital, **DX)
    assert line == (
        "principal_dx_code 0: K80.000；可用细目：K80.000x002 胆囊结石伴急性坏疽性胆囊炎、"
        "K80.000x001 胆囊结石伴急性化脓性胆囊炎、K80.000x003 胆总管结石"
    )
    (without_words,) = told("dx=K80.000", "grey", message="{leaves}", knowledge=hospital, **DX)
    assert without_words.startswith("principal_dx_code 0: ；可用细目：K80.000x001 ")


def test_the_leaf_that_bears_the_very_words_is_offered_and_no_other(found, told, hospital):
    text = "dx=I10.x00 高血压 | dx=K80.000 胆囊结石伴急性坏疽性胆囊炎"
    (finding,) = found(text, "grey", knowledge=hospital, **DX)
    assert (finding.place.field, finding.place.index) == ("other_dx_code", 1)
    assert [d.code for d in after(text, finding).diagnoses] == ["I10.x00", "K80.000x002"]
    (other,) = found("dx=K80.000 胆囊结石", "grey", knowledge=hospital, **DX)
    assert other.changes == ()
    assert told("dx=K80.000x002 胆囊结石", "grey", knowledge=hospital, **DX) == []


def test_grey_codes_are_not_judged_where_no_table_marks_them(told):
    assert "医保灰码" in told("dx=K80.000 甲", "grey", **DX)


# -- level_by_table


def test_the_level_of_the_table_is_told_and_offered(found, told, hospital):
    text = "op=51.2300 甲 level={} | op=51.2200 乙 level=1"
    words = {"fields": "op_level", "message": "应为{std}", "knowledge": hospital}
    assert told(text.format(2), "level_by_table", **words) == ["op_level 0: 应为3"]
    assert told(text.format(3), "level_by_table", **words) == []
    assert told(text.format(""), "level_by_table", **words) == []
    (finding,) = found(text.format(2), "level_by_table", **words)
    assert [p.level for p in after(text.format(2), finding).procedures] == ["3", "1"]
    assert "没有手术级别" in told(text.format(2), "level_by_table", fields="op_level")


# -- name_fits


@pytest.mark.parametrize(
    ("name", "params", "is_told"),
    [
        ("特发性高血压", "mode=strict", False),
        ("特发性 高血压（）", "mode=strict", False),
        ("高血压", "mode=strict", True),
        ("高血压", "", False),
        ("高血压病3级（很高危）", "", False),
        ("股骨骨折", "", True),
        ("HBP", "", False),
        ("炎", "", False),
    ],
)
def test_words_are_compared_with_the_name_in_the_table(told, hospital, name, params, is_told):
    expected = ["principal_dx_name 0: 特发性高血压"] if is_told else []
    words = {"fields": "principal_dx_name", "message": "{std}", "knowledge": hospital}
    assert told(f"dx=I10.x00 {name}", "name_fits", params, **words) == expected


def test_how_much_must_be_shared_is_a_matter_of_the_rule(told, hospital):
    # of the telling characters 股骨折高 one stands in 特发性高血压, which has five
    words = {"fields": "principal_dx_name", "knowledge": hospital}
    assert told("dx=I10.x00 股骨折高", "name_fits", "least=25", **words) == []
    assert told("dx=I10.x00 股骨折高", "name_fits", "least=25.1", **words) != []
    assert told("dx=I10.x00 股骨折高", "name_fits", **words) != []


def test_what_another_kind_says_in_so_many_words_is_not_told_here(told, hospital):
    words = {"fields": "principal_dx_name", "message": "{std}", "knowledge": hospital}
    for mode in ("", "mode=strict"):
        assert told("dx=K80.200 特发性高血压", "name_fits", mode, **words) == [], "the very name of another code"
        assert told("dx=K80.200 胆囊结石伴胆囊炎", "name_fits", mode, **words) == [], "the code says there is none"


def test_names_are_asked_of_the_rows_of_the_field(told, hospital):
    text = "dx=I10.x00 股骨骨折 | dx=K80.200 股骨骨折 | dx=_ 股骨骨折 | dx=K80.100 | op=51.2300 股骨骨折"
    for field, index in (("principal_dx_name", 0), ("other_dx_name", 1), ("op_name", 0)):
        assert told(text, "name_fits", fields=field, message="!", knowledge=hospital) == [f"{field} {index}: !"]


def test_beside_headings_only_words_that_share_nothing_are_told_even_where_the_rule_is_strict(told):
    for name, is_told in (("胆囊多发结石", False), ("胆道结石", False), ("股骨骨折", True)):
        found = told(f"dx=K80.200 {name}", "name_fits", "mode=strict; least=90", fields="principal_dx_name")
        assert bool(found) is is_told, name


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("２型 糖尿病（伴肾病）", "2型糖尿病伴肾病"),
        ("Ⅱ型呼吸衰竭", "2型呼吸衰竭"),
        ("Ⅷ因子缺乏", "8因子缺乏"),
        ("心功能Ⅳ级", "心功能4级"),
        ("vi度", "6度"),
        ("III期", "3期"),
        ("VII", "7"),
        ("XII指肠", "XII指肠"),
        ("HIV", "HIV"),
    ],
)
def test_words_are_compared_without_width_punctuation_and_roman_numerals(text, plain):
    assert folded(text) == plain
