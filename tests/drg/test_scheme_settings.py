"""A setting that nobody knows, or a value that means nothing, refuses the pack and says where."""

import pytest

from coding.base.errors import KnowledgeError
from coding.drg.scheme import load_scheme
from coding.drg.scheme_settings import RefusedSettingsError
from tests.drg.small_pack import SCHEMES, SMALL, case


def refused(write_pack, *rows):
    with pytest.raises(RefusedSettingsError) as error:
        load_scheme(write_pack(scheme=[*SMALL["scheme"][:2], *rows]))
    assert str(error.value).endswith("。")
    assert isinstance(error.value, KnowledgeError)
    return str(error.value)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("checks", "sex,age", "半角 |"),
        ("checks", "sex|agee", "“agee”不认识"),
        ("checks", "sex｜age", "半角 |"),
        ("checks", "sex||age", "不认识"),
        ("retry_each_procedure", "是", "不是 0 或 1"),
        ("principal_counts_as_cc", "2", "不是 0 或 1"),
        ("failure_result", "0000|00", "不是三段"),
        ("nothing_result", "0000A", "不是三段"),
        ("nothing_result", "0000|000|0000A|", "不是三段"),
        ("null_as_zero", "age|weight", "“weight”不认识"),
        ("null_as_zero", "weight", "不认识"),
        ("check", "sex", "是否应为 checks"),
        ("Checks", "sex", "不认识的 key"),
        ("备注", "某市", "可用的有 name、region"),
    ],
)
def test_a_setting_that_means_nothing_refuses_the_pack_at_its_row(write_pack, key, value, words):
    told = refused(write_pack, (key, value))
    assert words in told
    assert "scheme.csv 第3行" in told


def test_every_fault_is_named_and_a_key_that_stands_twice_with_two_values(write_pack):
    with pytest.raises(RefusedSettingsError) as error:
        load_scheme(write_pack(scheme=[*SMALL["scheme"], ("checks", "dx"), ("regon", "某市"), ("", "空")]))
    assert [(c.file, c.row) for c in error.value.complaints] == [("scheme.csv", row) for row in (4, 5, 6)]
    assert "写了两次" in error.value.complaints[0].message


def test_known_settings_and_empty_lists_are_taken(write_pack):
    rows = [("checks", ""), ("null_as_zero", ""), ("code_edition", "医保版2.0"), ("region", "某市")]
    rows += [("failure_result", "||"), ("nothing_result", "0000|000|0000A"), ("retry_each_procedure", "1")]
    scheme = load_scheme(write_pack(scheme=[*SMALL["scheme"][:2], *rows]))
    assert scheme.group(case("Z00.000")).drg == "0000A"


@pytest.mark.parametrize("key", ["nothing_result", "failure_result", "retry_each_procedure", "principal_counts_as_cc"])
def test_a_setting_without_a_value_is_the_usual_one(write_pack, key):
    plain, empty = write_pack("plain"), write_pack("empty", scheme=[*SMALL["scheme"], (key, "")])
    for one in (case("Z00.000"), case("")):
        assert load_scheme(empty).group(one).drg == load_scheme(plain).group(one).drg


@pytest.mark.parametrize("name", SCHEMES)
def test_the_public_packs_open_as_they_did(full_scheme, name):
    assert full_scheme(name).groups
