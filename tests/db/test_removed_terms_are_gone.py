"""What is removed from the term book is in no file of the store any more."""

from coding.suggest.term_book import TermPair
from db.sqlite.sqlite_store import SqliteStore

#: Doctors write whatever they know into a diagnosis.
WORDS = "张样例之母高血压病史"


def in_any_file(path):
    return [f.name for f in path.parent.iterdir() if WORDS.encode() in f.read_bytes()]


def test_a_removed_term_is_in_no_file_while_the_store_is_open(path):
    store = SqliteStore(path)
    store.add_terms([TermPair(WORDS, ("高血压",), "I10.x00", "dx")])
    assert in_any_file(path), "the test looks where terms are kept"
    store.remove_terms([store.terms()[0].id])
    assert in_any_file(path) == []
    store.close()


def test_a_removed_term_is_in_no_file_after_another_window_has_read(path):
    store, other = SqliteStore(path), SqliteStore(path)
    store.add_terms([TermPair(WORDS + str(n), ("高血压",), "I10.x00", "dx") for n in range(400)])
    assert len(other.terms()) == 400
    store.remove_terms([term.id for term in store.terms()])
    other.close()
    store.close()
    assert in_any_file(path) == []
