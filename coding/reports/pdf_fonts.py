"""The fonts of a .pdf: the one that ships with the program, and one of the system for signs that it lacks."""

from __future__ import annotations

import struct
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.resources import resource_path, resource_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fpdf import FPDF
    from fpdf.fonts import TTFFont

#: What stands for a sign that no font has.
NO_SIGN = "□"
_OWN = "report"
#: Bit of fsType in a font that forbids to embed it (OpenType, OS/2).
_NEVER_EMBED = 0x0002


class PdfFonts:
    """Measures words, and says in which font each part of them is drawn. A font of the system is opened when needed."""

    def __init__(self, pdf: FPDF, systems: Sequence[tuple[Path, int]] | None = None) -> None:
        self._pdf = pdf
        pdf.add_font(_OWN, "", resource_path("fonts/report.ttf"))
        self._fonts: dict[str, TTFFont] = {_OWN: _loaded(pdf, _OWN)}
        self._waiting = list(system_fonts() if systems is None else systems)
        self._widths: dict[str, float] = {}
        self._families: dict[str, str] = {}
        self.missing: set[str] = set()

    def width(self, text: str, size: float) -> float:
        """How wide the words are, in points."""
        widths = self._widths
        try:
            return sum([widths[sign] for sign in text]) * size
        except KeyError:
            for sign in text:
                if sign not in widths:
                    family = self._family(sign)
                    known = sign if family else NO_SIGN
                    widths[sign] = self._fonts[family or _OWN].cw[ord(known)] / 1000
            return sum([widths[sign] for sign in text]) * size

    def runs(self, text: str) -> Iterable[tuple[str, str]]:
        """The words in parts of one font each: (family, words), a sign of no font as □."""
        family, part = _OWN, ""
        for sign in text:
            found = self._family(sign)
            known = sign if found else NO_SIGN
            if found and found != family:
                if part:
                    yield family, part
                family, part = found, ""
            elif not found and family != _OWN:
                if part:
                    yield family, part
                family, part = _OWN, ""
            part += known
        if part:
            yield family, part

    def _family(self, sign: str) -> str:
        """The font that has a sign; "" for none."""
        found = self._families.get(sign)
        if found is None:
            found = self._families[sign] = self._search(sign)
        return found

    def _search(self, sign: str) -> str:
        code = ord(sign)
        for family, font in self._fonts.items():
            if code in font.cmap:
                return family
        while self._waiting:
            family = self._open(*self._waiting.pop(0))
            if family and code in self._fonts[family].cmap:
                return family
        self.missing.add(sign)
        return ""

    def _open(self, path: Path, number: int) -> str:
        """A further font; "" where it cannot be read or may not be embedded."""
        from fontTools.ttLib import TTLibError
        from fpdf.errors import FPDFException

        family = f"system{len(self._fonts)}"
        # a font of somebody's machine may be broken in any way: then the next one is asked
        broken = (
            OSError,
            TTLibError,
            FPDFException,
            LookupError,
            ValueError,
            AttributeError,
            RuntimeError,
            struct.error,
        )
        try:
            self._pdf.add_font(family, "", path, collection_font_number=number)
            font = _loaded(self._pdf, family)
            if not font.ttfont["OS/2"].fsType & _NEVER_EMBED:
                self._fonts[family] = font
                return family
        except broken:
            pass
        self._pdf.fonts.pop(family, None)
        return ""


def _loaded(pdf: FPDF, family: str) -> TTFFont:
    from fpdf.fonts import TTFFont

    font = pdf.fonts[family]
    assert isinstance(font, TTFFont)
    return font


@lru_cache(maxsize=1)
def system_fonts() -> tuple[tuple[Path, int], ...]:
    """Fonts with Chinese characters that are there on this machine: file and its number in a collection."""
    rows = resource_table("fonts/system_fonts.csv", "path", "number")
    found = ((Path(row["path"]), int(row["number"] or 0)) for row in rows)
    return tuple(one for one in found if one[0].is_file())
