"""How a department releases, read from its settings and kept in them."""

from __future__ import annotations

import pytest

from coding.review.release import Release


@pytest.mark.parametrize(
    ("settings", "release"),
    [
        ({}, Release()),
        ({"release.stages": "one", "release.one_person": ""}, Release()),
        ({"release.stages": "two"}, Release(two_stage=True)),
        ({"release.stages": "two", "release.one_person": "1"}, Release(two_stage=True, one_person=True)),
        ({"release.stages": "three", "release.one_person": "yes"}, Release()),
    ],
)
def test_one_stage_unless_the_settings_say_two(settings: dict[str, str], release: Release) -> None:
    assert Release.of(settings) == release


@pytest.mark.parametrize("two_stage", [False, True])
@pytest.mark.parametrize("one_person", [False, True])
def test_what_is_kept_is_read_as_it_was(two_stage: bool, one_person: bool) -> None:
    release = Release(two_stage, one_person)
    assert Release.of(release.settings) == release
