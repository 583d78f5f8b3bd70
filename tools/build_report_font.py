"""Make ``resources/fonts/report.ttf``: the signs that a report needs, cut out of Noto Sans CJK SC.

    python -m tools.build_report_font NotoSansCJK-Regular.ttc

Needed only to make the file anew. The signs: GB 2312 whole, Latin, Greek, numbers in circles and of Rome, arrows and
units, and whatever else the texts of ``resources/`` use. The outlines become those of TrueType, which every reader of
.pdf draws; the font is given a name of its own. Its licence stands beside it in OFL.txt.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, newTable

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "resources" / "fonts" / "report.ttf"
FAMILY, NAME = "Noto Sans CJK SC", "Frontpage Report Sans"
#: Blocks of Unicode that reports use beside Chinese characters.
BLOCKS = (
    (0x20, 0x7E), (0xA0, 0xFF), (0x391, 0x3C9), (0x2010, 0x2027), (0x2030, 0x203B), (0x2070, 0x209C), (0x2103, 0x2103),
    (0x2160, 0x217F), (0x2190, 0x2199), (0x2200, 0x22A5), (0x2460, 0x249B), (0x2500, 0x257F), (0x25A0, 0x25CF),
    (0x2605, 0x2606), (0x2713, 0x2717), (0x3000, 0x3017), (0x3220, 0x3229), (0x3380, 0x33D5), (0xFF01, 0xFF5E),
    (0xFFE0, 0xFFE5),
)  # fmt: skip
#: Signs of names of persons and places that stand outside GB 2312 and are met in every hospital.
NAMES = (
    "喆堃昇珺珈瑀璟晞晟旻昀玥琬祎祐镕镭垚淼犇骉鑫曌瑄琤琰甯翀芃"
    "茜莜荻菀蓥赟迺郗钘锟镔韡頔颢魏麴墁湉滢溦濛煊煜熤燚爔尧喦堉墨"
)
#: How far a curve of TrueType may stray from that of the source, in thousandths of the em.
STRAY = 1.5
#: Traditional signs: the program reads them, no report writes them.
LEFT_OUT = ("terms/traditional.csv",)


def main(source: str) -> int:
    """Write the font; the exit code."""
    font = _font(source)
    _cut(font, signs() & set(font.getBestCmap()))
    _to_truetype(font)
    _named(font)
    font.save(TARGET)
    print(f"{TARGET.relative_to(ROOT)}: {len(font.getBestCmap())} signs, {TARGET.stat().st_size / 1e6:.2f} MB")
    return 0


def signs() -> set[int]:
    """The signs that a report may need."""
    found = {at for first, last in BLOCKS for at in range(first, last + 1)}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            found |= {ord(sign) for sign in bytes((row, cell)).decode("gb2312", errors="ignore")}
    for file in sorted((ROOT / "resources").rglob("*.csv")):
        if not file.as_posix().endswith(LEFT_OUT):
            found |= {ord(sign) for sign in file.read_text(encoding="utf-8-sig", errors="ignore")}
    return {at for at in found | {ord(sign) for sign in NAMES} if at >= 0x20}


def _font(source: str) -> TTFont:
    fonts = TTCollection(source).fonts
    return next(font for font in fonts if font["name"].getDebugName(1) == FAMILY)


def _cut(font: TTFont, kept: set[int]) -> None:
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = [0, 1, 2, 5, 13, 14]
    options.notdef_outline = True
    options.drop_tables += ["VORG", "vhea", "vmtx", "GSUB", "GPOS", "GDEF", "BASE", "DSIG"]
    cutter = Subsetter(options)
    cutter.populate(unicodes=kept)
    cutter.subset(font)


def _to_truetype(font: TTFont) -> None:
    """Cubic outlines become quadratic ones."""
    drawn = font.getGlyphSet()
    order = font.getGlyphOrder()
    stray = STRAY * font["head"].unitsPerEm / 1000
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, stray, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, glyphs
    del font["CFF "]
    most = font["maxp"]
    most.tableVersion = 0x00010000
    for key in (
        "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
        "maxSizeOfInstructions", "maxComponentElements",
    ):  # fmt: skip
        setattr(most, key, 0)
    most.maxZones = 1
    font["post"].formatType = 3.0
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\000\001\000\000"


def _named(font: TTFont) -> None:
    """A name of our own, the source's notice of rights and licence."""
    table = font["name"]
    table.names = [one for one in table.names if one.langID == 0x409]
    for number, words in ((1, NAME), (2, "Regular"), (3, NAME), (4, NAME), (6, NAME.replace(" ", ""))):
        table.setName(words, number, 3, 1, 0x409)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
