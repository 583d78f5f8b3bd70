"""XML: columns as elements or attributes, name spaces, records that are not closed, and edits that touch no other."""

from xml.etree.ElementTree import fromstring

import pytest

from coding.base.errors import UnusableInputError
from coding.exchange.read import open_source, read_file
from coding.exchange.write import write_layout, write_pages
from coding.page.edits import set_field
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis
from tests.exchange.make_files import FOLDER, PAGES

ROW = "<R><BAH>{}</BAH><XM>甲乙</XM><JBDM>K80.000</JBDM></R>"
TWO = f"<ROOT>{ROW.format(1)}\n{ROW.format(2)}</ROOT>"


@pytest.fixture
def file(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "a.xml"
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TWO, "utf-8"),
        (f'<?xml version="1.0" encoding="UTF-8"?>\n{TWO}\n', "utf-8-sig"),
        (f"<?xml version='1.0' encoding='GB2312'?>{TWO}", "gb18030"),
        ('<D><R BAH="1" XM="甲乙" JBDM="K80.000"/><R BAH="2" XM="甲乙" JBDM="K80.000" /></D>', "utf-8"),
        ('<D><R BAH="1" XM="甲乙"><JBDM>K80.000</JBDM></R><R BAH="2" XM="丙"><JBDM>I10</JBDM></R></D>', "utf-8"),
        (
            '<s:D xmlns:s="urn:x"><s:R><s:BAH>1</s:BAH><s:XM>a</s:XM><s:JBDM>K80</s:JBDM></s:R>'
            "<s:R><s:BAH>2</s:BAH><s:XM>a</s:XM><s:JBDM>K80</s:JBDM></s:R></s:D>",
            "utf-8",
        ),
        (f'<D xmlns="urn:x">{ROW.format(1)}{ROW.format(2)}</D>', "utf-8"),
        (f"<!-- 三月 --><D><HEAD><N>2</N></HEAD>{ROW.format(1)}<!-- x -->{ROW.format(2)}</D>", "utf-8"),
        (f"<D><S><A>{ROW.format(1)}{ROW.format(2)}</A></S></D>", "utf-8"),
    ],
    ids=["plain", "declared", "gb", "attributes", "mixed", "prefix", "default space", "comments", "deep"],
)
def test_records_are_found_in_every_shape_and_go_back_so(file, tmp_path, text, encoding):
    path = file(text, encoding)
    reading = read_file(path)
    assert [page.case_no for page in reading.pages] == ["1", "2"]
    assert not reading.rejects
    assert reading.pages[0].principal.code.startswith("K80")
    write_pages(tmp_path / "b.xml", reading.pages, reading)
    assert (tmp_path / "b.xml").read_bytes() == path.read_bytes()


def test_a_record_of_three_columns_is_one_and_of_two_is_none(file):
    three = "<D><R><BAH>1</BAH><JBDM>K80</JBDM><XM>甲</XM></R></D>"
    assert [page.case_no for page in read_file(file(three)).pages] == ["1"]
    with pytest.raises(UnusableInputError, match="没有认识的首页栏目"):
        read_file(file(three.replace("<XM>甲</XM>", "")))


def test_rows_are_counted(file):
    assert open_source(file(TWO)).rows_estimated() == 2


def test_a_record_within_a_record_is_no_second_one(file):
    inner = "<R><BAH>1</BAH><XM>甲</XM><JBDM>K80</JBDM><FEES><F><A>1</A><B>2</B><C>3</C></F></FEES></R>"
    reading = read_file(file(f"<D>{inner}{inner.replace('>1</BAH', '>2</BAH')}</D>"))
    assert [page.case_no for page in reading.pages] == ["1", "2"]


def test_of_two_elements_with_columns_the_one_that_knows_more_is_the_page(file):
    small = "<H><BAH>1</BAH><XM>甲</XM><JBDM>K80</JBDM><NO>9</NO></H>"
    large = "<P><BAH>7</BAH><XM>甲</XM><JBDM>K80</JBDM><XB>1</XB><NL>54</NL></P>"
    assert [p.case_no for p in read_file(file(f"<D>{small}{large}</D>")).pages] == ["7"]
    assert [p.case_no for p in read_file(file(f"<D>{large}{small}</D>")).pages] == ["7"]


