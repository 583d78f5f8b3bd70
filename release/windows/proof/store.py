"""A data file with the pages of the sample: ``store.py FILE``; the window that opens on it shows its list first."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from coding.exchange.read import read_file  # noqa: E402 - the path comes first
from db.sqlite.sqlite_store import SqliteStore  # noqa: E402

if __name__ == "__main__":
    store = SqliteStore(Path(sys.argv[1]))
    store.import_reading(read_file(ROOT / "resources" / "sample" / "sample_n041.csv"))
    store.close()
