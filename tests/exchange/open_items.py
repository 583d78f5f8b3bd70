"""The mandatory items that settlement lists of some pages would leave empty."""

from coding.exchange.settlement_needs import NeedsCount


def open_items(pages):
    """In the order of the interface."""
    count = NeedsCount()
    for page in pages:
        count.add(page)
    return count.items()
