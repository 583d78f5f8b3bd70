"""The list that an insurer hands back is a file as any other: ``group`` and ``check`` read it as it is."""

import csv

import pytest

from coding.commands.door import run

LIST = (
    "病案号,性别,年龄,新生儿年龄天,新生儿出生体重,科室,住院天数,离院方式,诊断编码,手术操作编码,总费用,医保病组\r\n"
    '0001,男,63,,,心内科,8,1,"I50.900,J96.000",,9000,FR21\r\n'
    '0002,2,0,5,3100,儿科,4,1,"P23.900，P07.300",,5000,\r\n'
    "0003,女,44,,,普外科,5,1,K80.000x002,51.2300,12000,HC29\r\n"
)


@pytest.fixture(params=["gb18030", "utf-8-sig"])
def listed(request, tmp_path):
    path = tmp_path / "结算.csv"
    path.write_bytes(LIST.encode(request.param))
    return path


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_is_grouped_in_order(listed, tmp_path):
    assert run(["group", str(listed), "--out", str(tmp_path / "groups.csv")]) == 0
    found = rows(tmp_path / "groups.csv")
    assert [row["case_id"] for row in found] == ["0001", "0002", "0003"]
    assert [row["status"] for row in found] == ["分组成功"] * 3
    assert found[2]["drg"] == "HC29"


def test_every_row_is_checked_and_what_the_list_has_no_column_for_is_not_held_against_it(listed, tmp_path):
    assert run(["check", str(listed), "--out", str(tmp_path / "out"), "--as-of", "2026-11-01", "--jobs", "1"]) == 0
    assert [row["case_no"] for row in rows(tmp_path / "out" / "groups.csv")] == ["0001", "0002", "0003"]
    assert rows(tmp_path / "out" / "rejects.csv") == []
    fields = {row["field"] for row in rows(tmp_path / "out" / "findings.csv")}
    assert not fields & {"patient_name", "principal_dx_name", "ethnicity"}
