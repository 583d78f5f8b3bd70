"""The manual to read without the program: a folder of .html with a search of its own, and a .pdf to print.

Usage: ``python -m tools.build_manual --out FOLDER [--only html|pdf]``. Writes ``FOLDER/html/index.html`` and
``FOLDER/manual.pdf``; what was there before of these is replaced. Needs markdown-it-py (extra ``dev``), no screen and
no network.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from coding.base.resources import document_path
from ui.manual.pages import MANUAL, links_of, manual_pages, page_text, resolved

PDF = "manual.pdf"
HTML = "html"


def main(arguments: list[str] | None = None) -> int:
    """Write both; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", choices=("html", "pdf"))
    asked = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if lost := lost_files():
        print("missing in docs/manual, nothing was written:", *lost, sep="\n  ", file=sys.stderr)
        return 1
    asked.out.mkdir(parents=True, exist_ok=True)
    if asked.only != "pdf":
        from tools.manual_book.html_pages import write_html

        pages = write_html(asked.out / HTML)
        print(f"{asked.out / HTML}: {pages} pages")
    if asked.only != "html":
        from tools.manual_book.pdf_book import write_pdf

        sheets = write_pdf(asked.out / PDF)
        print(f"{asked.out / PDF}: {sheets} sheets, {(asked.out / PDF).stat().st_size / 1e6:.1f} MB")
    return 0


def lost_files() -> list[str]:
    """Pages of the contents and pictures of pages that are not there."""
    pages = [page for page in manual_pages() if not page_text(page)]
    shown = {
        resolved(page, target) for page in manual_pages() for is_one, _, target in links_of(page_text(page)) if is_one
    }
    return pages + sorted(name for name in shown if not (document_path(MANUAL) / name).is_file())


if __name__ == "__main__":
    sys.exit(main())
