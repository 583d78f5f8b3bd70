"""The manual outside of the program: a folder of .html without a network, a .pdf that is searched by its words."""

import json
import re
import shutil
import subprocess
import zlib
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from PySide6.QtQml import QJSEngine

from tools import build_manual
from tools.manual_book.html_pages import all_pages, file_name
from ui.manual.pages import contents, headings_of, page_text
from ui.manual.search_index import build_index


@pytest.fixture(scope="module")
def folder(tmp_path_factory, qapp):
    """Both books; Qt is there as the other tests of this process need it."""
    out = tmp_path_factory.mktemp("book")
    assert build_manual.lost_files() == []
    assert build_manual.main(["--out", str(out)]) == 0
    return out


class Read(HTMLParser):
    """What a page names: places, links, what it loads."""

    def __init__(self, text):
        super().__init__()
        self.places, self.links, self.loaded, self.words = set(), [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.places |= {told["id"]} if "id" in told else set()
        if tag == "a" and "href" in told:
            self.links.append(told["href"])
        self.loaded += [told[name] for name in ("src",) if name in told]
        self.loaded += [told["href"]] if tag == "link" else []

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(scope="module")
def pages(folder):
    return {path.name: Read(path.read_text(encoding="utf-8")) for path in (folder / "html").glob("*.html")}


def test_every_page_is_there_and_has_the_contents_beside_it(pages):
    assert set(pages) == {file_name(page) for page in all_pages()}
    wanted = {file_name(entry.page) for entry in contents() if entry.page}
    for name, page in pages.items():
        assert wanted <= {unquote(link).partition("#")[0] for link in page.links}, name


def test_every_link_leads_to_a_page_and_a_place_that_are_there(pages):
    lost = []
    for name, page in pages.items():
        for link in page.links:
            target, _, place = unquote(link).partition("#")
            if "://" in link:
                continue
            other = pages.get(target or name)
            if other is None or (place and place not in other.places):
                lost.append(f"{name}: {link}")
    assert lost == []


def test_nothing_is_loaded_from_elsewhere(folder, pages):
    for name, page in pages.items():
        for source in page.loaded:
            assert (folder / "html" / source).is_file(), (name, source)
    for name in ("manual.css", "search.js"):
        text = (folder / "html" / name).read_text(encoding="utf-8")
        assert not re.search(r"https?:|@import|url\(|fetch\(|XMLHttpRequest|import\(", text)


@pytest.fixture(scope="module")
def search(folder):
    """The search of the pages, run by a machine of JavaScript without a page."""
    engine = QJSEngine()
    for name in ("search-index.js", "search.js"):
        text = (folder / "html" / name).read_text(encoding="utf-8").replace("const MANUAL_LINES", "var MANUAL_LINES")
        assert not engine.evaluate(text).isError(), engine.evaluate(text).toString()

    def found(typed):
        told = engine.evaluate(f"found(MANUAL_LINES, {json.dumps(typed)})")
        assert not told.isError(), told.toString()
        return told.toVariant()

    return found


@pytest.mark.parametrize("typed", ["忘了口令", "恢复密钥", "wlkl", "SQLCipher", "口令 恢复密钥", "没有这几个字的地方"])
def test_the_search_finds_what_the_window_finds(search, typed):
    """Where both look: the window does not look through the pages beside the manual that its contents do not name."""
    listed = {file_name(entry.page) for entry in contents()}
    here = [(line[1], line[2], line[4]) for line in search(typed) if line[0] in listed]
    there = [(hit.title, hit.heading, hit.line) for hit in build_index().found(typed)]
    assert here == there


def test_what_was_found_leads_to_its_heading(search, pages):
    for file, _, heading, place, *_ in search("口令"):
        assert place in pages[file].places, (file, heading)


# -- the .pdf


@pytest.fixture(scope="module")
def pdf(folder):
    return (folder / "manual.pdf").read_bytes()


def signs_of(pdf):
    """The signs that can be searched and copied: of the tables from the letters' numbers to Unicode."""
    found = set()
    for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            text = zlib.decompress(raw)
        except zlib.error:
            text = raw
        if b"beginbfchar" in text or b"beginbfrange" in text:
            for code in re.findall(rb"<([0-9A-Fa-f]{4})>", text):
                found.add(chr(int(code, 16)))
    return found


def test_the_pdf_has_its_pages_and_can_be_searched_in_chinese(pdf):
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) > 60
    signs = signs_of(pdf)
    written = "".join(page_text(entry.page) for entry in contents() if entry.page)
    chinese = set(re.findall("[\u4e00-\u9fff]", written))
    assert len(chinese) > 1000
    assert chinese - signs == set(), "what is copied out of the file is another sign: ⽉ for 月"


def test_the_words_of_every_heading_are_found_by_pdftotext(folder):
    if shutil.which("pdftotext") is None:
        pytest.skip("本机没有 pdftotext（poppler-utils）：该测试跳过")
    done = subprocess.run(["pdftotext", str(folder / "manual.pdf"), "-"], capture_output=True, check=True)
    text = re.sub(r"[\s-]", "", done.stdout.decode("utf-8"))  # a hyphen at the end of a line is taken for a broken word
    for entry in (entry for entry in contents() if entry.page):
        for heading in headings_of(page_text(entry.page)):
            words = re.sub(r"[\s-]", "", heading.words.replace("✕", "×").replace("✗", "×"))
            assert words in text, (entry.page, heading.words)
