"""Every field of the form has its line of help; no clause stands there that the table of clauses does not hold."""

import pytest

from coding.base.resources import document_path, resource_table
from coding.page.fields import field_catalogue, field_key
from coding.rules.clauses import citations
from tools.write_field_page import PAGE, field_page
from ui.form.form_layout import form_sections, row_columns
from ui.manual.field_help import all_field_help, field_help


def fields_of_the_form():
    """The keys of all boxes, and of all columns for the first row and for the others."""
    found = set()
    for item in (item for section in form_sections() for line in section.lines for item in line):
        if item.kind == "field":
            found.add(item.key)
        elif item.kind == "table":
            found |= {field_key(item.key, column.attribute, row) for column in row_columns(item.key) for row in (0, 1)}
    return found


def test_every_field_of_the_form_has_a_row_and_no_other():
    assert set(all_field_help()) == fields_of_the_form()
    rows = [row["field"] for row in resource_table("help/fields.csv", "field")]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("key", sorted(fields_of_the_form()))
def test_every_row_says_what_to_fill_and_cites_only_what_is_known(key):
    known = field_help(key)
    assert known.what
    assert not known.what.endswith("。")
    assert all(citation.clauses for citation in citations(known.clause)), known.clause
    assert known.anchor == field_catalogue().label(key)


def test_a_clause_that_nobody_knows_would_be_found():
    assert not all(citation.clauses for citation in citations("卫医政发〔2011〕84号 附件2 二（九十九）"))


def test_the_page_of_the_fields_is_written_from_the_table():
    assert PAGE.read_text(encoding="utf-8") == field_page(), "请运行 python -m tools.write_field_page"


def test_the_page_and_the_heading_of_each_field_are_there():
    lines = {}
    for known in all_field_help().values():
        text = lines.setdefault(known.page, document_path(f"manual/{known.page}").read_text(encoding="utf-8"))
        assert f"### {known.anchor}\n" in text
