"""Reviews, assignments and who is at which page, in the tables."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from coding.review.masks import masked_text
from coding.review.people import Command
from coding.store.kept_audit import Deed
from coding.store.kept_reviews import About, Assignment, Precision, Review, Said, Taken
from coding.store.kept_worklist import Trade
from coding.store.store_errors import StoreCorruptError, StoreError
from db.shared.sql.engine import inserted
from db.shared.tables.page_rows import require_page
from db.shared.tables.pagetext import whole
from db.shared.tables.people_tables import read_people
from db.shared.tables.revisions import mark_pages, next_revision
from db.shared.tables.sums import SUMMED, intact, require_intact, seal
from db.shared.tables.taken import TAKEN_SECONDS, all_taken, ask_taken, taken_of
from db.shared.trades.connections import Act, Connections

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from db.shared.sql.engine import Connection

#: What one has to be allowed to do to say it.
_COMMANDS: Final = {
    Said.RIGHT: Command.JUDGE_FINDING,
    Said.WRONG: Command.JUDGE_FINDING,
    Said.COMMENT: Command.COMMENT,
    Said.REPLY: Command.COMMENT,
    Said.ASK_OPINION: Command.SECOND_OPINION,
    Said.OPINION: Command.SECOND_OPINION,
}
_VERDICTS: Final = (Said.RIGHT, Said.WRONG)
#: Every engine takes at least 999 parameters in one statement.
_AT_ONCE: Final = 500
_DAMAGED: Final = "数据文件中的审核或分派记录已损坏：请从备份恢复数据文件。"

_ASSIGN: Final = (
    "INSERT INTO assignments (page_id, who, given_by, at, due) VALUES (?, ?, ?, ?, ?) ON CONFLICT (page_id) DO UPDATE"
    " SET who = excluded.who, given_by = excluded.given_by, at = excluded.at, due = excluded.due"
)
_TAKE: Final = (
    "INSERT INTO taken (page_id, who, name, until) VALUES (?, ?, ?, ?) ON CONFLICT (page_id) DO UPDATE"
    " SET who = excluded.who, name = excluded.name, until = excluded.until"
)


class ReviewTrade(Connections):
    """``coding.store.kept_reviews``."""

    def say(
        self,
        page_id: int,
        about: About,
        subject: str,
        said: Said,
        text: str = "",
        *,
        answers: int | None = None,
        rule: str = "",
    ) -> Review:
        """Keep a word of review. A verdict on the same subject takes the place of the one before; both stay."""
        if said is Said.WRONG and not text.strip():
            raise StoreError("不认可要写明理由，没有保存：请补上理由后再试。")
        command = Command.REVIEW_WAIVER if about is About.WAIVER and said in _VERDICTS else _COMMANDS[said]
        told: dict[str, Any] = {"about": about.value, "subject": subject, "said": said.value, "rule": rule}
        act = Act(command, Deed.REVIEW, told, page_id)
        at = self._clock()
        with self._transaction(act) as connection:
            require_page(connection, page_id)
            self._sight.require(connection, page_id)
            if answers is not None:
                _require_review(connection, answers, page_id)
            number = inserted(
                connection,
                "INSERT INTO reviews (page_id, about, subject, said, text, who, name, at, answers, rule)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    page_id, about.value, whole(subject), said.value, whole(text), self.me.id, whole(self.me.name),
                    at.isoformat(timespec="microseconds"), answers, whole(rule),
                ),
            )  # fmt: skip
            seal(connection, "reviews", "id = ?", (number,))
            told["review"] = number
            next_revision(connection, Trade.REVIEWS)
            mark_pages(connection, [page_id])
        return Review(number, page_id, about, subject, said, text, self.me.id, self.me.name, at, answers, rule)

    def reviews(self, page_id: int) -> Sequence[Review]:
        """All words on a page, oldest first."""
        with self._reading() as connection:
            self._sight.require(connection, page_id)
        return self._shown_words(self._words("page_id = ?", page_id))

    def words_about(self, about: About) -> Sequence[Review]:
        """All words about things of one kind, whatever page they were said on, oldest first."""
        words = self._words("about = ?", about.value)
        with self._reading() as connection:
            seen = self._sight.all_seen(connection, sorted({word.page_id for word in words}))
        return self._shown_words([word for word in words if word.page_id in seen])

    def _shown_words(self, words: list[Review]) -> list[Review]:
        """Words of review as they are shown: who wrote them had the identities before them, and quotes them."""
        if self._sight.identities or not words:
            return words
        with self._reading():
            pages = {page_id: self._read.current(page_id) for page_id in {word.page_id for word in words}}
        return [replace(word, text=masked_text(word.text, pages[word.page_id])) for word in words]

    def _words(self, condition: str, given: object) -> list[Review]:
        with self._reading() as connection:
            rows = connection.execute(
                f"SELECT {intact('reviews')}, {SUMMED['reviews']} FROM reviews WHERE {condition} ORDER BY id", (given,)
            ).fetchall()
        require_intact(rows, _DAMAGED)
        return [_review(row[1:]) for row in rows]

    def precision(self) -> Mapping[str, Precision]:
        """Of each rule whose findings were looked at: right and wrong, the last verdict on each counts."""
        with self._searching() as connection:
            rows = connection.execute(
                "SELECT rule, said FROM reviews WHERE id IN (SELECT max(id) FROM reviews WHERE rule <> ''"
                " AND about = ? AND said IN (?, ?) GROUP BY page_id, subject)",
                (About.FINDING.value, *(said.value for said in _VERDICTS)),
            ).fetchall()
        found: dict[str, Precision] = {}
        for rule, said in sorted(rows):
            before = found.get(rule, Precision(0, 0))
            right = said == Said.RIGHT.value
            found[rule] = Precision(before.right + right, before.wrong + (not right))
        return found

    def assign(
        self,
        ids: Iterable[int],
        who: int | None,
        due: Mapping[int, date] | None = None,
        *,
        seen: Mapping[int, int] | None = None,
    ) -> Sequence[int]:
        """Give pages to somebody, or take them back (None); which were. ``seen``: whose they were when it was thought
        of; a page that is somebody else's by now stays so.
        """
        given, days = list(ids), due or {}
        at = self._clock().isoformat(timespec="seconds")
        act = Act(Command.ASSIGN, Deed.ASSIGN, {"to": who, "pages": len(given)})
        with self._transaction(act) as connection:
            if (
                who is not None
                and self.is_sealed
                and not any(p.id == who and p.closed_at is None for p in read_people(connection))
            ):
                raise StoreError("没有这个用户，或已停用，没有分派：请另选一位。")
            if seen is not None:
                now = dict(connection.execute("SELECT page_id, who FROM assignments").fetchall())
                given = [page_id for page_id in given if now.get(page_id) == seen.get(page_id)]
                act.about["pages"] = len(given)
            for page_id in given:
                require_page(connection, page_id)
                if who is None:
                    connection.execute("DELETE FROM assignments WHERE page_id = ?", (page_id,))
                    continue
                day = days.get(page_id)
                connection.execute(
                    _ASSIGN,
                    (page_id, who, whole(self.me.name), at, day.isoformat() if day else None),
                )
                seal(connection, "assignments", "page_id = ?", (page_id,))
            next_revision(connection, Trade.REVIEWS)
            mark_pages(connection, given)
        return given

    def assignments(self, ids: Collection[int] | None = None) -> Mapping[int, Assignment]:
        """Whose these pages are; of all pages where no ids are given."""
        asked = f"SELECT {intact('assignments')}, {SUMMED['assignments']} FROM assignments"
        rows: list[tuple[Any, ...]] = []
        with self._reading() as connection:
            if ids is None:
                rows = connection.execute(asked).fetchall()
            left = iter(ids or ())
            while block := list(islice(left, _AT_ONCE)):
                rows += connection.execute(f"{asked} WHERE page_id IN ({','.join('?' * len(block))})", block).fetchall()
        require_intact(rows, _DAMAGED)
        return {row[1]: _assignment(row[1:]) for row in rows}

    def take(self, page_id: int, *, wait: bool = True) -> Taken:
        """Begin to work on a page, or go on: whose it is afterwards."""
        now = self._clock()
        act = Act(Command.TAKE_PAGE, Deed.OTHER, page_id=page_id)
        with self._transaction(act, durable=False, wait=wait) as connection:
            taken = taken_of(ask_taken(connection, page_id), page_id, now)
            if taken is not None and taken.who != self.me.id:
                return taken
            until = now + timedelta(seconds=TAKEN_SECONDS)
            connection.execute(
                _TAKE,
                (page_id, self.me.id, whole(self.me.name), until.isoformat(timespec="seconds")),
            )
        return Taken(page_id, self.me.id, self.me.name, until)

    def give_back(self, page_id: int, *, wait: bool = True) -> None:
        """Be done with a page for now."""
        act = Act(None, Deed.OTHER, page_id=page_id)
        with self._transaction(act, durable=False, wait=wait) as connection:
            connection.execute("DELETE FROM taken WHERE page_id = ? AND who = ?", (page_id, self.me.id))

    def at_work(self) -> Mapping[int, Taken]:
        """Which pages are somebody's now, and whose."""
        with self._reading() as connection:
            return all_taken(connection, self._clock())

    def evidence_words(self) -> Sequence[tuple[int, str]]:
        """Every text of evidence that was written, with its page, oldest first; none for who is not shown identities:
        doctors' words quote them.
        """
        if not self._sight.identities:
            return []
        with self._searching() as connection:
            rows = connection.execute(
                "SELECT page_id, change FROM changes WHERE instr(change, '\"evidence\"') > 0 ORDER BY id"
            ).fetchall()
        told = ((page_id, json.loads(change)) for page_id, change in rows)
        evidence = ((page_id, said["reason"]) for page_id, said in told if said.get("source") == "evidence")
        return [(page_id, words) for page_id, words in evidence if words]


def _require_review(connection: Connection, review_id: int, page_id: int) -> None:
    found = connection.execute("SELECT 1 FROM reviews WHERE id = ? AND page_id = ?", (review_id, page_id))
    if found.fetchone() is None:
        raise StoreError("要回复的批注不在这份病案上：请重新打开该病案后再试。")


def _review(row: Sequence[Any]) -> Review:
    number, page_id, about, subject, said, text, who, name, at, answers, rule = row
    try:
        return Review(
            number, page_id, About(about), subject, Said(said), text, who, name, datetime.fromisoformat(at), answers,
            rule,
        )  # fmt: skip
    except ValueError as error:
        raise StoreCorruptError(_DAMAGED) from error


def _assignment(row: Sequence[Any]) -> Assignment:
    page_id, who, by, at, due = row
    try:
        return Assignment(page_id, who, by, datetime.fromisoformat(at), date.fromisoformat(due) if due else None)
    except ValueError as error:
        raise StoreCorruptError(_DAMAGED) from error
