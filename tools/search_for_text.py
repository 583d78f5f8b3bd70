"""Looks through folders, byte by byte, for the persons of a file of pages: names, numbers, phones, addresses.

    python -m tools.search_for_text [--pages FILE] FOLDER…

By default the persons of the sample that ships with the program; ``--pages`` takes any file that it reads. Each word
is looked for as UTF-8, UTF-16 (both orders) and GB18030. A word that stands in our own resources is no sign of a
person and passed over; those words are listed. Exit 1 where a file holds a word.
"""

from __future__ import annotations

import argparse
import fnmatch
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import re2

from coding.base.resources import resource_path
from coding.exchange.read import read_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coding.page.front_page import FrontPage

#: What tells who somebody is.
IDENTIFYING: Final = (
    "patient_name", "id_no", "case_no", "medical_insurance_card_no", "health_card_no", "current_phone", "contact_name",
    "contact_phone", "employer_phone", "current_address", "household_address", "contact_address", "employer",
)  # fmt: skip
_ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
#: Bytes by chance, in a file of numbers, are seldom so many: what is shorter counts between signs only.
_SURE: Final = 6
_SHORTEST: Final = {True: 6, False: 2}  # signs of a word, by whether it is ASCII
_MEMORY: Final = 1 << 30


@dataclass(frozen=True)
class Words:
    """What is looked for, and the words that are passed over as they stand in our own resources."""

    words: tuple[str, ...]
    common: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> Any:
        """All words in all encodings at once."""
        forms = {word.encode(code, "replace") for word in self.words for code in _ENCODINGS}
        return _one_of(re2.escape(form) if len(form) >= _SURE else _between_signs(form) for form in forms)

    def found_in(self, data: bytes) -> str | None:
        """The first word in these bytes; None where there is none."""
        hit = self.pattern.search(data)
        return None if hit is None else _told(hit.group(), self.words)


def _one_of(parts: Iterable[bytes]) -> Any:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.encoding = re2.Options.Encoding.LATIN1
    return re2.compile(b"|".join(sorted(parts)), options)


def _between_signs(form: bytes) -> bytes:
    return rb"(?:^|[\x00-\x2f])" + re2.escape(form) + rb"(?:[\x00-\x2f]|$)"


def _told(hit: bytes, words: Iterable[str]) -> str:
    return next(word for word in words if any(word.encode(code, "replace") in hit for code in _ENCODINGS))


def words_of(pages: Iterable[FrontPage]) -> Words:
    """The words that tell who the persons of pages are."""
    texts = {page.text(key).strip() for page in pages for key in IDENTIFYING}
    wanted = sorted(text for text in texts if len(text) >= _SHORTEST[text.isascii()])
    ours = _own_texts()
    is_any_ours = _one_of(re2.escape(word.encode()) for word in wanted).search(ours.encode()) is not None
    common = tuple(word for word in wanted if is_any_ours and word in ours)
    return Words(tuple(word for word in wanted if word not in common), common)


def _own_texts() -> str:
    sample = resource_path("sample")
    files = (path for path in sample.parent.rglob("*") if path.is_file() and sample not in path.parents)
    return "\n".join(path.read_text("utf-8", errors="replace") for path in sorted(files))


def holding(folders: Sequence[Path], words: Words, but: Sequence[str] = ()) -> Iterator[tuple[Path, str]]:
    """Files under the folders that hold one of the words, in their bytes or in their names, with that word.

    ``but``: patterns of names that are passed over. What is no file of its own (a link, a pipe) is none.
    """
    for path in sorted(found for folder in folders for found in folder.rglob("*")):
        if any(fnmatch.fnmatch(path.name, pattern) for pattern in but):
            continue
        is_file = path.is_file() and not path.is_symlink()
        word = words.found_in(path.name.encode() + (b"\n" + path.read_bytes() if is_file else b""))
        if word is not None:
            yield path, word


def main() -> int:
    """Search; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--pages", type=Path, default=resource_path("sample/sample_n041.csv"))
    arguments = parser.parse_args()
    words = words_of(page for reading in read_files(arguments.pages) for page in reading.pages)
    found = list(holding(arguments.folders, words))
    for path, word in found:
        print(f"{path}: {word}")
    print(
        f"找了 {len(words.words):,} 个词，{len(found):,} 个文件中有；未找（资源中本来就有）：{'、'.join(words.common)}"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
