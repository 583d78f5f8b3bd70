"""An operation without its disease, without what is coded beside it, behind an examination."""

import pytest

from coding.rules.example import read_example
from tests.rules.conftest import where

PX = {"fields": "op_code principal_dx_code other_dx_code", "message": "{code}应有{expects}"}


def after(text, finding):
    return read_example(text)[0].apply(finding.changes[0])


# -- operation_reason


def test_an_operation_of_another_bone_is_told_at_its_row_with_what_is_expected(found):
    text = "dx=S72.000 股骨颈骨折 | op=79.3500 股骨骨折切开复位 | op=79.3200 桡骨骨折切开复位"
    (finding,) = found(text, "operation_reason", **PX)
    assert where(finding.place) == "op_code 1"
    assert finding.message == "79.3200应有桡骨、尺骨骨折（S52）"
    assert [where(p) for p in finding.also] == ["principal_dx_code 0"]


@pytest.mark.parametrize(
    "rows",
    [
        "dx=S52.500 桡骨骨折 | op=79.3200 切开复位",
        "dx=I10.x00 高血压 | dx=S52.500 桡骨骨折 | op=79.3200 切开复位",  # any diagnosis of the page
        "dx=C16.200 胃癌 | op=43.7x00 胃部分切除 | op=51.2200 胆囊切除",  # along with one of its region
        "dx=I10.x00 高血压 | op=54.1100 剖腹探查",  # for anything
        "dx=I10.x00 高血压 | op=51.1000 ERCP",  # an examination
        "dx=I10.x00 高血压 | op=99.2500 化疗",  # no operation
        "dx=_ 桡骨骨折 | op=79.3500 切开复位",  # the principal has no code
        "dx=ABC 桡骨骨折 | op=79.3500 切开复位",  # a code without shape is told by its own rule
        "op=79.3500 切开复位",
        "dx=I10.x00 高血压",
    ],
)
def test_an_operation_that_has_its_reason_or_needs_none_is_left_alone(told, rows):
    assert told(rows, "operation_reason", **PX) == []


def test_the_other_region_needs_its_own_reason(told):
    text = "sex=2 | dx=D25.900 子宫肌瘤 | op=68.4900 子宫切除 | op=51.2300 胆囊切除"
    assert told(text, "operation_reason", **PX) == ["op_code 1: 51.2300应有胆囊、胆管疾病（K80–K83、C22–C24）"]
    assert told("dx=S72.000 甲 | op=79.3500 乙 | op=78.6700 丙", "operation_reason", **PX) != [], "a bone never"


# -- treatment_first


FIRST = {"fields": "op_code principal_dx_code", "message": "{code}在{other}前"}


def test_the_procedure_that_treats_is_offered_first(found):
    text = "dx=K26.400 溃疡伴出血 | op=44.1300 胃镜 | op=44.4300 内镜下止血"
    (finding,) = found(text, "treatment_first", **FIRST)
    assert finding.message == "44.1300在44.4300 内镜下止血前"
    assert [p.code for p in after(text, finding).procedures] == ["44.4300", "44.1300"]


@pytest.mark.parametrize(
    "rows",
    [
        "dx=K26.400 溃疡 | op=44.4300 止血 | op=44.1300 胃镜",
        "dx=K26.400 溃疡 | op=44.1300 胃镜",
        "dx=J18.900 肺炎 | op=33.2200 支气管镜 | op=99.0400 输血",  # a treatment for anything
        "dx=J18.900 肺炎 | op=33.2200 支气管镜 | op=44.4300 止血",  # not for the principal
        "dx=K80.200 胆石 | op=87.5300 造影 | op=51.2300 胆囊切除",  # an operation is told by its own rule
        "op=44.1300 胃镜 | op=44.4300 止血",
    ],
)
def test_the_order_is_left_alone(told, rows):
    assert told(rows, "treatment_first", **FIRST) == []


# -- companion


BESIDE = {"fields": "op_code", "message": "{code}缺{wanted}"}


@pytest.mark.parametrize(
    ("rows", "grade", "said"),
    [
        ("op=55.6900 肾移植", "warning", ["op_code 0: 55.6900缺00.91-00.93"]),
        ("op=55.6900 肾移植 | op=00.9300 尸体供者", "warning", []),
        ("op=50.5900 自体肝移植", "warning", []),
        ("op=57.7100 膀胱切除 | op=57.8700 膀胱重建", "info", ["op_code 1: 57.8700缺45.5"]),
        ("op=57.7100 膀胱切除 | op=57.8700 膀胱重建 | op=45.5100 回肠段分离", "info", []),
        ("op=57.8700 回肠代膀胱术", "info", ["op_code 0: 57.8700缺45.5"]),
        ("op=57.7100 膀胱切除 | op=56.5100 回肠代膀胱", "info", ["op_code 1: 56.5100缺45.5"]),
        ("op=36.1200 冠脉搭桥", "info", ["op_code 0: 36.1200缺39.61, 39.66"]),
        ("op=36.1200 不停跳冠脉搭桥", "info", []),
        ("op=47.0100 阑尾切除", "info", []),
    ],
)
def test_what_is_coded_beside_an_operation(told, rows, grade, said):
    assert told(rows, "companion", f"grade={grade}", **BESIDE) == said
