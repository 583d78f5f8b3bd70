"""Samples : what was drawn is one row, each verdict and each contest another."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from coding.review.grading import Contest, SampleVerdict, contest_refusal, verdict_refusal
from coding.review.people import Command
from coding.review.sampling import Drawn
from coding.store.kept_audit import Deed
from coding.store.kept_samples import Sample
from coding.store.kept_worklist import Trade
from coding.store.store_errors import NotAllowedError, StoreCorruptError, StoreError
from db.shared.sql.engine import inserted
from db.shared.tables.pagetext import whole
from db.shared.tables.revisions import next_revision
from db.shared.tables.sums import SUMMED, intact, require_intact, seal
from db.shared.trades.connections import Act, Connections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.shared.sql.engine import Connection

_VERDICT, _CONTEST = "verdict", "contest"
_DAMAGED: Final = "数据文件中的抽查记录已损坏：请从备份恢复数据文件。"


class SampleTrade(Connections):
    """``coding.store.kept_samples``."""

    def keep_sample(self, label: str, plan: str, seed: str, drawn: Sequence[Drawn]) -> Sample:
        """Keep what was drawn."""
        at = self._clock()
        about = {"label": label, "plan": plan, "seed": seed, "pages": len(drawn)}
        text = json.dumps([[one.page_id, one.part, list(one.stratum)] for one in drawn], ensure_ascii=False)
        with self._transaction(Act(Command.SAMPLE, Deed.SAMPLE, about)) as connection:
            number = inserted(
                connection,
                "INSERT INTO samples (label, plan, seed, drawn_by, at, drawn) VALUES (?, ?, ?, ?, ?, ?)",
                (whole(label), plan, seed, whole(self.me.name), at.isoformat(timespec="seconds"), whole(text)),
            )
            seal(connection, "samples", "id = ?", (number,))
            next_revision(connection, Trade.REVIEWS)
        return Sample(number, label, plan, seed, self.me.name, at.replace(microsecond=0), len(drawn))

    def samples(self) -> Sequence[Sample]:
        """All samples, oldest first."""
        with self._reading() as connection:
            rows = connection.execute(
                f"SELECT {intact('samples')}, {SUMMED['samples']} FROM samples ORDER BY id"
            ).fetchall()
        require_intact(rows, _DAMAGED)
        return [
            Sample(number, label, plan, seed, by, datetime.fromisoformat(at), len(json.loads(drawn)))
            for _, number, label, plan, seed, by, at, drawn in rows
        ]

    def drawn_pages(self, sample_id: int) -> Sequence[Drawn]:
        """What was drawn, as it was drawn."""
        with self._reading() as connection:
            return _drawn(connection, sample_id)

    def grade(self, sample_id: int, verdict: SampleVerdict) -> None:
        """Keep a verdict on a page of the sample; the grader is whoever is at the store."""
        kept = replace(verdict, grader=self.me.id)
        if why := verdict_refusal(kept):
            raise StoreError(why)
        with self._transaction(self._act(Command.SAMPLE, sample_id, kept.page_id, _VERDICT)) as connection:
            _require_drawn(connection, sample_id, kept.page_id)
            self._say(connection, sample_id, kept.page_id, _VERDICT, asdict(kept))

    def grades_of(self, sample_id: int) -> Sequence[SampleVerdict]:
        """The verdicts of a sample, oldest first."""
        return [SampleVerdict(**{**said, "errors": tuple(said["errors"])}) for said in self._said(sample_id, _VERDICT)]

    def contest(self, sample_id: int, page_id: int, words: str, coder: int | None) -> None:
        """The coder of a page contests the verdict on it, once."""
        verdicts = [verdict for verdict in self.grades_of(sample_id) if verdict.page_id == page_id]
        last = verdicts[-1] if verdicts else None
        if coder == self.me.id and not self._is_hers(page_id):
            coder = None
        if why := contest_refusal(last, self.contests_of(sample_id), self.me, coder, words):
            raise NotAllowedError(why)
        made = Contest(page_id, self.me.id, words)
        with self._transaction(self._act(Command.CONTEST, sample_id, page_id, _CONTEST)) as connection:
            _require_drawn(connection, sample_id, page_id)
            self._say(connection, sample_id, page_id, _CONTEST, asdict(made))

    def contests_of(self, sample_id: int) -> Sequence[Contest]:
        """What was contested, oldest first."""
        return [Contest(**said) for said in self._said(sample_id, _CONTEST)]

    def _is_hers(self, page_id: int) -> bool:
        """Whether whoever is at the store has coded a page, or was given it."""
        with self._reading() as connection:
            found = connection.execute(
                "SELECT 1 FROM changes WHERE page_id = ?1 AND author = ?2"
                " UNION SELECT 1 FROM assignments WHERE page_id = ?1 AND who = ?3"
                " UNION SELECT 1 FROM pages WHERE id = ?1 AND coder = ?2",
                (page_id, whole(self.me.name), self.me.id),
            ).fetchone()
        return found is not None

    def _act(self, command: Command, sample_id: int, page_id: int, kind: str) -> Act:
        return Act(command, Deed.SAMPLE, {"sample": sample_id, "said": kind}, page_id)

    def _say(self, connection: Connection, sample_id: int, page_id: int, kind: str, said: dict[str, Any]) -> None:
        number = inserted(
            connection,
            "INSERT INTO sample_words (sample_id, page_id, kind, said, who, at) VALUES (?, ?, ?, ?, ?, ?)",
            (
                sample_id, page_id, kind, whole(json.dumps(said, ensure_ascii=False)), self.me.id,
                self._clock().isoformat(timespec="seconds"),
            ),
        )  # fmt: skip
        seal(connection, "sample_words", "id = ?", (number,))
        next_revision(connection, Trade.REVIEWS)

    def _said(self, sample_id: int, kind: str) -> list[dict[str, Any]]:
        with self._reading() as connection:
            rows = connection.execute(
                f"SELECT {intact('sample_words')}, said FROM sample_words WHERE sample_id = ? AND kind = ? ORDER BY id",
                (sample_id, kind),
            ).fetchall()
        require_intact(rows, _DAMAGED)
        try:
            return [json.loads(said) for _, said in rows]
        except ValueError as error:
            raise StoreCorruptError(_DAMAGED) from error


def _drawn(connection: Connection, sample_id: int) -> list[Drawn]:
    row = connection.execute(f"SELECT {intact('samples')}, drawn FROM samples WHERE id = ?", (sample_id,)).fetchone()
    if row is None:
        raise StoreError("数据文件中没有这次抽查：请刷新后再试。")
    require_intact([row], _DAMAGED)
    try:
        return [Drawn(page_id, part, tuple(stratum)) for page_id, part, stratum in json.loads(row[1])]
    except (ValueError, TypeError) as error:
        raise StoreCorruptError(_DAMAGED) from error


def _require_drawn(connection: Connection, sample_id: int, page_id: int) -> None:
    if all(one.page_id != page_id for one in _drawn(connection, sample_id)):
        raise StoreError("这份病案不在这次抽查中，没有保存：请从抽查清单中打开病案。")
