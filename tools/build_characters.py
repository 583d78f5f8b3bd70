"""Make ``pinyin.csv``, ``pinyin_words.csv`` and ``traditional.csv`` of ``resources/terms``.

    python -m tools.build_characters

From the phrases of pypinyin (MIT) and the characters of OpenCC (Apache-2.0), which have to be installed.
Needed only to make the files anew: the program reads the files, not the packages. A character is read as the names of
the embedded tables read it most often; where a word reads it otherwise (重叠 chongdie) the word stands in
``pinyin_words.csv``; ``also`` holds the second reading of characters that people read in two ways.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TERMS = ROOT / "resources" / "terms"
_SIGN = "[\u3400-\u9fff]"
#: Readings that medicine uses where phrases of everyday speech are counted otherwise.
READINGS = {
    "血": "xue", "脏": "zang", "椎": "zhui", "肋": "lei", "膀": "pang", "龈": "yin", "长": "chang", "重": "zhong",
    "给": "gei", "着": "zhuo", "剥": "bo", "咯": "ka", "似": "si", "没": "mei", "乐": "le", "参": "can", "差": "cha",
    "行": "xing", "露": "lu", "便": "bian", "折": "zhe", "弹": "tan", "率": "lv", "塞": "se", "龋": "qu", "厥": "jue",
    "削": "xiao", "尿": "niao", "颈": "jing", "壳": "ke", "咽": "yan", "奇": "qi", "强": "qiang", "藏": "cang",
    "传": "chuan", "调": "tiao", "节": "jie", "解": "jie", "数": "shu", "转": "zhuan", "中": "zhong", "恶": "e",
    "体": "ti", "大": "da", "阿": "a", "扁": "bian", "假": "jia", "角": "jiao", "结": "jie", "卡": "ka", "空": "kong",
    "落": "luo", "和": "he", "的": "de", "系": "xi", "颤": "chan", "粘": "zhan", "黏": "nian", "荨": "xun",
    "嚼": "jue", "薄": "bo", "炎": "yan", "胱": "guang", "扎": "za", "校": "jiao", "卒": "cu", "痿": "wei",
    "铅": "qian", "瘤": "liu",
}  # fmt: skip
#: The second reading of characters that people read in two ways, or that dictionaries and clinics read differently.
ALSO = {
    "血": "xie", "椎": "chui", "肋": "le", "膀": "bang", "龈": "ken", "塞": "sai", "给": "ji", "着": "zhe", "剥": "bao",
    "咯": "ge", "颤": "zhan", "粘": "nian", "黏": "zhan", "荨": "qian", "嚼": "jiao", "薄": "bao", "壳": "qiao",
    "露": "lou", "率": "shuai", "疟": "yao", "龟": "jun", "综": "zeng", "踝": "luo", "卒": "zu", "扎": "zha",
    "削": "xue", "尿": "sui", "绿": "lu", "氯": "lu", "滤": "lu", "铝": "lu", "女": "nu", "旅": "lu", "律": "lu",
    "略": "lve", "虐": "nve", "囟": "xin", "蛔": "hui", "弹": "dan", "行": "hang", "校": "xiao", "调": "diao",
    "脊": "ji", "嗜": "qi", "臀": "dian", "酵": "xiao", "螫": "zhe", "蜇": "zhe", "胝": "di", "骶": "di",
    "跖": "shi", "骺": "hou", "喹": "kui", "酊": "ding", "嘌": "piao", "胨": "dong", "癜": "dian", "矽": "gui",
}  # fmt: skip
#: Characters that simplified Chinese writes itself and that a traditional text writes for another one.
BOTH = {"乾": "干", "麴": "曲", "藉": "借", "摺": "折", "噁": "恶", "徵": "征", "菸": "烟", "後": "后", "於": "于",
        "甦": "苏"}  # fmt: skip
#: Words are looked up so long, in signs.
LONGEST = 4


def main() -> int:
    """Write the three files; the exit code."""
    names = _names()
    signs = _signs()
    default = _readings(signs, names)
    _write(TERMS / "pinyin.csv", ("pinyin", "characters", "also"), _by_reading(default))
    _write(TERMS / "pinyin_words.csv", ("word", "pinyin"), sorted(_words(default, names).items()))
    _write(TERMS / "traditional.csv", ("traditional", "simplified"), sorted(_traditional(signs).items()))
    return 0


def _names() -> list[str]:
    """The names of the embedded tables."""
    found = []
    for file in ("codes/icd10.csv", "codes/icd9cm3.csv", "terms/aliases.csv"):
        with (ROOT / "resources" / file).open(encoding="utf-8-sig", newline="") as lines:
            found += [row[key] for row in csv.DictReader(lines) for key in ("name", "raw", "std") if row.get(key)]
    return found


def _signs() -> set[str]:
    """All characters of GB 2312, those of the embedded tables, and those that were added by hand."""
    signs = set()
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                signs.add(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    for file in ("codes/icd10.csv", "codes/icd9cm3.csv", "terms/aliases.csv", "terms/rewrites.csv"):
        signs |= {s for s in (ROOT / "resources" / file).read_text(encoding="utf-8") if s >= "\u3400"}
    with (TERMS / "pinyin.csv").open(encoding="utf-8", newline="") as lines:
        signs |= {s for r in csv.DictReader(lines) for s in r["characters"]}
    return signs


def _spelt(text: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(text, style=Style.NORMAL, v_to_u=False, errors=list)


def _readings(signs: set[str], names: list[str]) -> dict[str, str]:
    """Each character as most names read it, else as the dictionary puts it first."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        spelt = _spelt(name)
        if len(spelt) == len(name):
            for sign, reading in zip(name, spelt, strict=True):
                counted[sign][reading] += 1
    found = {}
    for sign in sorted(signs):
        seen = counted[sign].most_common(1)
        reading = READINGS.get(sign) or (seen[0][0] if seen else _spelt(sign)[0])
        if reading.isascii() and reading.isalpha():
            found[sign] = reading
    return found


