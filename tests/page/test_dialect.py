"""How a file is written, where nothing is known of it."""

from coding.page.reading import Dialect, Reading, Reject


def test_a_file_of_which_nothing_is_known_is_plain_csv():
    plain = Dialect()
    assert (plain.delimiter, plain.newline) == (",", "\r\n")
    assert (plain.quote_all, plain.final_newline) == (False, True)
    assert plain.preamble == plain.rows_above == plain.below == ()
    assert (plain.kind, plain.template, plain.profile) == ("", "", "")
    assert plain.frame == ("", "", "")


def test_a_reading_without_trouble_has_nothing_to_tell():
    reading = Reading("a.csv", "n041", "utf-8", ("BAH",), ())
    assert reading.rejects == reading.repairs == reading.notes == ()
    assert reading.dialect == Dialect()
    assert Reject("a.csv", 1, "", "", "空行").raw == {}