class TestBrokenRecords:
    def test_one_that_is_not_closed_ends_where_the_next_begins(self, file):
        reading = read_file(file(f"<D>{ROW.format(1)}<R><BAH>2</BAH><XM>乙</XM>{ROW.format(3)}</D>"))
        assert [(page.case_no, page.origin.row) for page in reading.pages] == [("1", 1), ("3", 3)]
        assert [(r.row, "XML 不完整" in r.reason) for r in reading.rejects] == [(2, True)]

    def test_the_last_one_that_is_not_closed_ends_with_the_file(self, file):
        reading = read_file(file(f"<D>{ROW.format(1)}{ROW.format(2)}<R><BAH>3</BAH>"))
        assert [page.case_no for page in reading.pages] == ["1", "2"]
        assert [r.row for r in reading.rejects] == [3]

    @pytest.mark.parametrize(
        ("text", "word"),
        [
            (f"<!DOCTYPE D [<!ELEMENT D ANY>]>{TWO}", "实体"),
            (f'<!ENTITY x "y">{TWO}', "实体"),
            ("<D><R><A>1</A><B>2</B><C>3</C></R></D>", "没有认识的首页栏目"),
            ("<D/>", "没有认识的首页栏目"),
        ],
    )
    def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(self, file, text, word):
        with pytest.raises(UnusableInputError, match=word):
            read_file(file(text))

    def test_more_columns_than_any_page_has_are_refused(self, file):
        many = "".join(f"<C{n}>x</C{n}>" for n in range(5000))
        with pytest.raises(UnusableInputError, match="栏目过多"):
            read_file(file(f"<D><R><BAH>1</BAH><XM>甲</XM><JBDM>K80</JBDM>{many}</R></D>"))

    def test_a_web_page_is_no_record(self, file):
        with pytest.raises(UnusableInputError, match="网页"):
            read_file(file("<!DOCTYPE html><html><body><table><tr><td>BAH</td></tr></table></body></html>"))


class TestEdits:
    def edited(self, path, tmp_path, *edits):
        reading = read_file(path)
        page = reading.pages[0]
        for key, value in edits:
            page = page.apply(set_field(page, key, value))
        assert write_pages(tmp_path / "b.xml", [page, *reading.pages[1:]], reading) == ()
        return (tmp_path / "b.xml").read_text(encoding="utf-8")

    def test_only_the_text_of_the_element_changes(self, file, tmp_path):
        text = '<D><R id="9"><BAH>1</BAH>\n<XM >甲</XM>\n<JBDM v="2">K80</JBDM ></R></D>'
        after = self.edited(file(text), tmp_path, ("principal_dx_code", "I10"))
        assert after == text.replace('<JBDM v="2">K80</JBDM >', '<JBDM v="2">I10</JBDM>')

    def test_an_empty_element_is_filled(self, file, tmp_path):
        text = "<D><R><BAH>1</BAH><XM>甲</XM><JBDM>K80</JBDM><NL/><XB /></R></D>"
        after = self.edited(file(text), tmp_path, ("age_years", "54"), ("sex", "2"))
        assert after == text.replace("<NL/>", "<NL>54</NL>").replace("<XB />", "<XB>2</XB>")

    def test_an_attribute_is_edited_in_its_tag(self, file, tmp_path):
        text = "<D><R BAH='1' XM=\"甲\" JBDM = \"K80\"/><R BAH='2' XM='乙' JBDM='K81'/></D>"
        after = self.edited(file(text), tmp_path, ("principal_dx_code", "I10"), ("patient_name", "丙"))
        assert after == text.replace('JBDM = "K80"', 'JBDM="I10"').replace('"甲"', '"丙"')

    def test_an_attribute_and_an_element_of_one_record(self, file, tmp_path):
        text = '<D><R BAH="1" XM="甲"><JBDM>K80</JBDM></R></D>'
        after = self.edited(file(text), tmp_path, ("patient_name", "某甲某甲某甲"), ("principal_dx_code", "I10"))
        assert after == text.replace('"甲"', '"某甲某甲某甲"').replace("K80", "I10")

    def test_an_element_that_the_record_lacks_is_added_at_its_end(self, file, tmp_path):
        text = f"<D>{ROW.format(1)}<R><BAH>2</BAH><XM>乙</XM><JBDM>I10</JBDM><XB>2</XB></R></D>"
        after = self.edited(file(text), tmp_path, ("sex", "1"))
        assert after == text.replace("K80.000</JBDM></R>", "K80.000</JBDM><XB>1</XB></R>")

    def test_signs_of_xml_are_escaped(self, file, tmp_path):
        text = "<D><R><BAH>1</BAH><XM>甲</XM><JBDM>K80</JBDM></R></D>"
        self.edited(file(text), tmp_path, ("patient_name", "A&B<C>"))
        assert read_file(tmp_path / "b.xml").pages[0].text("patient_name") == "A&B<C>"
        attributes = '<D><R BAH="1" XM="甲" JBDM="K80"/></D>'
        self.edited(file(attributes), tmp_path, ("patient_name", 'A&"B"'))
        assert read_file(tmp_path / "b.xml").pages[0].text("patient_name") == 'A&"B"'


def test_a_new_file_is_one_document_that_any_program_reads(tmp_path):
    pages = read_file(FOLDER / "n041_utf8.csv").pages
    write_layout(tmp_path / "a.xml", pages, "n041")
    text = (tmp_path / "a.xml").read_text(encoding="utf-8")
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<ROWS>\n<ROW>')
    root = fromstring(text.encode())
    assert [row.tag for row in root] == ["ROW"] * PAGES
    assert root[0].findtext("BAH") == pages[0].case_no


def test_signs_of_xml_in_a_new_file(tmp_path):
    write_layout(tmp_path / "a.xml", [FrontPage({"case_no": "1", "patient_name": "<&>"}, (Diagnosis("K80"),))], "n041")
    assert read_file(tmp_path / "a.xml").pages[0].text("patient_name") == "<&>"
