"""The trade of samples: drawn by a plan and a seed, graded blind, contested once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from coding.review.grading import Contest, SampleVerdict
    from coding.review.sampling import Drawn


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample that was drawn: by which plan of ``resources/people/sampling_plans.csv``, from which seed.

    ``label`` says of what, as the officer named it (2026年10月); ``pages``: how many were drawn.
    """

    id: int
    label: str
    plan: str
    seed: str
    by: str
    at: datetime
    pages: int


class KeepsSamples(Protocol):
    """Samples. What was drawn is never drawn anew: another draw is another sample."""

    def keep_sample(self, label: str, plan: str, seed: str, drawn: Sequence[Drawn]) -> Sample:
        """Keep what was drawn."""
        ...

    def samples(self) -> Sequence[Sample]:
        """All samples, oldest first."""
        ...

    def drawn_pages(self, sample_id: int) -> Sequence[Drawn]:
        """What was drawn, as it was drawn."""
        ...

    def grade(self, sample_id: int, verdict: SampleVerdict) -> None:
        """Keep a verdict on a page of the sample; after a contest a second one, which counts. The grader is whoever
        is at the store. Raises StoreError for a page that was not drawn, or a verdict that lacks something.
        """
        ...

    def grades_of(self, sample_id: int) -> Sequence[SampleVerdict]:
        """The verdicts of a sample, oldest first."""
        ...

    def contest(self, sample_id: int, page_id: int, words: str, coder: int | None) -> None:
        """The coder of a page contests the verdict on it, once. ``coder``: whose page it is. Raises NotAllowedError."""
        ...

    def contests_of(self, sample_id: int) -> Sequence[Contest]:
        """What was contested, oldest first."""
        ...
