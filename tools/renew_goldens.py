"""Writes ``tests/golden/expected`` anew: ``python -m tools.renew_goldens``. Look at ``git diff`` before committing."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tests.golden.golden_runs import EXPECTED, RUNS, outputs


def main() -> None:
    shutil.rmtree(EXPECTED, ignore_errors=True)
    for name in RUNS:
        with tempfile.TemporaryDirectory() as folder:
            for path, content in outputs(name, Path(folder)).items():
                target = EXPECTED / name / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)


if __name__ == "__main__":
    main()
