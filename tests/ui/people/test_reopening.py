"""A month is reopened by who keeps the people: a role that sees no page and no figure."""

from coding.review.people import Role
from coding.store.kept_audit import AuditQuery, Deed
from coding.store.store import MonthKind
from coding.work.months import the_month


def test_an_administrator_reopens_a_month_with_a_reason(house, sign_in_as):
    store = house.store()
    store.note_month(MonthKind.OPENED, {}, month="2026-10")
    store.note_month(MonthKind.CLOSED, {"figures": {}, "stamp": "s"}, month="2026-10")
    window = house.start(sign_in_as("guanli", house.let_in("guanli", "管理员甲", Role.ADMINISTRATOR)))
    assert not window.actions_["month"].isEnabled()
    dialog = window.month.reopen()
    assert "2026-10 已关账" in dialog.months.currentText()
    dialog.words.setText("补收一批病案")
    dialog.keep()
    assert not dialog.isVisible()
    month = the_month(house.store(), "2026-10")
    assert (month.label, month.reopenings[-1].reason) == ("已重开", "补收一批病案")
    assert house.store().audit_count(AuditQuery(deeds=frozenset({Deed.REFUSED}))) == 0
