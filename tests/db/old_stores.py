"""What released programs have left on disks: one file a schema, made by ``tools/make_old_store.py``."""

from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"


def schema_number(path):
    """Of which schema a stored file is."""
    return int(path.stem.removeprefix("store_v"))


#: The oldest first.
OLD = sorted(DATA.glob("store_v*.sqlite"), key=schema_number)
