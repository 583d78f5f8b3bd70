"""Write what names the sources of the program's kinds, for a program that is packed without them.

``python tools/write_program_stamp.py [FOLDER]``: FOLDER is the ``resources`` of the packed program. Where sources
lie beside the program (a source tree, a wheel) the file is not needed, and not read.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coding.base.resources import RESOURCES, resources
from coding.knowledge.ground import WRITTEN, program_stamp


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else RESOURCES
    stamp = program_stamp(resources())
    (folder / WRITTEN).write_text(f"{stamp}\n", encoding="ascii")
    print(f"{folder / WRITTEN}: {stamp}")


if __name__ == "__main__":
    main()
