"""Make ``resources/terms/pinyin.csv`` and ``traditional.csv`` from pypinyin (MIT) and OpenCC's tables (Apache-2.0).

    python tools/build_characters.py TSCharacters.txt

Needed only to make the files anew: the program reads the files, not the packages.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TERMS = ROOT / "resources" / "terms"
#: Readings that medicine uses where the dictionary puts another first.
READINGS = {"脏": "zang",
            "长": "chang", "重": "zhong", "行": "xing", "血": "xue", "露": "lu", "便": "bian", "折": "zhe",
            "弹": "tan", "率": "lv", "瘤": "liu", "综": "zong", "系": "xi", "脉": "mai", "塞": "se", "呼": "hu",
            "龋": "qu", "窦": "dou", "厥": "jue", "癌": "ai", "削": "xiao", "给": "gei", "尿": "niao", "颈": "jing",
            "壳": "ke", "咽": "yan", "奇": "qi", "强": "qiang", "藏": "cang", "传": "chuan", "调": "tiao", "节": "jie",
            "解": "jie", "数": "shu", "转": "zhuan", "中": "zhong", "恶": "e", "体": "ti", "大": "da", "阿": "a",
            "差": "cha", "扁": "bian", "假": "jia", "角": "jiao", "结": "jie", "卡": "ka", "空": "kong", "落": "luo",
            "绿": "lv", "女": "nv", "旅": "lv", "滤": "lv", "铝": "lv", "侣": "lv", "律": "lv", "氯": "lv"}  # fmt: skip


def main() -> int:
    from pypinyin import Style, lazy_pinyin

    # read before anything is written: a wrong argument must not empty a resource
    table = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    signs = set()
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                signs.add(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    for file in ("codes/icd10.csv", "codes/icd9cm3.csv", "terms/aliases.csv", "terms/rewrites.csv"):
        signs |= {s for s in (ROOT / "resources" / file).read_text(encoding="utf-8") if s >= "\u3400"}
    with (TERMS / "pinyin.csv").open(encoding="utf-8", newline="") as lines:  # what was added by hand stays
        signs |= {s for r in csv.DictReader(lines) for s in r["characters"]}
    groups: dict[str, list[str]] = defaultdict(list)
    for sign in sorted(signs):
        reading = READINGS.get(sign) or lazy_pinyin(sign, style=Style.NORMAL, v_to_u=False)[0]
        if reading.isascii() and reading.isalpha():
            groups[reading].append(sign)
    with (TERMS / "pinyin.csv").open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(("pinyin", "characters"))
        rows.writerows((reading, "".join(found)) for reading, found in sorted(groups.items()))
    with (TERMS / "traditional.csv").open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(("traditional", "simplified"))
        for line in table:
            before, _, after = line.partition("\t")
            after = after.split(" ")[0]
            # a sign that simplified Chinese uses itself (乾, 著) stays as it is
            if len(before) == 1 and before != after and after in signs and before not in signs:
                rows.writerow((before, after))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
