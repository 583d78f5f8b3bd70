"""Waived findings are no errors, are never lost from sight, and come back when the waiver ends."""

from datetime import date, datetime

from coding.examine.examine import examine, stamp_of
from coding.examine.preview import preview
from coding.page.context import Context
from coding.page.edits import set_field
from coding.page.finding import Severity
from coding.page.waiver import Waiver
from coding.rules.example import read_example

TEXT = (
    "sex=1 | age_years=40 | los_days=0 | discharge_dept=03.05 | dx=N70.900 输卵管炎 poa=1"
    " | admission_datetime=2026-07-01 10:00 | discharge_datetime=2026-07-05 10:00"
)
NOW = datetime(2026, 8, 1, 9)


def seen(embedded, *waivers, text=TEXT, now=NOW):
    return examine(read_example(text)[0], embedded, Context(as_of=now, waivers=waivers))


def an_error(embedded):
    return next(f for f in seen(embedded).findings if f.severity is Severity.ERROR and f.value)


def accept(finding, **more):
    base = {"rule": finding.rule, "reason": "病历属实", "author": "质控甲", "at": NOW}
    return Waiver(**{**base, **more})


def test_a_waived_finding_is_not_counted_and_is_shown_with_its_reason(embedded):
    error = an_error(embedded)
    before, after = seen(embedded), seen(embedded, accept(error))
    gone = [w for w in after.waived if w.finding == error]
    assert gone[0].waiver.reason == "病历属实"
    assert error not in after.findings
    assert after.count(Severity.ERROR) < before.count(Severity.ERROR)
    assert len(after.findings) + len(after.waived) == len(before.findings)


def test_what_is_waived_costs_no_points(embedded):
    everything = [accept(f) for f in seen(embedded).findings]
    assert seen(embedded, *everything).score.points == 100
    assert seen(embedded).score.points < 100


def test_a_waiver_ends_after_its_last_day(embedded):
    error = an_error(embedded)
    waiver = accept(error, expires=date(2026, 8, 1))
    assert error not in seen(embedded, waiver).findings
    assert error in seen(embedded, waiver, now=datetime(2026, 8, 2)).findings
    assert error in seen(embedded, waiver, now=None).findings, "without a present day nothing that expires holds"


def test_a_waiver_of_a_ward_holds_there_only(embedded):
    error = an_error(embedded)
    assert error not in seen(embedded, accept(error, dept="03.05")).findings
    assert error in seen(embedded, accept(error, dept="04")).findings


def test_another_value_is_told_again(embedded):
    error = an_error(embedded)
    waiver = accept(error, field=error.place.field, value=error.value)
    assert error not in seen(embedded, waiver).findings
    assert error in seen(embedded, accept(error, field=error.place.field, value="别的值")).findings
    assert error in seen(embedded, accept(error, field="org_code", value=error.value)).findings


def test_the_stamp_tells_which_waivers_held(embedded):
    error = an_error(embedded)
    waiver = accept(error, expires=date(2026, 8, 1))
    assert seen(embedded).stamp == embedded.stamp
    assert seen(embedded, waiver).stamp == stamp_of(embedded, Context(as_of=NOW, waivers=(waiver,))) != embedded.stamp
    assert seen(embedded, waiver, now=datetime(2026, 8, 2)).stamp == embedded.stamp
    assert seen(embedded, accept(error, dept="03.05")).stamp != seen(embedded, accept(error)).stamp


def test_a_preview_knows_the_waivers(embedded):
    error = an_error(embedded)
    page = read_example(TEXT)[0]
    context = Context(as_of=NOW, waivers=(accept(error),))
    shift = preview(page, set_field(page, "patient_name", "样例甲"), embedded, context)
    assert error not in shift.before.findings
    assert error not in shift.after.findings
    assert error not in shift.come
