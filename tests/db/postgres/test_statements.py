"""Statements in the words of both engines, as the server takes them."""

import pytest

from db.postgres.statements import ordered, translated


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("SELECT 1 FROM pages WHERE id = ? AND dept = ?", "SELECT 1 FROM pages WHERE id = $1 AND dept = $2"),
        ("UPDATE t SET a = ?2, b = ?1 WHERE id = ?1", "UPDATE t SET a = $1, b = $2 WHERE id = $2"),
        ("UPDATE t SET a = :a WHERE id = :id AND b > :a", "UPDATE t SET a = $1 WHERE id = $2 AND b > $1"),
        ("SELECT '?', ':a', 'it''s ?' FROM t WHERE a = ?", "SELECT '?', ':a', 'it''s ?' FROM t WHERE a = $1"),
        ("SELECT id FROM pages INDEXED BY pages_name WHERE TRUE", "SELECT id FROM pages WHERE TRUE"),
        ("SELECT id FROM pages ORDER BY +dept, +(drg = '')", "SELECT id FROM pages ORDER BY dept, (drg = '')"),
        ("SELECT coalesce(max(id), 0) + 1 FROM pages", "SELECT coalesce(max(id), 0) + 1 FROM pages"),
        ("SELECT instr(words, ?) > 0 FROM said", "SELECT strpos(words, $1) > 0 FROM said"),
    ],
)  # fmt: skip
def test_the_few_words_that_differ_are_others(said, sent):
    assert translated(said)[0] == sent


def test_parameters_go_where_they_are_asked_for():
    _, asked = translated("UPDATE t SET a = ?2, b = ?1 WHERE id = ?1")
    assert ordered((7, "x"), asked) == ["x", 7]
    _, asked = translated("UPDATE t SET a = :a WHERE id = :id")
    assert ordered({"id": 7, "a": "x", "more": 0}, asked) == ["x", 7]
