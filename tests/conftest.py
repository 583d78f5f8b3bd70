"""Common ground of all tests: the offscreen window system, and where the reference tables lie."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

REFERENCE = Path(__file__).resolve().parent.parent.parent / "shared" / "reference"


@pytest.fixture(scope="session")
def reference():
    """The folder of public tables; tests that need it are skipped where it is absent."""
    if not REFERENCE.is_dir():
        pytest.skip("公共参考表不在本机：该测试跳过")
    return REFERENCE
