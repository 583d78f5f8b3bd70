"""Make the invented sample pages: ``python tools/make_sample.py`` writes ``resources/sample/``,
``--fixture`` the smaller file of the tests. The same seed gives the same bytes.

Everything that a reader may want to change is data under ``tools/sample/``.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.sample.defects import seed_defects  # noqa: E402
from tools.sample.draft import Draft  # noqa: E402
from tools.sample.fees import load_profiles  # noqa: E402
from tools.sample.people import invented_names, load_hospital  # noqa: E402
from tools.sample.stay import Maker  # noqa: E402
from tools.sample.table import n041_bytes, write_key  # noqa: E402
from tools.sample.vignette import Vignette, load_vignettes  # noqa: E402

SEED = 20261031
FIXTURE_SEED = 107  # with it every kind of defect finds a page
FIXTURE_PAGES = 130


def make_pages(seed: int, limit: int | None = None) -> tuple[list[Draft], list[dict[str, str]]]:
    """The pages in the order of discharge, and the key of the defects worked into them.

    Without ``limit`` the whole sample, a third of it marred; with it so many pages, two thirds of them
    marred, each kind of defect once.
    """
    rng = random.Random(seed)
    hospital = load_hospital()
    names = invented_names(hospital, rng)
    maker = Maker(hospital, load_profiles(), rng, names)
    plan = _plan(load_vignettes(), limit, rng)
    drafts = [maker.stay(vignette, serial) for serial, vignette in enumerate(plan, start=1)]
    drafts.sort(key=lambda draft: draft.values["discharge_datetime"])
    return drafts, seed_defects(drafts, rng, *((2 / 3, True) if limit else ()))


def _plan(vignettes: list[Vignette], limit: int | None, rng: random.Random) -> list[Vignette]:
    if limit is not None:
        share = limit / sum(v.pages for v in vignettes)
        vignettes = [replace(v, pages=max(1, round(v.pages * share))) for v in vignettes]
    plan = [v for v in vignettes for _ in range(v.pages)]
    rng.shuffle(plan)
    return plan[:limit]


def main() -> None:
    """Write the sample or the fixture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fixture", action="store_true", help="write tests/data/n041_seeded_130.csv instead")
    parser.add_argument("--out", type=Path, help="write into this folder instead")
    arguments = parser.parse_args()
    if arguments.fixture:
        folder, stem, key = ROOT / "tests" / "data", "n041_seeded_130", "n041_seeded_130_key"
        drafts, rows = make_pages(FIXTURE_SEED, FIXTURE_PAGES)
    else:
        folder, stem, key = ROOT / "resources" / "sample", "sample_n041", "defects"
        drafts, rows = make_pages(SEED)
    folder = arguments.out or folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{stem}.csv").write_bytes(n041_bytes(drafts))
    write_key(folder / f"{key}.csv", rows)
    marred = len({row["case_no"] for row in rows})
    print(f"{len(drafts)} pages, {marred} with {len(rows)} seeded defects → {folder / stem}.csv")


if __name__ == "__main__":
    main()
