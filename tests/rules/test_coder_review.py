"""The page on which a coder reads the tables says what the tables say."""

from tools.coder_review import PAGE, SHEETS, written


def test_the_page_is_what_the_tables_give():
    assert PAGE.read_text(encoding="utf-8") == written(), "请运行 python -m tools.coder_review"


def test_every_sheet_is_there_with_its_sources():
    page = PAGE.read_text(encoding="utf-8")
    for sheet in SHEETS:
        assert f"## {sheet.title}" in page
        assert f"tables/{sheet.file}" in page
    assert "| 规则 | 依据 |" in page
