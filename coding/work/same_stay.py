"""Whether two rows tell of the same stay: by organisation, record number and both days."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from coding.exchange.link import number_of

if TYPE_CHECKING:
    from coding.page.front_page import FrontPage


def stay_digest(page: FrontPage) -> bytes:
    """The same for two rows that tell of the same stay."""
    days = [str(page.date(key) or page.text(key)) for key in ("admission_datetime", "discharge_datetime")]
    told = (page.text("org_code"), number_of(page), *days)
    return hashlib.blake2b(repr(told).encode("utf-8", "replace"), digest_size=12).digest()
