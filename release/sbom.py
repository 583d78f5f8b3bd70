"""The parts of the Windows set-up and its add-on as a CycloneDX list: ``python -m release.sbom OUTPUT.json``.

Names, versions and licences are those of ``resources/licences/licences.csv``, hashes those of the locked wheels. The
list is validated against the published form before it is written. The same tree gives the same bytes.
"""

from __future__ import annotations

import csv
import json
import sys
import tomllib
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from release.moment import moment_of_release
from release.windows.read_lock import SEAT_LOCK, Locked, read_lock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "resources" / "licences" / "licences.csv"
#: Names that sources of a namespace of our own keep apart from anybody else's.
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "frontpage-coding")


def component(row: dict[str, str], wheels: dict[str, Locked], kind: ComponentType) -> Component:
    """One part; a wheel of the lock bears its hash and the name under which scanners know it."""
    wheel = wheels.get(row["name"].replace("_", "-").lower())
    return Component(
        name=row["name"],
        version=row["version"],
        type=kind,
        bom_ref=f"{row['name']}@{row['version']}",
        licenses=[LicenseFactory().make_from_string(row["licence"])],
        purl=PackageURL("pypi", name=wheel.name.replace("_", "-").lower(), version=wheel.version) if wheel else None,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in wheel.hashes] if wheel else [],
    )


def bom(rows: Iterable[dict[str, str]], wheels: Iterable[Locked], program: str, moment: datetime) -> Bom:
    """The list of a program's parts, which it depends on one by one."""
    held = {one.name.replace("_", "-").lower(): one for one in wheels}
    found = {
        row["name"]: component(
            row, held, ComponentType.APPLICATION if row["name"] == program else ComponentType.LIBRARY
        )
        for row in rows
    }
    ours = found.pop(program)
    listed = Bom(components=found.values(), serial_number=uuid.uuid5(_NAMESPACE, str(ours.version)))
    listed.metadata.component = ours
    listed.metadata.timestamp = moment
    listed.register_dependency(ours, found.values())
    return listed


def written(listed: Bom) -> str:
    """The list as JSON. Raises ValueError where it is not of the published form."""
    text = JsonV1Dot6(listed).output_as_string(indent=1)
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if error is not None:
        raise ValueError(f"not a CycloneDX list: {error}")
    return text + "\n"


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    with TABLE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    wheels = [*read_lock(), *read_lock(SEAT_LOCK)]
    text = written(bom(rows, wheels, project["name"], moment_of_release()))
    Path(sys.argv[1]).write_text(text, encoding="utf-8")
    parts = json.loads(text)["components"]
    print(f"{len(parts)} parts, {sum('hashes' in part for part in parts)} of them locked wheels")


if __name__ == "__main__":
    main()
