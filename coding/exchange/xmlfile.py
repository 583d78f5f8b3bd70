"""XML files: one element a page, its columns as child elements or as attributes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError, XMLPullParser, fromstring

from coding.base.encoding import detect_encoding
from coding.base.errors import UnusableInputError
from coding.exchange.layout import Finder, HeaderMatch, match_header
from coding.exchange.recordfile import RAW, frame_of, recognised, whole_text
from coding.exchange.textfile import MOST_COLUMNS, Record
from coding.page.reading import Dialect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: So much of a file is looked at to find out which element is a page.
_HEAD = 1 << 20
_PROBLEM = "该条 XML 不完整或有语法错误：请在源系统中重新导出该条。"


@dataclass(frozen=True, slots=True)
class XmlFile:
    """An XML file whose records were recognised. The last column of each keeps the record as it stands."""

    path: Path
    encoding: str
    dialect: Dialect
    match: HeaderMatch
    text: str
    spans: tuple[tuple[int, int], ...]
    notes: tuple[str, ...] = ()

    def records(self) -> Iterator[Record]:
        """The records, parsed as they are asked for."""
        names = self.match.header[:-1]
        for row, (start, end) in enumerate(self.spans, start=1):
            raw = self.text[start:end]
            values = xml_values(raw)
            if values is None:
                yield Record(row, [raw[:200]], _PROBLEM)
            else:
                yield Record(row, [*(values.get(name, "") for name in names), raw])


def is_xml(start: str) -> bool:
    """True for text that begins like XML and is no web page."""
    text = start.lstrip("\ufeff \t\r\n")[:2000].lower()
    return (
        text.startswith("<")
        and not re.match(r"<(!doctype html|html|table|meta|head|script)", text)
        and "<html" not in text
    )


def open_xml_file(path: Path, find: Finder = match_header) -> XmlFile:
    """Read an XML file and find its records. Raises UnusableInputError."""
    encoding = detect_encoding(path)
    text = whole_text(path, encoding)
    if "<!DOCTYPE" in text[:_HEAD] or "<!ENTITY" in text[:_HEAD]:
        raise UnusableInputError(f"文件“{path.name}”含有文档类型或实体定义，为安全起见不读取：请去掉后再试。")
    tag = _record_tag(path, text, find)
    spans = tuple(_spans(text, tag))
    if not spans:
        raise UnusableInputError(f"文件“{path.name}”不是完整的 XML：请在源系统中重新导出后再试。")
    header: dict[str, None] = {}
    for start, end in spans:
        header.update(dict.fromkeys(xml_values(text[start:end]) or ()))
        if len(header) > MOST_COLUMNS:
            raise UnusableInputError(f"文件“{path.name}”的 XML 栏目过多：请按首页接口重新导出。")
    match = recognised(path, find, [*header, RAW])
    return XmlFile(path, encoding, Dialect(kind="xml", frame=frame_of(text, spans)), match, text, spans)


def _spans(text: str, tag: str) -> Iterator[tuple[int, int]]:
    """Where each record stands; one that is not closed ends where the next begins, or with the file."""
    opening = re.compile(rf"<((?:[\w.-]+:)?{re.escape(tag)})(?=[\s/>])[^<>]*>")
    found, closings = opening.search(text), dict[str, int]()
    while found:
        start = found.start()
        if found.group().endswith("/>"):
            end = found.end()
            after = opening.search(text, end)
        else:
            closing = _closing(text, found.group(1), found.end(), closings)
            end = text.find(">", closing) + 1 if closing >= 0 else 0
            after = opening.search(text, found.end(), end) if end else opening.search(text, found.end())
            if after or not end:
                end = after.start() if after else len(text)
            else:
                after = opening.search(text, end)
        yield start, end
        found = after


def _closing(text: str, name: str, start: int, known: dict[str, int]) -> int:
    """Where an element is closed next, -1 where it is not; told once, so that open ones do not search on and on."""
    if name not in known or 0 <= known[name] < start:
        known[name] = text.find(f"</{name}", start)
    return known[name]


def patched_xml(raw: str, values: dict[str, str]) -> str:
    """The record with other values; elements that it lacks are added at its end."""
    from xml.sax.saxutils import escape, quoteattr  # it brings half of the network library: not for reading

    head = re.match(r"<[^>]*?/?>", raw)
    opening = head.end() if head else 0
    for name, value in values.items():
        tag = re.escape(name)
        words = escape(value)
        # the opening tag carries attributes; all else is elements
        attribute = re.compile(rf"(?<=\s){tag}\s*=\s*(\"[^\"]*\"|'[^']*')")
        if found := attribute.search(raw, 0, opening):
            raw = raw[: found.start()] + f"{name}={quoteattr(value)}" + raw[found.end() :]
            opening = raw.index(">") + 1
            continue
        found = re.compile(rf"<{tag}((?:\s[^<>]*?)?)(/?)>").search(raw, opening)
        closed = found if not found or found[2] else re.compile(rf"</{tag}\s*>").search(raw, found.end())
        if found and closed:
            raw = raw[: found.start()] + f"<{name}{found[1].rstrip()}>{words}</{name}>" + raw[closed.end() :]
        elif value and "</" in raw:
            end = raw.rindex("</")
            raw = raw[:end] + f"<{name}>{words}</{name}>" + raw[end:]
    return raw


def new_xml(tag: str, values: dict[str, str]) -> str:
    """A record that never stood in a file."""
    from xml.sax.saxutils import escape

    return f"<{tag}>" + "".join(f"<{n}>{escape(v)}</{n}>" for n, v in values.items() if n != RAW) + f"</{tag}>"


def xml_values(raw: str) -> dict[str, str] | None:
    """The columns of a record; None when it is no sound XML."""
    try:
        element = fromstring(_without_prefix(raw))
    except (ParseError, ValueError, RecursionError):
        return None
    return _columns(element)


def _columns(element: Element) -> dict[str, str]:
    values = {_local(name): text for name, text in element.attrib.items()}
    for child in element:
        if not len(child):
            values.setdefault(_local(child.tag), child.text or "")
    return values


def _without_prefix(raw: str) -> str:
    """Names of a name space, whose declaration stands outside of the record, without their prefix."""
    return re.sub(r"(</?)[\w.-]+:", r"\1", raw) if ":" in raw[:200].split(">", 1)[0] else raw


def _without_declaration(text: str) -> str:
    """The text without ``<?xml … encoding=… ?>``: it is decoded already."""
    begin = text.find("<?xml")
    end = text.find(">", begin)
    is_declared = 0 <= begin < end and text[end - 1] == "?" and "encoding" in text[begin:end]
    return text[:begin] + text[end + 1 :] if is_declared else text


def _local(name: str) -> str:
    return name.rsplit("}", 1)[-1].rsplit(":", 1)[-1]


def _record_tag(path: Path, text: str, find: Finder) -> str:
    """The element whose columns are a layout; the outermost of several."""
    parser: XMLPullParser[Element] = XMLPullParser(("end",))
    head = _without_declaration(text[:_HEAD])
    best: tuple[int, str] | None = None
    seen: set[str] = set()
    try:
        parser.feed(head.lstrip("\ufeff \t\r\n"))
        for event in parser.read_events():
            element = event[-1]
            if isinstance(element, Element) and len(seen) < 200:
                names = _columns(element)
                mark = f"{element.tag}:{len(names)}"
                if len(names) < 3 or mark in seen:
                    continue
                seen.add(mark)
                match = find(list(names))
                known = sum(c is not None for c in match.columns) if match else 0
                if known and (best is None or known > best[0]):
                    best = (known, _local(element.tag))
    except (ParseError, ValueError, RecursionError):
        pass
    if best is None:  # the first record may be the broken one
        best = next(_by_trial(text[:_HEAD], find), None)
    if best is None:
        raise UnusableInputError(
            f"文件“{path.name}”的 XML 里没有认识的首页栏目（如 BAH、XM、JBDM）：请检查导出格式后再试。"
        )
    return best[1]


def _by_trial(head: str, find: Finder) -> Iterator[tuple[int, str]]:
    """Elements of which at least one among the first is sound and has the columns of a layout."""
    tags = dict.fromkeys(found.group(1) for found in re.finditer(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)", head[:200_000]))
    for tag in islice(tags, 20):
        for start, end in islice(_spans(head, tag), 5):
            names = list(xml_values(head[start:end]) or ())
            if len(names) >= 3 and (match := find(names)) is not None:
                yield sum(c is not None for c in match.columns), tag
