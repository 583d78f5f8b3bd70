"""Files that a command writes: UTF-8 with BOM, CSV by the book (RFC 4180), whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from coding.base.errors import UnusableInputError
from coding.base.trouble import file_trouble


@contextmanager
def whole_file(path: Path, encoding: str = "utf-8-sig") -> Iterator[TextIO]:
    """A text file that appears under its name only when it is complete. Raises UnusableInputError."""
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # values as they are: half a character of a damaged file must not end the run
        with beside.open("w", encoding=encoding, errors="replace", newline="") as file:
            yield file
        beside.replace(path)
    except OSError as error:
        raise UnusableInputError(
            f"无法写入“{path}”（{file_trouble(error)}）：请换一个位置，或关闭打开它的程序。"
        ) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A CSV file of a header and rows."""
    with whole_file(path) as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def number_text(value: float | None, digits: int) -> str:
    """A number without trailing zeros; "" where it is unknown."""
    if value is None:
        return ""
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def csv_text(cell: str) -> str:
    """A cell as it stands in a CSV file: quoted where RFC 4180 asks for it."""
    if "," in cell or '"' in cell or "\n" in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell
