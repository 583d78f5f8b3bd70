"""The bundle for whoever maintains the program names nobody, in no encoding, whatever stands in the store."""

import zipfile
from dataclasses import replace
from datetime import datetime

import pytest

from coding.base.log_file import append_to_log
from coding.base.resources import resource_table
from coding.base.trace import trace_of
from coding.exchange.read import read_file
from coding.store.setting import Setting, Whose
from coding.work.recent_files import keep_in_mind
from coding.work.support_bundle import Asked, bundle_name, bundle_pieces, masked, write_bundle
from tests.house.test_documented import settings
from tools.search_for_text import words_of
from ui.opening_files import SAMPLE

NOW = datetime(2026, 11, 29, 8, 0)


@pytest.fixture(scope="module")
def reading():
    return read_file(SAMPLE)


@pytest.fixture(scope="module")
def words(reading):
    found = words_of(reading.pages)
    assert len(found.words) > 2_000
    return found


def test_every_setting_of_the_program_is_in_the_table():
    rows = resource_table("support/settings.csv", "key", "whose", "told")
    assert sorted(row["key"] for row in rows) == settings()


def test_no_word_of_a_page_gets_into_it_even_where_settings_hold_them(store, reading, words, tmp_path):
    store.import_reading(replace(reading, pages=reading.pages[:60]))
    page = reading.pages[0]
    name, number = page.text("patient_name"), page.text("id_no")
    for row in resource_table("support/settings.csv", "key", "whose", "told"):
        Setting(row["key"], "", Whose(row["whose"])).write(store, name if row["key"] < "m" else number)
    keep_in_mind(store, tmp_path / f"{name}.csv")
    log = tmp_path / "frontpage.log"
    try:
        int(name + number)
    except ValueError as error:
        append_to_log(log, trace_of(error))
    pieces = bundle_pieces(Asked(tmp_path / f"{name}.sqlite", NOW, (log,)), store)
    path = tmp_path / bundle_name(NOW)
    write_bundle(path, pieces)
    assert path.name == "求助包-20261129-0800.zip"
    with zipfile.ZipFile(path) as packed:
        assert len(packed.namelist()) == len(pieces) == 8
        for inside in packed.namelist():
            assert words.found_in(packed.read(inside)) is None, inside
        told = "".join(packed.read(inside).decode("utf-8-sig") for inside in packed.namelist())
    assert words.found_in(path.read_bytes()) is None
    for wanted in ("程序\t0.", "Python\t3.", "病案\t60", "builtins.ValueError", "recent.files\t（已填写，不列出）"):
        assert wanted in told


def test_a_choice_is_told_and_a_text_is_masked():
    assert masked("dark", is_told=True) == "dark"
    assert masked("dark", is_told=False) == "（已填写，不列出）"
    assert masked("", is_told=False) == "（未设）"
    for text in ("欧阳样例", "110101199003074477", "D:/张三", "x" * 61):
        assert masked(text, is_told=True) == "（已填写，不列出）", text


def test_without_a_store_the_rest_is_there(tmp_path):
    pieces = bundle_pieces(Asked(tmp_path / "没有.sqlite", NOW, trouble="StoreCorruptError"), None)
    told = {piece.name: piece.text for piece in pieces}
    assert "没有打开" in told["设置.txt"]
    assert "数据文件打不开\tStoreCorruptError" in told["机器.txt"]
    assert "Python" in told["版本.txt"]
    assert all(piece.about for piece in pieces)


def test_what_one_piece_cannot_tell_leaves_the_others(store, tmp_path, monkeypatch):
    monkeypatch.setattr(type(store), "worklist", lambda *_: 1 / 0)
    told = {piece.name: piece.text for piece in bundle_pieces(Asked(tmp_path / "一.sqlite", NOW), store)}
    assert "读不出来：ZeroDivisionError" in told["数量.txt"]
    assert "window.appearance\t（未设）" in told["设置.txt"]
