"""Which backups stay: the last few, one of each day, week and month; what reaches furthest always."""

from datetime import datetime, timedelta

from coding.review.backup_rotation import Held, Kept, Period, rotation, superfluous

MORNING = datetime(2026, 11, 2, 8)


def held(days, *, good=True, first=MORNING):
    return [Held(f"{n:03}", first + timedelta(days=n), n + 1, good) for n in range(days)]


def left(backups, rows=None):
    gone = superfluous(backups, rows)
    return [one.name for one in backups if one.name not in gone]


def test_the_table_keeps_days_weeks_and_months():
    assert [(row.period, row.keep) for row in rotation()] == [
        (Period.LAST, 5), (Period.DAY, 7), (Period.WEEK, 4), (Period.MONTH, 12)
    ]  # fmt: skip


def test_of_a_year_of_days_the_last_week_four_weeks_and_twelve_months_stay():
    backups = held(365)
    stay = {one.at for one in backups if one.name in left(backups)}
    last = backups[-1].at
    assert {last - timedelta(days=n) for n in range(7)} <= stay
    assert len({(at.year, at.month) for at in stay}) == 12
    assert len(stay) <= 7 + 3 + 12


def test_all_of_one_day_stay_while_they_are_few():
    backups = [Held(str(n), MORNING + timedelta(hours=n), n, is_good=True) for n in range(8)]
    assert left(backups) == ["3", "4", "5", "6", "7"]


def test_bad_ones_never_push_out_a_good_one():
    backups = held(3) + [Held(f"bad{n}", MORNING + timedelta(days=10 + n), 10 + n, is_good=False) for n in range(400)]
    assert {"000", "001", "002", "bad399"} <= set(left(backups))
    assert len(left(backups)) < 40


def test_a_clock_that_was_set_back_makes_no_new_backup_an_old_one():
    rows = [Kept(Period.LAST, "", 1)]
    backups = [*held(3), Held("new", MORNING - timedelta(days=400), 99, is_good=True)]
    assert left(backups, rows) == ["002", "new"]


def test_of_none_none_goes():
    assert superfluous([]) == frozenset()
