"""Few runs, every possible pair."""

from collections.abc import Iterable
from itertools import chain, combinations, product

import pytest

from tests.browser import chromium
from tests.browser.chromium import Width
from tests.browser.pairs import ANONYMOUS, EMPTY, FULL, Page, Run, by_stage, pairwise

PAGES = [
    Page("sign-in", "/sign-in/", (ANONYMOUS,)),
    Page("home", "/", ("liaison", "signer", "reviewer")),
    Page("report", "/reports/{report}/", ("liaison", "signer"), fills=(FULL,)),
    Page("sign", "/sign/", ("signer",)),
    Page("foreign", "/reports/{foreign}/", ("reviewer",), status=404),
]


def pairs(runs: Iterable[Run]) -> set[tuple[tuple[str, object], ...]]:
    return {pair for run in runs for pair in combinations(run._asdict().items(), 2)}


def possible() -> list[Run]:
    return [
        Run(page, role, fill, width)
        for page in PAGES
        for role, fill, width in product(page.roles, page.fills, Width)
    ]


def test_every_possible_pair_is_run_and_nothing_impossible() -> None:
    runs = pairwise(PAGES)
    assert set(runs) <= set(possible())
    assert pairs(runs) == pairs(possible())


def test_few_runs_suffice() -> None:
    assert len(pairwise(PAGES)) < len(possible()) * 3 / 4


def test_stages_hold_each_run_once_in_a_fixed_order() -> None:
    stages = by_stage(pairwise(PAGES))
    assert [str(stage) for stage in stages][:3] == [
        "anonymous-empty",
        "anonymous-full",
        "liaison-empty",
    ]
    assert sorted(map(str, chain(*stages.values()))) == sorted(map(str, pairwise(PAGES)))
    assert all(run.fill == stage.fill for stage, runs in stages.items() for run in runs)
    assert stages.keys() >= {("liaison", EMPTY), ("liaison", FULL)}
    assert stages == by_stage(pairwise(PAGES))


def test_a_missing_browser_is_a_failure_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "PROGRAM", chromium.PROGRAM / "gone")
    with pytest.raises(FileNotFoundError, match="apt-get install chromium-headless-shell"):
        chromium.require_chromium()
