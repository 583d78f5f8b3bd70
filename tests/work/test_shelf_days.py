"""From which day on a file is meant, as its name, its title or its own lines say: proposed, never used in silence."""

from datetime import date
from pathlib import Path

import pytest

from coding.work.shelf import ShelfDays
from coding.work.shelf_days import proposed_days


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("按病组（DRG）付费3.0版分组方案配置信息（_20260909更新）.xlsx", date(2027, 1, 1)),
        ("DIP 3.0 病种目录.xlsx", date(2027, 1, 1)),
        ("某市方案2027年.zip", date(2027, 1, 1)),
        ("某市方案20270401.zip", date(2027, 4, 1)),
        ("某市方案2027年4月1日起.zip", date(2027, 4, 1)),
        ("2026-2027方案.zip", None),
        ("chs_drg_20.zip", None),
        ("方案20270230.zip", None),
    ],
)
def test_the_name_of_a_scheme_says_its_day(name, first):
    assert proposed_days("scheme", Path(name)) == ShelfDays(first)


def test_a_title_says_it_where_the_file_has_any_name():
    title = "CHS-DRG 3.0（国家医保局发布的配置信息）"
    assert proposed_days("scheme", Path("form_a.xlsx"), title=title) == ShelfDays(date(2027, 1, 1))
    assert proposed_days("dx_table", Path("DRG3.0码表.csv")) == ShelfDays(), "announced is the scheme"


def test_a_tariff_says_it_itself(tmp_path):
    table = tmp_path / "2025权重.csv"
    table.write_text("# 生效日期: 2026-01-01\n# 失效日期: 2026-12-31\nDRG编码,权重\nHC29,1\n", encoding="utf-8")
    assert proposed_days("tariff", table) == ShelfDays(date(2026, 1, 1), date(2026, 12, 31))
    table.write_text("DRG编码,权重\nHC29,1\n", encoding="utf-8")
    assert proposed_days("tariff", table) == ShelfDays(date(2025, 1, 1))


def test_terms_hold_on_every_day():
    assert proposed_days("terms", Path("术语2027年.csv")) == ShelfDays()
