"""What stands open after a file was read."""

from ui.opening_files import SAMPLE


def test_the_first_page_of_the_list_stands_open_after_an_import(coder):
    window = coder.start()
    window.opening.open(SAMPLE)
    coder.wait(lambda: window.session.page_id is not None and not window.opening.is_busy)
    assert window.session.page_id == window.session.store.worklist(window.worklist.query)[0]
