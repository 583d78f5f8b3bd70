"""Common ground of all tests: the offscreen window system, and where the reference tables lie."""

import csv
import gc
import importlib.util
import os
from fnmatch import fnmatch
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from coding.drg.scheme import load_scheme
from coding.examine.examine import examine
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.page.context import Context
from coding.rules.example import read_example
from tests.db.server import Guarded, running
from tests.drg.small_pack import SMALL

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# How long an example takes says how busy the machine is, and nothing of the program. HYPOTHESIS_EXAMPLES asks for more.
settings.register_profile(
    "house",
    max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "30")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def _log_of_the_tests(tmp_path_factory):
    """Commands that are run in a test write no line into the log of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(autouse=True)
def _python_tidies_up_between_tests():
    """A window takes it over from Python (see ui.tidying), and goes with its test."""
    yield
    gc.enable()


@pytest.fixture(scope="session")
def cluster():
    """A PostgreSQL that lets its own machine in, one for all tests that ask for it. Skips where there is none."""
    with running() as made:
        yield made


@pytest.fixture(scope="session")
def guarded():
    """The same, of which nobody but its administrator comes in without a password."""
    with running(Guarded) as made:
        yield made


REFERENCE = Path(__file__).resolve().parent.parent.parent / "shared" / "reference"

#: What ``-m quick`` passes over: windows, processes that are started, files damaged by the hundred, every example.
_LONG = (
    "ui/*",
    "sample/*",
    "cases/*",
    "golden/*",
    "base/test_sheet_*",
    "commands/test_check_command.py",
    "drg/test_national_workbook.py",
    "house/*",
    "db/*",
    "store/*",
    "work/*",
    "suggest/test_search.py",
    "exchange/test_around_the_pages.py",
    "rules/test_examples.py",
    "rules/test_docs.py",
    "rules/test_kind_files.py",
    "knowledge/test_stamp.py",
    "exchange/test_families.py",
    "exchange/test_own_layout.py",
    "examine/test_examine_again.py",
    "*/test_hostile*",
    "*/test_damaged*",
    "*/test_*killed*",
    "*/test_bench*",
)
#: Single tests of a quarter of a minute and more: at the end of a run one process would be alone with one of them.
_FIRST = {
    "ui/test_no_text_outside.py",
    "ui/test_manual_pictures.py",
    "ui/test_hostile_text.py",
    "ui/test_nothing_left_on_disk.py",
    "house/test_hostile_patterns.py",
}
#: Tests that read the public tables measure as much as they test.
_LONG_FIXTURES = {"reference", "imported", "full_scheme"}


def pytest_ignore_collect(collection_path, config):
    """``-m quick`` does not even import what it passes over."""
    if config.option.markexpr == "quick" and collection_path.suffix == ".py" and _is_long(collection_path):
        return True
    return None


def pytest_collection_modifyitems(items):
    """The longest first. ``pytest -m quick``: what tells of a mistake in seconds, for the time between two edits."""
    items.sort(key=lambda item: _name_of(item.path) not in _FIRST)
    for item in items:
        drawn = hasattr(getattr(item, "obj", None), "hypothesis")
        if not (drawn or _is_long(item.path) or _LONG_FIXTURES & set(item.fixturenames)):
            item.add_marker("quick")


def _is_long(path):
    return any(fnmatch(_name_of(path), pattern) for pattern in _LONG)


def _name_of(path):
    return path.relative_to(Path(__file__).parent).as_posix()


@pytest.fixture(scope="session")
def reference():
    """The folder of public tables; tests that need it are skipped where it is absent."""
    if not REFERENCE.is_dir():
        pytest.skip("公共参考表不在本机：该测试跳过")
    return REFERENCE


@pytest.fixture(scope="session")
def embedded():
    """What ships with the program: headings only, no grey codes."""
    return load_knowledge()


@pytest.fixture(scope="session")
def imported(reference):
    """What a hospital would import: a full table with grey codes, and a region's scheme."""
    source = KnowledgeSource(
        dx_table=str(reference / "codes" / "icd10_yibao2.csv"),
        px_table=str(reference / "codes" / "icd9cm3_yibao2.csv"),
        scheme=str(reference / "drg" / "chs_drg_11"),
    )
    return load_knowledge(source)


@pytest.fixture(scope="session")
def judge(embedded):
    """``judge(text)`` → the Examination of a page in the notation of the examples."""

    def run(text, knowledge=None):
        page, neighbours, as_of = read_example(text)
        return examine(page, knowledge or embedded, Context(as_of=as_of, neighbours=neighbours))

    return run


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory):
    """Compiled packs of the tests stay out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("LOCALAPPDATA", str(tmp_path_factory.mktemp("cache_windows")))
        yield


@pytest.fixture(autouse=True, scope="session")
def cheap_passwords():
    """What Argon2id costs in tests, and the scrypt of a package: as little as it may. What it costs a user
    is stated by the constant alone; each wrapping keeps its own cost, so a file made so is opened by any program.
    """
    if importlib.util.find_spec("db") is None:  # rules that are tested in a copy of their own
        yield
        return
    import pyrage

    from tests.exchange.cheap_passphrase import cheaply_encrypted

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("db.shared.key_file.COST", (1, 8, 1))
        patch.setattr(pyrage.passphrase, "encrypt", cheaply_encrypted)
        yield


@pytest.fixture
def write_pack(tmp_path):
    """Write a small pack as a folder; keyword = table, its rows with the header first (None leaves the table out)."""

    def write(folder="pack", **changed):
        where = tmp_path / folder
        where.mkdir(parents=True, exist_ok=True)
        for table, rows in {**SMALL, **changed}.items():
            if rows is not None:
                with (where / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                    csv.writer(file).writerows(rows)
        return where

    return write


@pytest.fixture
def small_scheme(write_pack):
    """Load a small pack with some tables changed."""
    return lambda **changed: load_scheme(write_pack(**changed))


@pytest.fixture(scope="session")
def full_scheme(reference):
    """A reference scheme by name, loaded once."""
    loaded = {}

    def load(name):
        if name not in loaded:
            loaded[name] = load_scheme(reference / "drg" / name)
        return loaded[name]

    return load
