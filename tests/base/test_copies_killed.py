"""A program that is killed while it copies leaves no half copy under the name of a whole one."""

import subprocess
import sys
from pathlib import Path

import pytest

from coding.base.private_copies import content_of, copy_trouble, keep_copy

ROOT = Path(__file__).resolve().parents[2]
#: Ends the process at the n-th time that something is brought to the disk, as a kill or a power cut does.
DYING = """
import os, sys
left = int(sys.argv[3])
real = os.fsync
def dying(handle):
    global left
    left -= 1
    if left < 0:
        os._exit(9)
    real(handle)
os.fsync = dying
from pathlib import Path
from coding.base.private_copies import content_of, keep_copy
keep_copy(content_of(Path(sys.argv[1])), Path(sys.argv[2]))
"""


@pytest.fixture
def pack(tmp_path):
    folder = tmp_path / "方案"
    folder.mkdir()
    for name in ("adrg", "drg", "mdc"):
        (folder / f"{name}.csv").write_text(f"code,name\n{name},一\n" * 1000, encoding="utf-8")
    return folder


@pytest.mark.parametrize("at", range(5))
def test_killed_at_any_moment_there_is_a_whole_copy_or_none(pack, tmp_path, at):
    folder = tmp_path / "病案.knowledge"
    died = subprocess.run([sys.executable, "-c", DYING, str(pack), str(folder), str(at)], cwd=ROOT, check=False)
    assert died.returncode == (9 if at < 4 else 0)
    digest = content_of(pack).digest
    for home in folder.iterdir():
        if not home.name.startswith(".part-"):
            assert copy_trouble(home / pack.name, digest) == ""
    copy = keep_copy(content_of(pack), folder)
    assert copy_trouble(copy.path, digest) == ""