def _by_reading(default: dict[str, str]) -> list[tuple[str, str, str]]:
    first, second = defaultdict(list), defaultdict(list)
    for sign, reading in sorted(default.items()):
        first[reading].append(sign)
        if (other := ALSO.get(sign)) and other != reading:
            second[other].append(sign)
    return [(r, "".join(first[r]), "".join(second[r])) for r in sorted({*first, *second})]


def _words(default: dict[str, str], names: list[str]) -> dict[str, str]:
    """Words of two to four signs of which one is read otherwise than by itself, among those that names could have."""
    from pypinyin.phrases_dict import phrases_dict

    said = "\n".join(names)
    used = set(said)
    found: dict[str, str] = {}
    for word in sorted(phrases_dict, key=lambda w: (len(w), w)):
        is_wanted = 2 <= len(word) < LONGEST or (len(word) == LONGEST and word in said)
        if not is_wanted or not used.issuperset(word) or not re.fullmatch(f"{_SIGN}+", word):
            continue
        spelt = _spelt(word)
        alone = _as_known(word, default, found)
        differing = [s for s, r, a in zip(word, spelt, alone, strict=True) if r != a]
        # 血 is read xue wherever it stands, with xie beside it
        if differing and set(differing) - {"血"} and not set(differing) & _ALWAYS:
            found[word] = " ".join(default[s] if s == "血" else r for s, r in zip(word, spelt, strict=True))
    return found | OWN


#: Characters that medicine reads in one way whatever the word.
_ALWAYS = frozenset("椎肋膀龈似颈脏咽炎瘤")
#: Words that the phrases lack.
OWN = {"重叠": "chong die", "重复": "chong fu", "重建": "chong jian", "生长": "sheng zhang", "着床": "zhuo chuang",
       "血行": "xue xing", "肠系膜": "chang xi mo", "系膜": "xi mo", "痔核": "zhi he", "子痫": "zi xian",
       "给药": "gei yao", "结扎": "jie za", "包扎": "bao za", "率": "lv", "重度": "zhong du", "重症": "zhong zheng",
       "长节段": "chang jie duan", "过长": "guo chang", "延长": "yan chang", "粘膜": "nian mo", "粘液": "nian ye",
       "咯血": "ka xue", "淹没": "yan mo", "埋没": "mai mo", "弹响": "tan xiang", "子弹": "zi dan"}  # fmt: skip


def _as_known(word: str, default: dict[str, str], words: dict[str, str]) -> list[str]:
    """How a word is read by what is known so far: the shorter words in it, then sign by sign."""
    read: list[str] = []
    while len(read) < len(word):
        at = len(read)
        inside = next((word[at : at + n] for n in range(len(word) - 1, 1, -1) if word[at : at + n] in words), "")
        read += words[inside].split() if inside else [default.get(word[at], word[at])]
    return read


def _traditional(signs: set[str]) -> dict[str, str]:
    from opencc import OpenCC

    to_simplified = OpenCC("t2s")
    found = {}
    for code in range(0x3400, 0xA000):
        before = chr(code)
        after = to_simplified.convert(before)
        # a sign that simplified Chinese uses itself (著) stays as it is
        if len(after) == 1 and after != before and after in signs and before not in signs:
            found[before] = after
    return found | BOTH


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow(header)
        lines.writerows(rows)


if __name__ == "__main__":
    raise SystemExit(main())
