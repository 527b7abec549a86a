"""Plays acts through the doors that people use: writing, the one door of the flow, reopening."""

from collections import Counter
from collections.abc import Iterable

from project.demo.proofs import prove
from project.demo.telling import Act, Kind
from workflows.drafting import save_draft
from workflows.gathering.freezing import silent_rows
from workflows.models import Progress
from workflows.moving import complete_step, reopen
from workflows.opening_sheets import note_opening
from workflows.steps import Outcome


class Stage:
    """Plays acts in the order of their moments; `revisions` counts the saves of each draft."""

    def __init__(self) -> None:
        self.revisions: Counter[int] = Counter()

    def play(self, acts: Iterable[Act]) -> int:
        """Play the acts and return how many; a Refused is a mistake of the story and is raised."""
        played = 0
        for act in acts:
            self._play(act)
            played += 1
        return played

    def _play(self, act: Act) -> None:
        if act.kind == Kind.WRITE:
            self._write(act)
        elif act.kind == Kind.REOPEN:
            reopen(act.report, by=act.by, reason=act.reason, at=act.at)
        else:
            self._step(act)

    def _write(self, act: Act) -> None:
        key = act.report.pk
        note_opening(act.report.cycle, act.report.unit, act.by, at=act.at)
        save_draft(
            act.report, by=act.by, revision=self.revisions[key], at=act.at, **act.words
        )  # fmt: skip
        self.revisions[key] += 1
        if act.words.get("status") == Progress.DONE:
            prove(act.report, by=act.by, at=act.at)

    def _step(self, act: Act) -> None:
        submitted = act.outcome == Outcome.SUBMITTED
        complete_step(
            act.report,
            act.step,
            by=act.by,
            outcome=act.outcome,
            on_behalf_of=act.on_behalf_of,
            reason=act.reason,
            revision=self.revisions[act.report.pk] if submitted else None,
            known_silent=[row.unit.code for row in silent_rows(act.report)] if submitted else (),
            outlook=act.outlook,
            at=act.at,
        )
