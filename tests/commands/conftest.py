"""A command is run as it is typed."""

import pytest

from coding.commands.door import run
from main import open_store


@pytest.fixture
def told(capsys):
    """Runs a command: its exit code, and what it said."""

    def run_it(*arguments):
        code = run([str(one) for one in arguments], open_store=open_store)
        said = capsys.readouterr()
        return code, said.out + said.err

    return run_it
