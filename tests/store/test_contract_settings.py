"""Settings of the department and of the machine, and the Knowledge that stamps name."""

from coding.store.store import LATEST, Verdict
from tests.db.conftest import make_page, make_reading


def test_settings_of_department_and_machine_do_not_meet(opened, store):
    store.set_setting("evidence.percent", "20")
    store.set_machine_setting("window.appearance", "dark")
    again = opened()
    assert again.setting("evidence.percent") == "20"
    assert again.setting("window.appearance", "system") == "system"
    assert again.machine_setting("window.appearance") == "dark"
    assert again.machine_setting("window.geometry", "none") == "none"


def test_last_setting_counts(store):
    for value in ("甲", "乙", ""):
        store.set_setting("author", value)
        store.set_machine_setting("author", value)
    assert store.setting("author", "编码员") == ""
    assert store.machine_setting("author", "编码员") == ""


def test_every_stamp_on_a_verdict_is_known_with_the_moment_it_was_seen_first(store, clock):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    given = Verdict("clean", 0, 0, 0, 0, "", "HC23", 1.0, None, 100.0, "0123456789ab")
    store.keep_verdicts([(page_id, given)])
    (seen,) = store.named_knowledge()
    assert (seen.stamp, seen.described) == ("0123456789ab", {})
    store.name_knowledge("0123456789ab", {"scheme": "CHS-DRG 1.1", "dx_table": "内置"})
    store.keep_verdicts([(page_id, given)])
    (named,) = store.named_knowledge()
    assert named.described == {"scheme": "CHS-DRG 1.1", "dx_table": "内置"}
    assert named.first_seen == seen.first_seen <= clock.now


def test_what_a_stamp_tells_of_other_stays_names_no_knowledge(store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    for stamp in ("0123456789ab", "0123456789ab-", "0123456789ab-c0ffee", "0123456789ab+d00d-c0ffee"):
        store.keep_verdicts([(page_id, Verdict("clean", 0, 0, 0, 0, "", "HC23", 1.0, None, 100.0, stamp))])
        assert store.rows([page_id])[0].stamp == stamp
    assert [k.stamp for k in store.named_knowledge()] == ["0123456789ab", "0123456789ab+d00d"]


def test_settings_that_belong_together_are_kept_in_one_write(store):
    store.set_setting("knowledge.scheme", "甲")
    before = store.changed_since(LATEST).revision
    store.set_settings({"knowledge.scheme": "乙", "knowledge.tariff": "丙"})
    assert (store.setting("knowledge.scheme"), store.setting("knowledge.tariff")) == ("乙", "丙")
    assert store.changed_since(before).revision == before + 1
