"""The maker's signatures on the files of the embedded Python.

``python -m release.windows.signatures FOLDER``: each program and library in the folder must carry a signature of the
Python Software Foundation that fits its bytes and leads to a root that is named here by its fingerprint. The roots
themselves come with the signatures. The certificates of the signers are short-lived and have long expired: a signature
is judged for the day on which it was made. Needs ``osslsigncode`` and ``openssl``.

Two files are the compiler maker's (Microsoft), whose root does not come with the signature: of these it is seen that
the signature fits the bytes; that they are the right ones rests on the hash of the archive, as for all files.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

SIGNER = re.compile(r"O ?= ?\"?Python Software Foundation\b")
#: SHA-256 of the root, and a day on which what leads to it was valid.
ROOTS = {
    "5367F20C7ADE0E2BCA790915056D086B720C33C1FA2A2661ACF787E3292E1270": datetime(2025, 2, 5, tzinfo=UTC),
    "552F7BDCF1A7AF9E6CE672017F4F12ABF77240C78E761AC203D1D9D20AC89988": datetime(2024, 6, 1, tzinfo=UTC),
}
BY_MICROSOFT = ("vcruntime140.dll", "vcruntime140_1.dll")
_PROGRAMS = ("*.exe", "*.dll", "*.pyd")
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", re.DOTALL)


class SignatureError(Exception):
    """A file is not what its maker signed, and the sentence that says so."""


def check_folder(folder: Path) -> int:
    """How many files were looked at. Raises SignatureError at the first that is not its maker's."""
    files = sorted(path for pattern in _PROGRAMS for path in folder.glob(pattern))
    for path in files:
        check(path)
    return len(files)


def check(path: Path) -> None:
    """Raises SignatureError unless a file carries a signature of the maker that fits it."""
    if path.name in BY_MICROSOFT:
        _check_digest(path)
        return
    with tempfile.TemporaryDirectory() as scratch:
        root, day = _root(path, Path(scratch))
        command = ["osslsigncode", "verify", "-in", str(path), "-CAfile", str(root), "-TSA-CAfile", str(root)]
        command += ["-ignore-timestamp", *_without_lists(), "-time", str(int(day.timestamp()))]
        told = _run(command)
    if "MISMATCH" in told or not re.search(r"^Signature verification: ok", told, re.MULTILINE):
        raise SignatureError(f"{path.name}: the signature does not fit the file")
    if not SIGNER.search(told):
        raise SignatureError(f"{path.name}: signed by somebody else")


def _check_digest(path: Path) -> None:
    told = _run(["osslsigncode", "verify", "-in", str(path)])
    signed, found = (re.search(rf"{which} message digest *: *([0-9A-F]+)", told) for which in ("Current", "Calculated"))
    if signed is None or found is None or signed[1] != found[1] or "O=Microsoft Corporation" not in told:
        raise SignatureError(f"{path.name}: the signature does not fit the file")


def refuses_a_changed_byte(path: Path) -> bool:
    """Whether the check sees one byte that was changed in a copy of a signed file: the check itself is tried."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / path.name
        content = bytearray(path.read_bytes())
        content[len(content) // 3] ^= 1
        copy.write_bytes(content)
        try:
            check(copy)
        except SignatureError:
            return True
    return False


def _root(path: Path, scratch: Path) -> tuple[Path, datetime]:
    """The root that a signature leads to, when it is one of ours, and the day for which it is judged."""
    signature = scratch / "signature.pem"
    _run(["osslsigncode", "extract-signature", "-in", str(path), "-pem", "-out", str(signature)])
    if not signature.is_file():
        raise SignatureError(f"{path.name}: not signed")
    listed = _run(["openssl", "pkcs7", "-in", str(signature), "-print_certs"])
    for number, text in enumerate(_CERTIFICATE.findall(listed)):
        certificate = scratch / f"{number}.pem"
        certificate.write_text(text, encoding="ascii")
        told = _run(["openssl", "x509", "-in", str(certificate), "-noout", "-fingerprint", "-sha256"])
        day = ROOTS.get(told.strip().rpartition("=")[2].replace(":", ""))
        if day is not None:
            return certificate, day
    raise SignatureError(f"{path.name}: the signature leads to no root that is named here")


def _without_lists() -> list[str]:
    """Newer versions look for lists of what was revoked, which lie on the network, unless they are told not to."""
    told = _run(["osslsigncode", "verify", "--help"])
    return ["-ignore-crl"] if "-ignore-crl" in told else []


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, check=False)
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def main() -> int:
    missing = [name for name in ("osslsigncode", "openssl") if shutil.which(name) is None]
    if missing:
        print(f"{', '.join(missing)} is not here: the signatures cannot be checked", file=sys.stderr)
        return 1
    folder = Path(sys.argv[1])
    try:
        count = check_folder(folder)
    except SignatureError as error:
        print(error, file=sys.stderr)
        return 1
    if not refuses_a_changed_byte(folder / "python.exe"):
        print("the check does not see a changed byte", file=sys.stderr)
        return 1
    print(f"{count} files are as they were signed (Python Software Foundation; runtime: Microsoft)")
    print("the check sees a changed byte")
    return 0


if __name__ == "__main__":
    sys.exit(main())
