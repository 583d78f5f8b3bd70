"""The window and the command line never disagree: one file through both, compared page by page."""

import csv
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from coding.commands.door import run
from coding.page.audience import EVERYBODY
from coding.page.edits import set_field
from coding.page.finding import Severity
from coding.work.rechecking import outdated

DATA = Path(__file__).resolve().parents[1] / "data"
NOW = datetime(2026, 11, 22, 10)


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def by_row(rows):
    found = {}
    for row in rows:
        found.setdefault(row["row"], []).append(row)
    return found


@pytest.fixture
def export(tmp_path):
    """A month's export with a hundred defects, and ten of its stays once more: the same persons, readmitted."""
    path = tmp_path / "首页.csv"
    shutil.copy(DATA / "n041_seeded_130.csv", path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, *lines[21:31]]))
    return path


@pytest.fixture
def checked(export, tmp_path):
    out = tmp_path / "out"
    assert run(["check", str(export), "--out", str(out), "--as-of", f"{NOW:%Y-%m-%d %H:%M}"]) == 0
    return out


@pytest.fixture
def window(coder, export):
    window = coder.start()
    coder.session.clock = lambda: NOW
    window.audience.choose(EVERYBODY)
    window.open_file(export)
    coder.wait(lambda: len(window.worklist.model.ids) == 140)
    coder.rest()
    while QApplication.activeModalWidget() is not None:
        coder.press("Return")
    coder.rest()
    return window


def numbers(text):
    return float(text) if text else None


def test_findings_groups_and_scores_are_the_same_page_by_page(window, checked):
    session = window.session
    findings, groups, scores = (by_row(rows_of(checked / f"{t}.csv")) for t in ("findings", "groups", "scores"))
    kept = {row.id: row for row in session.store.rows(session.store.worklist())}
    rules = set()
    for page_id in kept:
        session.open(page_id)
        seen, row = session.examination, str(session.page.origin.row)
        said = [
            (f.rule, f.severity, f.place.field, "" if f.place.index is None else str(f.place.index), f.value, f.message)
            for f in seen.findings
        ]
        there = findings.get(row, [])
        told = [tuple(f[c] for c in ("rule", "severity", "field", "index", "value", "message")) for f in there]
        assert said == told, session.page.case_no
        [group], [score] = groups[row], scores[row]
        assert (group["status"], group["adrg"], group["drg"]) == (
            seen.grouping.status.value,
            seen.grouping.adrg,
            seen.grouping.drg,
        )
        assert numbers(group["weight"]) == (None if seen.price.weight is None else round(seen.price.weight, 4))
        assert float(score["score"]) == round(seen.score.points, 2)
        # what the worklist shows was judged behind the window
        assert kept[page_id].errors == sum(f["severity"] == "error" for f in there) == seen.count(Severity.ERROR)
        assert (kept[page_id].drg, kept[page_id].score) == (seen.grouping.drg, seen.score.points)
        rules |= {f.rule for f in seen.findings}
    neighbourly = {c.rule.id for c in session.knowledge.rules.rules if "neighbours" in c.needs}
    assert rules & neighbourly, "the file must hold stays that are judged by other stays"


def test_an_edit_is_judged_on_the_other_stays_of_the_person_too(coder, window):
    session = window.session
    store = session.store
    near = store.neighbours(store.worklist())
    one, other = next((page_id, others[0]) for page_id, others in near.items() if others)
    for page_id in (other, one):
        session.open(page_id)
        session.apply(set_field(session.page, "abo_blood", "2" if session.page.text("abo_blood") == "1" else "1"))
        coder.rest()
        assert outdated(store, session.knowledge, session.contexts, NOW) == []
    before = store.rows([other])[0]
    for key, text in (("case_no", "另一个人"), ("id_no", "-")):
        session.apply(set_field(session.page, key, text))
        coder.rest()
        assert outdated(store, session.knowledge, session.contexts, NOW) == []
    after = store.rows([other])[0]
    assert store.neighbours([other]) == {other: ()}
    assert (after.errors, after.warnings) != (before.errors, before.warnings)


def test_a_window_that_is_opened_again_judges_nothing_anew(coder, window):
    store = window.session.store
    before = {row.id: row for row in store.rows(store.worklist())}
    coder.end()
    again = coder.start()
    again.session.clock = lambda: NOW
    judged = []
    again.session.judged.connect(judged.extend)
    coder.rest()
    assert set(judged) <= {again.session.page_id}
    store = again.session.store
    assert {row.id: row for row in store.rows(store.worklist())} == before
