"""The template that a report for Word is written on: the hospital's own where it can be used, else ours.

A template has the place ``{{正文}}`` and the styles of ours. ``{{医院}}``, ``{{标题}}``, ``{{时期}}``, ``{{制表时间}}``
are filled wherever they stand, in head and foot too; at ``{{签字}}`` stands who signs.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from coding.base.resources import resources
from coding.base.trouble import file_trouble
from coding.base.workbook_guard import BrokenError, TooLargeError, check_zipped

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document

#: The name of a hospital's own template, beside its data file.
OWN_NAME: Final = "报告模板.docx"
SHIPPED: Final = "reports/month.docx"
BODY, SIGNED = "{{正文}}", "{{签字}}"
HEADING, SUBHEADING, TEXT = "Heading 1", "Heading 2", "Normal"
TABLE_HEAD, TABLE_TEXT, TABLE_NUMBER, NOTE, TABLE = "表头", "表格文字", "表格数字", "表注", "报告表格"
_NEEDED = (HEADING, SUBHEADING, TEXT, TABLE_HEAD, TABLE_TEXT, TABLE_NUMBER, NOTE, TABLE)
#: A template with a sign and a picture or two is far smaller.
_MOST_BYTES = 20 << 20


def open_template(own: Path | None) -> tuple[Document, str]:
    """The template, and a sentence where the hospital's own is there and cannot be used ("" otherwise)."""
    if own is not None and own.is_file():
        document, trouble = _opened_own(own)
        if document is not None:
            return document, ""
        return _shipped(), f"本院的报告模板“{own.name}”没有用上：{trouble}。已改用程序自带的模板。"
    return _shipped(), ""


def own_template(folder: Path) -> Path | None:
    """The hospital's own template in the folder of its data file; None where there is none."""
    path = folder / OWN_NAME
    return path if path.is_file() else None


def _shipped() -> Document:
    return _document(resources().content(SHIPPED))


def _opened_own(path: Path) -> tuple[Document | None, str]:
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        if path.stat().st_size > _MOST_BYTES:
            return None, f"文件超过 {_MOST_BYTES >> 20} MB"
        content = path.read_bytes()
        check_zipped(BytesIO(content))
        document = _document(content)
        missing = _missing(document)
    except OSError as error:
        return None, f"打不开（{file_trouble(error)}）"
    except TooLargeError:
        return None, "解压后过大"
    except (BrokenError, OpcError, LxmlError, LookupError, ValueError, AttributeError):
        return None, "不是可以读的 Word 文件（.docx）"
    return (None, missing) if missing else (document, "")


def _missing(document: Document) -> str:
    """What a template lacks, as words; "" where it lacks nothing."""
    if not any(paragraph.text.strip() == BODY for paragraph in document.paragraphs):
        return f"没有单独成段的“{BODY}”"
    names = {style.name for style in document.styles}
    lacking = [name for name in _NEEDED if name not in names]
    return f"缺少样式“{'”“'.join(lacking)}”" if lacking else ""


def _document(content: bytes) -> Document:
    from docx.api import Document as OpenedDocument

    return OpenedDocument(BytesIO(content))
