"""Download what the program's wheel needs on Linux for one version of Python, also beside a department's server:
``wheels_for.py WHEEL VERSION FOLDER``.

pip resolves for another version of Python, but judges marks (``python_version < "3.12"``) by the one it runs in. The
program's own marks are therefore taken out before it is asked.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path

#: Of the extras, the one that hospitals install without a network.
_EXTRA = re.compile(r"""^extra == ["']server["']$""")
_MARK = re.compile(r"""^python_version (<|>=) ["'](\d+)\.(\d+)["']$""")
#: From the oldest glibc that the wheels are wanted for upwards: pip takes each as a name of its own.
_PLATFORMS = (
    "manylinux2014_x86_64",
    "manylinux_2_17_x86_64",
    "manylinux_2_26_x86_64",
    "manylinux_2_27_x86_64",
    "manylinux_2_28_x86_64",
)


def requirements(wheel: Path, version: str) -> list[str]:
    """What the wheel asks for in that version of Python, without marks. Raises ValueError for other marks."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        head = HeaderParser().parsestr(archive.read(name).decode("utf-8"))
    asked = []
    for line in head.get_all("Requires-Dist", []):
        requirement, _, mark = (part.strip() for part in line.partition(";"))
        if _EXTRA.match(mark) or ("extra ==" not in mark and (not mark or _holds(mark, version))):
            asked.append(requirement)
    return asked


def _holds(mark: str, version: str) -> bool:
    found = _MARK.match(mark)
    if found is None:
        raise ValueError(f"a mark that is not judged here: {mark}")
    here, there = tuple(map(int, version.split("."))), (int(found[2]), int(found[3]))
    return here < there if found[1] == "<" else here >= there


def main() -> None:
    wheel, version, folder = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--only-binary", ":all:", "--dest", str(folder)]
    command += ["--python-version", version, "--implementation", "cp", "--find-links", str(folder)]
    for platform in _PLATFORMS:
        command += ["--platform", platform]
    subprocess.run([*command, *requirements(wheel, version)], check=True)


if __name__ == "__main__":
    main()
