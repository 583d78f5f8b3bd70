"""Names for ``suggest``: ``terms.py FILE`` writes the diagnoses of the sample, as its coders wrote them."""

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from coding.exchange.read import read_file  # noqa: E402 - the path comes first

if __name__ == "__main__":
    pages = read_file(ROOT / "resources" / "sample" / "sample_n041.csv").pages
    names = sorted({row.name for page in pages for row in page.diagnoses if row.name})
    with Path(sys.argv[1]).open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["raw"], *([name] for name in names)])
