"""``main.py scheme`` on a DIP pack and the national DIP workbook: a line a complaint, exit 1 where there is one."""

import json

from coding.commands.door import run
from tests.commands.test_group_dip import write_city
from tests.dip.small_city import TABLES, city
from tests.dip.test_national_book import FEW
from tests.dip.test_packet_checks import WHOLE
from tools.make_dip_book import NAMES, book_of, write_dip_book


def test_a_pack_in_order_has_nothing_said_of_it(tmp_path, capsys):
    assert run(["scheme", str(write_city(tmp_path / "city", WHOLE))]) == 0
    assert "10 个核心病种，4 个综合病种，没有发现问题" in capsys.readouterr().out


def test_every_complaint_has_its_file_and_line(tmp_path, capsys):
    core = [*TABLES["core"], {"seq": "X-1", "layer": "JC", "dx": "J40", "px": "33.24"}, {"seq": "X-2", "layer": "JC"}]
    scheme = [*TABLES["scheme"], {"key": "hihg", "value": "2"}]
    assert run(["scheme", str(write_city(tmp_path / "city", city(core=core, scheme=scheme)))]) == 1
    out = capsys.readouterr().out
    assert "scheme.csv 第6行：项目“hihg”不认识" in out
    assert "core.csv 第12行" in out
    assert "core.csv 第13行" in out


def test_the_national_workbook_is_told_by_sheet_and_row(tmp_path, capsys):
    book = book_of(FEW)
    book["tb"][2] = (*book["tb"][2][:6], "？", "")
    assert run(["scheme", str(write_dip_book(tmp_path / "b.xlsx", book))]) == 1
    assert f"{NAMES['tb']} 第3行" in capsys.readouterr().out


def test_all_of_it_as_json_and_nothing_but_complaints_when_quiet(tmp_path, capsys):
    pack = str(write_city(tmp_path / "city", city(core=[*TABLES["core"], TABLES["core"][2]])))
    assert run(["scheme", pack, "--json"]) == 1
    assert any("重复" in one["message"] for one in json.loads(capsys.readouterr().out)["complaints"])
    assert run(["scheme", pack, "--quiet"]) == 1
    assert "个核心病种" not in capsys.readouterr().out


def test_codes_that_no_table_has_and_headings_are_counted(tmp_path, capsys):
    table = tmp_path / "px.csv"
    table.write_text("编码,名称,灰码\n47.0100,阑尾切除,0\n54.5100,松解,1\n99.6000,复苏,1\n", encoding="utf-8")
    assert run(["scheme", str(write_city(tmp_path / "city", WHOLE)), "--px-table", str(table)]) == 1
    out = capsys.readouterr().out
    assert "不在编码表中" in out
    assert "有 1 个在编码表中是医保灰码：54.5100" in out  # what may not be principal may be a heading
