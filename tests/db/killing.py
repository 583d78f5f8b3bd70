"""A child that is killed in the middle of what it does to files."""

import os
import shutil
import signal
from pathlib import Path

#: What names, makes, removes and settles files.
STEPS = (
    (Path, "rename"),
    (Path, "replace"),
    (Path, "unlink"),
    (Path, "mkdir"),
    (os, "fsync"),
    (shutil, "rmtree"),
)


def killed_at(step, work):
    """A child does ``work`` and is killed at its nth step that changes what lies on the disk; whether it was."""
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    left = [step]

    def deadly(call):
        def called(*arguments, **more):
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **more)

        return called

    code = 1
    try:
        for owner, name in STEPS:
            setattr(owner, name, deadly(getattr(owner, name)))
        work()
        code = 0
    finally:
        os._exit(code)
