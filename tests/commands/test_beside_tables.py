"""Rows of a table beside the pages that could not be used are told by ``check``, as the window tells them."""

import pytest

from coding.commands.door import run
from coding.exchange.write import write_n041
from tests.commands.test_policy_option import stay

SEXES = "编码,名称,性别\nN18,慢性肾脏病,女\n垃圾,坏,女\nN19,坏,妖\n"
SHEET = "项目,规则,分值\n病案号,FP-CMP-001,5\n无规则,,5\n写错的,FP-XXX-001,5\n"


@pytest.mark.parametrize(
    ("option", "text", "told"),
    [
        ("--sex-table", SEXES, ["第3行的编码“垃圾”不成形", "第4行的性别“妖”看不懂"]),
        ("--tcm-sheet", SHEET, ["第3行“无规则”没有写项目或规则编号", "“写错的”所写的规则 FP-XXX-001 不在规则库中"]),
    ],
)
def test_what_was_left_out_is_told_on_stderr(tmp_path, capsys, option, text, told):
    write_n041(tmp_path / "首页.csv", [stay("0001")])
    (tmp_path / "表.csv").write_bytes(text.encode("gb18030"))
    asked = ["check", str(tmp_path / "首页.csv"), "--out", str(tmp_path / "out"), option, str(tmp_path / "表.csv")]
    assert run(asked) == 0
    said = capsys.readouterr().err
    for words in told:
        assert words in said
    assert run([*asked, "--quiet"]) == 0
    assert told[0] not in capsys.readouterr().err
