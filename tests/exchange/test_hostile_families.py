"""Mutations of every family's files: pages and rejects or one sentence. ``tools/fuzz_files.py`` runs 2,000 of each."""

import json
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.base.errors import UnusableInputError
from coding.exchange.guess import guess_columns
from coding.exchange.read import read_file
from tests.exchange.make_files import FOLDER
from tools.fuzz_files import look, mutated

NAMES = [
    "n041.dbf", "n041.json", "n041.xml", "n041.zip", "n041_utf16.csv", "n042.dbf", "n042_gb18030.csv",
    "hqms_p_gb18030.csv", "setl4101.json", "setl4101a.json", "free_zh.csv", "workflow.csv",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_mutations(name, tmp_path):
    source = (FOLDER / name).read_bytes()
    path = tmp_path / f"a{(FOLDER / name).suffix}"
    chance = random.Random(name)
    for _ in range(25):
        path.write_bytes(mutated(source, chance))
        look(path)


@pytest.mark.parametrize("seed", range(4))
def test_an_old_workbook_that_ends_its_reader_ends_nothing_else(seed, tmp_path, capfd):
    path = tmp_path / "a.xls"
    path.write_bytes(mutated((FOLDER / "n041.xls").read_bytes(), random.Random(seed)))
    look(path)
    assert "panicked" not in capfd.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"setlinfo":' + "[" * 5000 + "]" * 5000 + "}",
        '[{"BAH":"1","XM":"甲","JBDM":"K80"},{"BAH":',
        '{"setlinfo":{"medcasno":"1","psn_name":"甲"},"diseinfo":"x","oprninfo":[1,2,null],"icuinfo":{}}',
        "[]",
        "{}",
        "null",
        "[1,2,3]",
        '{"input":{"setlinfo":null}}',
    ],
)
def test_json_of_any_shape(text, tmp_path):
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    look(path)


@pytest.mark.parametrize(
    "text",
    [
        "<a>" * 50_000,
        "<ROWS>" + "<ROW><BAH>1</BAH>" * 20_000,
        '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;&x;">]><a><ROW><BAH>&z;</BAH><XM>b</XM><JBDM>c</JBDM></ROW></a>',
        "<ROWS><ROW><BAH>1</BAH><XM>甲</XM><JBDM>K80</JBDM></ROW><ROW><BAH>2</BAH><XM>乙</ROW></ROWS>",
        "<ROWS/>",
    ],
)
def test_xml_of_any_shape(text, tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(text, encoding="utf-8")
    look(path)


def test_a_broken_record_stops_no_other(tmp_path):
    good = '{"BAH":"%d","XM":"甲乙","JBDM":"K80.000"}'
    (tmp_path / "a.json").write_text(f'[{good % 1},{{"BAH":"2","XM":}},{good % 3}]', encoding="utf-8")
    reading = read_file(tmp_path / "a.json")
    assert [p.case_no for p in reading.pages] == ["1", "3"]
    assert [r.row for r in reading.rejects] == [2]
    row = "<ROW><BAH>%d</BAH><XM>甲乙</XM><JBDM>K80.000</JBDM></ROW>"
    (tmp_path / "a.xml").write_text(f"<R><ROW><BAH>1</XM></ROW>{row % 2}{row % 3}</R>", encoding="utf-8")
    reading = read_file(tmp_path / "a.xml")
    assert [p.case_no for p in reading.pages] == ["2", "3"]
    assert [r.row for r in reading.rejects] == [1]


def test_names_in_an_archive_lead_nowhere(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../bad.csv", (FOLDER / "n041_utf8.csv").read_bytes())
        archive.writestr("/etc/bad.csv", b"x")
    assert read_file(path).pages
    assert not (tmp_path.parent / "bad.csv").exists()


def test_an_archive_of_nothing(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w"):
        pass
    with pytest.raises(UnusableInputError):
        read_file(path)


@settings(max_examples=60, deadline=None, database=None)
@given(st.lists(st.text(max_size=12), max_size=12), st.lists(st.lists(st.text(max_size=8), max_size=12), max_size=4))
def test_any_header_can_be_guessed_at(header, rows):
    places = [(g.key, g.index) for g in guess_columns(header, rows) if g.key]
    assert len(places) == len(set(places))


scalar = st.none() | st.booleans() | st.integers() | st.text(max_size=10)


@settings(max_examples=60, deadline=None, database=None)
@given(
    st.dictionaries(
        st.sampled_from(["BAH", "XM", "JBDM", "SFZZYJH", "JBDM1", "甲"]),
        st.recursive(scalar, lambda inner: st.lists(inner, max_size=3), max_leaves=4),
        min_size=3,
    ),
    st.sampled_from([None, 2, "\t"]),
)
def test_a_json_record_goes_back_as_it_came(tmp_path_factory, record, indent):
    path = tmp_path_factory.mktemp("json") / "a.json"
    path.write_text(json.dumps([record, record], ensure_ascii=False, indent=indent), encoding="utf-8", errors="replace")
    look(path)
    back = path.with_name("back.json")
    try:
        reading = read_file(path)
    except UnusableInputError:
        return
    if len(reading.pages) == 2:
        assert back.read_bytes() == path.read_bytes()
