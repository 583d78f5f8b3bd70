"""What was ever kept as JSON reads for ever: a file for each shape and version, none of which is made anew."""

from dataclasses import replace
from pathlib import Path

import pytest

from coding.exchange.profile import SourceProfile
from coding.page.change import Change, Edit, EditKind
from coding.page.front_page import FrontPage, Origin
from coding.page.reading import Dialect
from coding.page.rows import Diagnosis, IntensiveCare, Procedure
from coding.payment.tariff_options import TariffOptions
from coding.rules.local import LocalRules
from coding.store.kept_json import (
    DIALECT_VERSION,
    PAGE_VERSION,
    VERSION,
    change_json,
    change_of,
    described_json,
    described_of,
    dialect_json,
    dialect_of,
    list_json,
    list_of,
    machine_settings_json,
    machine_settings_of,
    page_json,
    page_of,
)
from coding.store.store_errors import NewerStoreError

SHAPES = Path(__file__).resolve().parents[1] / "data" / "json_shapes"
SUPPLIED = frozenset({"case_no", "sex", "patient_name"})
#: Shapes that have gone further than the others.
VERSIONS = {"front_page": PAGE_VERSION, "dialect": DIALECT_VERSION}
CARE = IntensiveCare("4", "2024-03-03 12:00:00", "2024-03-04 12:00:00", "1/0/0")
SURGERY = Procedure("51.2300", "腹腔镜下胆囊切除术", "2024-03-03", "3")

CHANGE = Change(
    (
        Edit(EditKind.SET, field="principal_dx_code", before="K35.900", after="K35.800"),
        Edit(EditKind.SET, field="birth_weight", before="", after="3200", was_supplied=False, supplied=True),
        Edit(EditKind.INSERT, group="diagnosis", index=1, row=Diagnosis("I10.x00", "高血压", "1")),
        Edit(EditKind.REMOVE, group="procedure", index=0, row=SURGERY),
        Edit(EditKind.INSERT, group="intensive_care", index=0, row=CARE),
        Edit(EditKind.MOVE, group="diagnosis", index=2, to=0, row=Diagnosis("J18.900", "肺炎")),
    ),
    "手术记录：急性阑尾炎，未穿孔",
    "suggestion",
    "DX-001",
)
PAGE = FrontPage(
    {"case_no": "0001", "patient_name": "样例甲", "sex": "1", "discharge_datetime": "2024-03-10 10:00:00"},
    (Diagnosis("K80.000", "胆囊结石伴急性胆囊炎", "1"),),
    (SURGERY,),
    (CARE,),
    SUPPLIED,
    {"院内编号": "X1"},
    Origin("三月.csv", 7, "Sheet1", "n041", "gb18030"),
)
LIST = FrontPage(
    {"case_no": "0001", "fee_total": "950.00", "setl_bill_no": "77"},
    (Diagnosis("K80.100", "胆囊结石伴胆囊炎", "1"),),
    (Procedure("51.2200", "胆囊切除术", "2024-03-03"),),
    supplied=frozenset(),
    origin=Origin("清单.json", 3, "", "setl4101", "utf-8"),
)
DIALECT = Dialect(
    "\t",
    "\n",
    True,
    False,
    ("# 院内导出\n",),
    (("某医院", ""),),
    (("病案号", "姓名"),),
    "json",
    ("[", ",", "]"),
    "tmpl",
    '{"name":"HIS"}',
)


def kept(name):
    return (SHAPES / f"{name}.json").read_text(encoding="utf-8").rstrip("\n")


def versions(name):
    """Every version there ever was: a file that is lost is a shape that nobody tries any more."""
    return [f"{name}_v{number}" for number in range(1, VERSIONS.get(name, VERSION) + 1)]


@pytest.mark.parametrize("name", versions("change"))
def test_every_change_that_was_kept_reads(name):
    assert change_of(kept(name)) == CHANGE


@pytest.mark.parametrize("name", versions("front_page"))
def test_every_page_that_was_kept_reads(name):
    assert replace(page_of(kept(name), SUPPLIED), settlement=None) == PAGE


def test_the_settlement_list_of_a_page_is_read_with_it():
    assert page_of(kept("front_page_v3"), SUPPLIED).settlement == LIST
    assert page_of(kept("front_page_v2"), SUPPLIED).settlement is None
    assert page_of(page_json(PAGE), SUPPLIED) == PAGE


@pytest.mark.parametrize("name", versions("dialect"))
def test_every_dialect_that_was_kept_reads(name):
    assert dialect_of(kept(name)) == DIALECT


def test_where_a_table_had_its_memos_is_kept():
    table = replace(DIALECT, kind="dbf", memo=".fpt")
    assert dialect_of(dialect_json(table)) == table


def test_every_setting_that_was_kept_reads():
    (profile,) = list_of(kept("column_maps_v1"))
    assert [c.key for c in SourceProfile.from_json(profile).columns] == ["case_no", "discharge_datetime"]
    assert list_of(kept("schemes_v1")) == [{"scheme": "/包/甲", "tariff": ""}]
    assert TariffOptions.from_text(kept("tariff_options_v1")) == TariffOptions(level="三级")
    assert LocalRules.from_text(kept("local_rules_v1")).get("DX-001").columns == (("on", "0"),)
    assert described_of(kept("described_v2")) == {"dx_table": "/data/icd10.csv", "scheme": "内置"}
    assert machine_settings_of(kept("machine_settings_v2")) == {"window.appearance": "dark"}


def test_what_is_written_today_has_a_file_of_its_version():
    """A shape that changes gets the next version, a reader, and a file here."""
    for name, text in (
        ("change", change_json(CHANGE)),
        ("front_page", page_json(replace(PAGE, settlement=LIST))),
        ("dialect", dialect_json(DIALECT)),
        ("described", described_json({"dx_table": "/data/icd10.csv", "scheme": "内置"})),
        ("machine_settings", machine_settings_json({"window.appearance": "dark"})),
    ):
        assert text == kept(f"{name}_v{VERSIONS.get(name, VERSION)}")
    assert list_of(list_json(["甲"])) == ["甲"]


def test_a_shape_of_a_newer_program_is_told_in_chinese():
    newer = change_json(CHANGE).replace(f'"version":{VERSION}', '"version":99')
    with pytest.raises(NewerStoreError, match="升级程序"):
        change_of(newer)
