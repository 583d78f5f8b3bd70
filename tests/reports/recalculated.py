"""Workbooks as LibreOffice counts them: every value that was written with a formula is taken out first."""

import re
import shutil
import subprocess
import zipfile

import pytest

_CACHED = re.compile(rb"(<f>[^<]*</f>)<v>[^<]*</v>")


def recalculated(paths, folder):
    """The folder of the workbooks after LibreOffice has computed every formula; skips where it is not installed."""
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        pytest.skip("LibreOffice 不在本机：重算的比较跳过")
    bare, out = folder / "bare", folder / "recalculated"
    bare.mkdir()
    for path in paths:
        _without_values(path, bare / path.name)
    profile = (folder / "profile").as_uri()
    order = [soffice, "--headless", "--convert-to", "xlsx", "--outdir", str(out), f"-env:UserInstallation={profile}"]
    subprocess.run([*order, *map(str, bare.iterdir())], check=True, capture_output=True, timeout=300)
    return out


def _without_values(path, bare):
    with zipfile.ZipFile(path) as given, zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as written:
        for part in given.infolist():
            data = given.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                data = _CACHED.sub(rb"\1", data)
            written.writestr(part.filename, data)
