"""A workbook as LibreOffice counts it: every value that was written with a formula is taken out first."""

import re
import shutil
import subprocess
import zipfile

import pytest

_CACHED = re.compile(rb"(<f>[^<]*</f>)<v>[^<]*</v>")


def recalculated(path, folder):
    """The path of the workbook after LibreOffice has computed all its formulas; skips where it is not installed."""
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        pytest.skip("LibreOffice 不在本机：重算的比较跳过")
    bare, out = folder / "bare" / path.name, folder / "recalculated"
    bare.parent.mkdir()
    _without_values(path, bare)
    profile = (folder / "profile").as_uri()
    order = [soffice, "--headless", "--convert-to", "xlsx", "--outdir", str(out), f"-env:UserInstallation={profile}"]
    subprocess.run([*order, str(bare)], check=True, capture_output=True, timeout=300)
    return out / path.name


def _without_values(path, bare):
    with zipfile.ZipFile(path) as given, zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as written:
        for part in given.infolist():
            data = given.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                data = _CACHED.sub(rb"\1", data)
            written.writestr(part.filename, data)
