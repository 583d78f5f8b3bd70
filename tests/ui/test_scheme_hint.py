"""Over the sample one quiet line says where the scheme of one's own comes from; put away, it stays away."""

from tests.dip.small_city import write_city
from tests.ui.grouping.test_scheme_dropped import drop


def test_the_line_is_seen_over_the_sample_and_stays_away(coder):
    window = coder.start(sample=True)
    coder.rest()
    assert window.scheme_hint.isVisible()
    window.scheme_hint.close_button.click()
    assert not window.scheme_hint.isVisible()
    coder.end()
    again = coder.start(sample=True)
    coder.rest()
    assert not again.scheme_hint.isVisible()


def test_the_line_goes_with_the_general_scheme(coder, tmp_path):
    window = coder.start(sample=True)
    coder.rest()
    drop(coder, window, write_city(tmp_path / "小城")).use_button.click()
    coder.wait(lambda: window.session.knowledge.scheme.words.method == "DIP")
    assert not window.scheme_hint.isVisible()


def test_over_the_hospitals_own_pages_nothing_is_said(coder):
    window = coder.start()
    assert not window.scheme_hint.isVisible()
