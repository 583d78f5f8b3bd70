"""JSON of columns: the shapes that exports have, records that are broken, and edits that touch nothing else."""

import json

import pytest

from coding.base.errors import UnusableInputError
from coding.exchange.read import open_source, read_file
from coding.exchange.write import write_layout, write_pages
from coding.page.edits import insert_row, set_field
from coding.page.rows import Diagnosis
from tests.exchange.make_files import FOLDER, PAGES

ONE = '{"BAH":"1","XM":"甲","JBDM":"K80.000"}'
TWO = '{"BAH":"2","XM":"乙","JBDM":"I10.x00"}'


@pytest.fixture
def file(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "a.json"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def numbers(path):
    return [page.case_no for page in read_file(path).pages]


@pytest.mark.parametrize(
    "text",
    [
        f"[{ONE},{TWO}]",
        f"  [ {ONE} ,\n\n {TWO} ]  ",
        f"{ONE}\n{TWO}\n",
        f"{ONE}{TWO}",
        f'{{"code":0,"list":[{ONE},{TWO}]}}',
        f'{{"data":{{"total":2,"names":["a"],"rows":[ {ONE},{TWO}]}},"ok":true}}',
        f'{{"a":{{"b":{{"c":{{"rows":[{ONE},{TWO}]}}}}}}}}',
        f'{{"payinfo":[{{"x":"1"}}],"rows":[{ONE},{TWO}]}}',
    ],
    ids=["array", "spaced", "lines", "joined", "wrapped", "wrapped twice", "deep", "beside a part"],
)
def test_records_are_found_in_every_shape_and_go_back_so(file, tmp_path, text):
    path = file(text)
    assert numbers(path) == ["1", "2"]
    reading = read_file(path)
    assert reading.layout == "n041"
    write_pages(tmp_path / "b.json", reading.pages, reading)
    assert (tmp_path / "b.json").read_bytes() == path.read_bytes()


def test_one_record_is_a_file_of_one(file):
    assert numbers(file(ONE)) == ["1"]
    assert open_source(file(f"[{ONE},{TWO},{ONE}]")).rows_estimated() == 3


def test_columns_that_only_a_later_record_has_are_known(file):
    reading = read_file(file(f'[{ONE},{{"BAH":"2","XM":"乙","XB":"2","JBDM":"I10"}}]'))
    assert [page.text("sex") for page in reading.pages] == ["", "2"]
    assert reading.pages[0].is_supplied("sex")


@pytest.mark.parametrize(
    ("value", "text"), [("54", "54"), ("54.50", "54.50"), ("null", ""), ("true", "1"), ("false", "0"), ("[1]", "")]
)
def test_values_that_are_no_texts(file, value, text):
    [page] = read_file(file(f'{{"BAH":"1","XM":"甲","JBDM":"K80","YLFYZE":1,"SFZZYJH":{value}}}')).pages
    assert page.text("readmit_plan_31d") == text


class TestBrokenRecords:
    def test_a_broken_one_in_an_array_ends_where_the_next_begins(self, file):
        reading = read_file(file(f'[{ONE},{{"BAH":"9","XM":"丙,"JBDM":1}},{TWO}]'))
        assert [page.case_no for page in reading.pages] == ["1", "2"]
        assert [(r.row, "不完整或有语法错误" in r.reason) for r in reading.rejects] == [(2, True)]

    def test_a_broken_last_one_ends_with_the_file(self, file):
        reading = read_file(file(f'[{ONE},{TWO},{{"BAH":"9","XM":'))
        assert [page.case_no for page in reading.pages] == ["1", "2"]
        assert [r.row for r in reading.rejects] == [3]

    def test_a_broken_line_among_lines_costs_itself(self, file):
        reading = read_file(file(f'{ONE}\n{{"BAH":"9","XM":\n{TWO}\n{{"BAH"'))
        assert [(page.case_no, page.origin.row) for page in reading.pages] == [("1", 1), ("2", 3)]
        assert [r.row for r in reading.rejects] == [2, 4]

    def test_what_is_no_object_is_turned_back(self, file):
        reading = read_file(file(f"[{ONE},7,{TWO}]"))
        assert [page.case_no for page in reading.pages] == ["1", "2"]
        assert [(r.row, "JSON 对象" in r.reason) for r in reading.rejects] == [(2, True)]

    def test_nul_in_a_value_is_damage(self, file):
        reading = read_file(file(f'[{ONE},{{"BAH":"9","XM":"a\\u0000b","JBDM":"K80"}},{TWO}]'))
        assert [page.case_no for page in reading.pages] == ["1", "2"]
        assert [(r.row, "NUL" in r.reason) for r in reading.rejects] == [(2, True)]

    @pytest.mark.parametrize(
        ("text", "word"),
        [
            ('{"BAH":"1" "XM":"甲","JBDM":"K80"}', "完整"),
            ('{"BAH" "1","XM":"甲","JBDM":"K80"}', "完整"),
            ('{1:"1","XM":"甲","JBDM":"K80"}', "完整"),
            ('[{"BAH":"1"', "完整"),
            ('{"BAH":"1","XM"', "完整"),
            ("[]", "没有记录"),
            ('[{"a":"1","b":"2","c":"3"}]', "栏目"),
        ],
    )
    def test_a_file_of_nothing_else_is_refused_in_a_sentence(self, file, text, word):
        with pytest.raises(UnusableInputError, match=word):
            read_file(file(text))

    def test_more_columns_than_any_page_has_are_refused(self, file):
        record = json.dumps({"BAH": "1", "XM": "甲", "JBDM": "K80", **{f"C{n}": "x" for n in range(5000)}})
        with pytest.raises(UnusableInputError, match="栏目过多"):
            read_file(file(f"[{record}]"))

    def test_the_columns_of_a_file_of_no_family_are_shown_six_at_most(self, file):
        record = json.dumps({f"col{n}": "x" for n in range(9)})
        with pytest.raises(UnusableInputError, match="col0、col1、col2、col3、col4、col5）"):
            read_file(file(f"[{record}]"))


class TestEdits:
    def edited(self, path, tmp_path, *edits):
        reading = read_file(path)
        page = reading.pages[0]
        for key, value in edits:
            page = page.apply(set_field(page, key, value))
        assert write_pages(tmp_path / "b.json", [page, *reading.pages[1:]], reading) == ()
        return (tmp_path / "b.json").read_text(encoding="utf-8")

    def test_only_the_edited_value_changes_and_blanks_stay(self, file, tmp_path):
        text = '[ {"BAH" : "1",  "XM":"甲",\n "JBDM":"K80.000", "own":{"x":[1, 2]}} ]\n'
        after = self.edited(file(text), tmp_path, ("principal_dx_code", "I10"))
        assert after == text.replace("K80.000", "I10")

    @pytest.mark.parametrize(
        ("before", "value", "after"),
        [
            ("54", "55", "55"),
            ("54", "5.5", "5.5"),
            ("54", "055", '"055"'),
            ("54", "", '""'),
            ("-1", "-2", "-2"),
            ('"54"', "55", '"55"'),
            ("null", "55", '"55"'),
        ],
    )
    def test_a_number_stays_a_number_and_a_text_a_text(self, file, tmp_path, before, value, after):
        text = f'[{{"BAH":"1","XM":"甲","JBDM":"K80","ZFY":{before}}}]'
        assert self.edited(file(text), tmp_path, ("fee_total", value)) == text.replace(
            f'"ZFY":{before}', f'"ZFY":{after}'
        )

    def test_empty_objects_and_arrays_inside_stay(self, file, tmp_path):
        text = '[{"own":{},"more":[ ],"deep":[{}, {"a":[]}],"BAH":"1","XM":"甲","JBDM":"K80"}]'
        assert self.edited(file(text), tmp_path, ("principal_dx_code", "I10")) == text.replace("K80", "I10")

    def test_null_that_nobody_fills_stays_null(self, file, tmp_path):
        text = '[{"BAH":"1","XM":"甲","JBDM":"K80","ZFY":null}]'
        assert self.edited(file(text), tmp_path, ("principal_dx_code", "I10")) == text.replace("K80", "I10")

    def test_a_member_that_was_not_there_is_added_at_the_end(self, file, tmp_path):
        text = f'[{ONE},{{"BAH":"2","XM":"乙","XB":"2","JBDM":"I10"}}]'
        after = self.edited(file(text), tmp_path, ("sex", "1"))
        assert after == text.replace('"K80.000"}', '"K80.000","XB":"1"}')

    def test_a_file_of_escapes_stays_one(self, file, tmp_path):
        text = '[{"BAH":"1","XM":"\\u7532","JBDM":"K80","ZYZD":"a"}]'
        after = self.edited(file(text), tmp_path, ("principal_dx_name", "石"))
        assert after == text.replace('"a"', '"\\u77f3"')

    def test_a_file_of_plain_characters_gets_plain_ones(self, file, tmp_path):
        text = '[{"BAH":"1","XM":"a","JBDM":"K80","ZYZD":"a"}]'
        after = self.edited(file(text), tmp_path, ("principal_dx_name", "石"))
        assert after == text.replace('"ZYZD":"a"', '"ZYZD":"石"')

    def test_a_page_that_has_grown_gets_the_columns_of_its_rows(self, file, tmp_path):
        reading = read_file(file('[{"BAH":"1","XM":"甲","JBDM":"K80","ZYZD":"石","JBDM1":"I10","QTZD1":"高血压"}]'))
        page = reading.pages[0]
        page = page.apply(insert_row(page, "diagnosis", Diagnosis("E11", "糖尿病"), 2))
        write_pages(tmp_path / "b.json", [page], reading)
        [record] = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
        assert (record["JBDM2"], record["QTZD2"]) == ("E11", "糖尿病")
        assert read_file(tmp_path / "b.json").pages[0].diagnoses == page.diagnoses


@pytest.mark.parametrize(("layout", "name"), [("n041", "BAH"), ("setl4101", "infno")])
def test_a_new_file_is_one_array_that_any_program_reads(tmp_path, layout, name):
    pages = read_file(FOLDER / "n041_utf8.csv").pages
    write_layout(tmp_path / "a.json", pages, layout)
    records = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert len(records) == PAGES
    assert all(name in record for record in records)
    assert (tmp_path / "a.json").read_text(encoding="utf-8").count("\n") == PAGES + 2  # a line a record


def test_a_file_of_gb18030_with_broken_bytes_is_read_and_shows_them(tmp_path):
    data = f"[{ONE},{TWO}]".encode("gb18030").replace("乙".encode("gb18030"), b"\xff\xff")
    (tmp_path / "a.json").write_bytes(data)
    reading = read_file(tmp_path / "a.json")
    assert reading.pages[0].text("patient_name") == "甲"
    assert "\ufffd" in reading.pages[1].text("patient_name")
