"""Which characters of a name the words of the query account for."""

from __future__ import annotations

import unicodedata


def marked(name: str, words: str) -> tuple[int, ...]:
    """Positions in ``name`` that stand in a pair of neighbours of the query, or alone where it is one sign long."""
    query = unicodedata.normalize("NFKC", words).lower()
    signs = [unicodedata.normalize("NFKC", c).lower() for c in name]
    found: set[int] = set()
    for i in range(len(signs) - 1):
        if signs[i] + signs[i + 1] in query:
            found |= {i, i + 1}
    for i, sign in enumerate(signs):
        if (len(query) <= 2 and sign in query) or (sign.isascii() and sign.isalnum() and sign in query):
            found.add(i)
    return tuple(sorted(found))
