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

PDF = "manual.pdf"
HTML = "html"


def main(arguments: list[str] | None = None) -> int:
    """Write both; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", choices=("html", "pdf"))
    asked = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
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


if __name__ == "__main__":
    sys.exit(main())
