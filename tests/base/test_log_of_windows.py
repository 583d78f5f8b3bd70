"""A log whose lines end as those of Windows do is one of ours: what is appended stands behind what was there."""

import pytest

from coding.base.trace import LOG_MARK, open_log


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_log_is_continued_whatever_its_lines_end_with(tmp_path, end):
    """Else it was taken for one of a version that quoted pages, and removed with every line that was written."""
    log = tmp_path / "frontpage-coding.log"
    log.write_bytes(f"{LOG_MARK.rstrip()}{end}1{end}".encode())
    with open_log(log) as file:
        file.write("2\n")
    assert [line for line in log.read_text("utf-8").splitlines() if line] == [LOG_MARK.rstrip(), "1", "2"]


def test_two_entries_of_a_new_log_are_both_kept(tmp_path):
    for entry in ("1\n", "2\n"):
        with open_log(tmp_path / "frontpage-coding.log") as file:
            file.write(entry)
    assert (tmp_path / "frontpage-coding.log").read_bytes().count(b"\n") == 3
