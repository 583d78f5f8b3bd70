"""``completion``: the script by which a shell completes the commands, their options and the names of files."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from coding.base.resources import resources

if TYPE_CHECKING:
    import argparse

#: The file of each shell, below ``resources``; written by ``tools/write_completions.py``.
SHELLS: Final = {
    "bash": "completions/frontpage-coding.bash",
    "zsh": "completions/_frontpage-coding",
    "fish": "completions/frontpage-coding.fish",
    "powershell": "completions/frontpage-coding.ps1",
}


def completion(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    sys.stdout.write(resources().content(SHELLS[arguments.shell]).decode("utf-8"))
    return 0
