"""The window shows its list before it loads what judges pages: rules, schemes and readers of files come behind."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: What a start may not load, each with what it is for.
HEAVY = (
    "pandas",
    "numpy",
    "openpyxl",
    "docx",
    "coding.rules.engine",
    "coding.rules.kinds",
    "coding.drg.scheme",
    "coding.dip.dip_scheme",
    "coding.payment.policy",
    "coding.exchange.read",
    "coding.suggest.search",
    "coding.indicators.frame",
    "coding.reports",
)


@pytest.fixture(scope="module")
def loaded():
    """The modules that are there when the program has opened its door and no window yet."""
    code = "import sys, main, ui.app, db.sqlite.stores; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("name", HEAVY)
def test_a_start_does_not_load(loaded, name):
    assert sorted(one for one in loaded if one == name or one.startswith(f"{name}.")) == []
