"""A scheme is copied with the tables that lie beside it."""

from coding.drg.scheme import load_scheme
from coding.work.knowledge_copies import bring
from tests.drg.national_book import write_book


def test_what_lies_beside_the_workbook_is_copied_with_it(store, tmp_path):
    folder = tmp_path / "下载"
    folder.mkdir()
    book = write_book(folder / "全国_20260909更新.xlsx")
    (book.parent / "基层病组.csv").write_text("编码\nFR1\n", encoding="utf-8")
    file = bring(store, "scheme", book)
    book.unlink()
    assert load_scheme(file.path).traits("FR15").is_basic
    assert file.original == "全国_20260909更新.xlsx"


def test_a_workbook_alone_is_copied_as_the_one_file_that_it_is(store, tmp_path):
    folder = tmp_path / "下载"
    folder.mkdir()
    file = bring(store, "scheme", write_book(folder / "全国.xlsx"))
    assert file.path.is_file()
    assert file.path.name == "全国.xlsx"
