"""Two invented machines with a package that came back, for the pictures of the desk of packages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from coding.exchange.package_body import PackageKind
from coding.page.edits import set_field
from coding.page.reading import Reading
from coding.review.people import ALL_ROLES
from coding.store.kept_people import NewPerson, SignIn
from coding.store.packages_in_settings import PackagesInSettings
from coding.work.bringing_in import bring_in, give_back
from coding.work.dealing_out import Deal, by_ward, deal
from coding.work.package_desk import lock_back, lock_to, my_card, opened_at, sender_of
from coding.work.partners import add_partner

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from coding.page.front_page import FrontPage
    from coding.store.doorkeeper import Doorkeeper
    from coding.store.store import Store

_PASSWORD: Final = "窗外有一株石榴树"
#: What both alter, one this way and the other that way; and what only one does.
_BOTH: Final = (("contact_phone", "13900000001", "13900000002"), ("employer", "某机械厂", "某机械厂退休"))
_ONE: Final = (("current_postcode", "100071", "按身份证地址更正"), ("occupation", "31", "按入院登记更正"))


def came_back(keeper: Doorkeeper, office: Store, folder: Path, pages: Iterable[FrontPage]) -> Path:
    """Fill the office with these pages, deal a ward out, have it worked on elsewhere and here; the package that came
    back.
    """
    office.import_reading(Reading("示例.csv", "n041", "utf-8", (), tuple(pages)))
    desk = _machine(keeper, folder / "周敏.sqlite", "zhoumin", "周敏")
    try:
        for one, other in ((office, desk), (desk, office)):
            add_partner(one, my_card(other)[1])
        other = _machine(keeper, folder / "何俊.sqlite", "hejun", "何俊")
        add_partner(office, my_card(other)[1])
        other.close()
        now, notes, theirs = datetime.now(), PackagesInSettings(office), PackagesInSettings(desk)
        wards = by_ward(office)
        title, ids = max(wards.items(), key=lambda ward: (len(ward[1]), ward[0]))
        given = Deal("周敏", lock_to(office, "周敏"), ids, title, PackageKind.DEALT)
        [dealt] = deal(office, notes, folder, [given], sender_of(office), now)
        assert dealt.path is not None
        brought = bring_in(desk, theirs, opened_at(desk, dealt.path), dealt.path.name)
        for at, page_id in enumerate(brought.ids[:6]):
            for key, text, reason in _ONE[at % 2 :]:
                _set(desk, page_id, key, text, reason)
        for key, here, there in _BOTH:
            _set(office, ids[0], key, here, "电话核实")
            _set(desk, brought.ids[0], key, there, "按病历更正")
        noted = theirs.package(dealt.id)
        assert noted is not None
        return give_back(desk, theirs, noted.id, folder, sender_of(desk), lock_back(noted), now).path
    finally:
        desk.close()


def _machine(keeper: Doorkeeper, path: Path, user: str, name: str) -> Store:
    keeper.seal(path, NewPerson(user, name, ALL_ROLES, _PASSWORD))
    return keeper(path, SignIn(user, _PASSWORD))


def _set(store: Store, page_id: int, key: str, text: str, reason: str) -> None:
    store.append(page_id, replace(set_field(store.page(page_id), key, text), reason=reason))
