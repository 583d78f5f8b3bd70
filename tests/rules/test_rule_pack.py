"""A rule pack is the rule file that it was made of."""

import zipfile

import pytest

from coding.base.errors import UnusableInputError
from coding.rules.local import LocalRules, embedded_rows
from coding.rules.local_file import read_rule_file, write_rule_file
from coding.rules.rule_pack import ABOUT, TABLE, is_rule_file

RULE = "FP-STD-002"


def test_what_goes_in_comes_out(tmp_path):
    row = {**embedded_rows()[RULE], "on": "0", "message": "=1+1，“引号”"}
    pack, table = tmp_path / "本院.fprules", tmp_path / "本院.csv"
    for path in (pack, table):
        assert write_rule_file(path, [row]) == 1
        assert is_rule_file(path)
    packed, plain = (read_rule_file(path, LocalRules()) for path in (pack, table))
    assert packed.changed == plain.changed
    assert [rule.id for rule in packed.changed] == [RULE]
    assert dict(packed.changed[0].columns)["message"] == "=1+1，“引号”"
    with zipfile.ZipFile(pack) as archive:
        assert sorted(archive.namelist()) == sorted((TABLE, ABOUT))
        assert archive.read(TABLE) == table.read_bytes(), "a table program opens it as the table it is"
    before = pack.read_bytes()
    write_rule_file(pack, [row])
    assert pack.read_bytes() == before


def test_what_is_no_pack_is_told_in_a_sentence(tmp_path):
    (tmp_path / "坏.fprules").write_text("没有", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "别的.fprules", "w") as archive:
        archive.writestr("a.csv", "x")
    for name in ("坏.fprules", "别的.fprules"):
        with pytest.raises(UnusableInputError, match="不是规则包"):
            read_rule_file(tmp_path / name, LocalRules())


def test_a_table_of_a_hundred_million_characters_is_not_unpacked(tmp_path):
    pack = tmp_path / "大.fprules"
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(TABLE, "id,kind,params\n" + "a" * 100_000_000)
    with pytest.raises(UnusableInputError, match="太大"):
        read_rule_file(pack, LocalRules())
