"""Freezes a draft into a version: immutable, numbered, under a digest."""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from project.accounts.models import User
from project.audit.models import strongest_digest
from workflows.comparing import kept_characters
from workflows.completeness import TEXTS, what_is_missing
from workflows.figures.asking import asked_of
from workflows.figures.freezing import frozen, typed_again
from workflows.gathering.freezing import gathered, silent_rows, unconfirmed
from workflows.milestones.asking import asked_milestones_of, too_early
from workflows.milestones.freezing import answers_typed_again, frozen_answers
from workflows.models import (
    Draft,
    Evidence,
    EvidenceOfVersion,
    IndicatorValue,
    MilestoneAnswer,
    Report,
    ReportVersion,
)
from workflows.refusals import Incomplete, StaleDraft

# From this likeness on (0 to 1) a text is its earlier writer's as well.
ALIKE = 0.5


@dataclass(frozen=True)
class Beside:
    """What is frozen beside a version's words: its files, its figures, its answers on nodes."""

    files: list[Evidence]
    figures: list[IndicatorValue]
    answers: list[MilestoneAnswer]

    def write(self, version: ReportVersion) -> None:
        rows: list[IndicatorValue | MilestoneAnswer] = [*self.figures, *self.answers]
        for row in rows:
            row.version = version
        IndicatorValue.objects.bulk_create(self.figures)
        MilestoneAnswer.objects.bulk_create(self.answers)
        EvidenceOfVersion.objects.bulk_create(
            EvidenceOfVersion(version=version, evidence=file) for file in self.files
        )


def freeze(
    report: Report, *, by: User, revision: int, at: datetime, known_silent: Collection[str] = ()
) -> ReportVersion:
    """Return a new version of what the draft says at `revision`.

    `known_silent` are the co-responsible units whose silence the lead confirmed, by code.
    Raises StaleDraft if the draft has another revision by now, Incomplete if something is missing.
    """
    draft, _ = Draft.objects.get_or_create(report=report)
    if draft.revision != revision:
        raise StaleDraft(draft, {})
    files = list(Evidence.objects.of(report).that_count())
    asked, nodes = asked_of(report), asked_milestones_of(report)
    missing = what_is_missing(
        draft, concurrence=report.is_concurrence, has_evidence=bool(files), asked=asked,
        figures_only=report.asks_figures_only, nodes=nodes,
    )  # fmt: skip
    silent = silent_rows(report)
    missing |= unconfirmed(silent, known_silent)
    missing |= too_early(nodes, draft.milestones, on=timezone.localdate(at))
    if missing:
        raise Incomplete(missing)
    figures, answers = frozen(asked, draft.figures), frozen_answers(nodes, draft.milestones)
    beside = Beside(files, figures, answers)
    version = _write(report, draft, by, at, beside, gathered(report, draft, silent))
    draft.writers.clear()
    return version


def _writers(report: Report, draft: Draft, files: Iterable[Evidence]) -> list[int]:
    """Return who wrote what the draft says: words taken over from before stay their writers'.

    Who added a file that goes with it is one of them.
    """
    writers = set(draft.writers.values_list("pk", flat=True)) | {file.added_by_id for file in files}
    before = report.versions.last()
    if before is not None and _takes_over(before, draft):
        writers |= before.hands
    return sorted(writers)


def _takes_over(before: ReportVersion, draft: Draft) -> bool:
    """Say whether a draft carries words, a figure or an answer of an earlier version."""
    figures = typed_again(before.figures.select_related("indicator"))
    answers = answers_typed_again(before.milestones.select_related("milestone"))
    same = (figures | answers).items() & (draft.figures | draft.milestones).items()
    return bool(same) or takes_over(before.content(), draft.content())


def takes_over(before: dict[str, Any], now: dict[str, Any]) -> bool:
    """Say whether a content still carries the words of an earlier one (rule 3).

    A text counts as taken over if it is alike by half or more; one that says nothing, or that was
    written anew, does not.

    >>> takes_over({"progress": "已为全部家庭办理"}, {"progress": "已为全部家庭办理。"})
    True
    >>> takes_over({"progress": "已为全部家庭办理"}, {"progress": "重写如下"})
    False
    """
    if before == now:
        return True
    pairs = [(before.get(name, ""), now.get(name, "")) for name in TEXTS]
    return any(old and new and _alike(old, new) >= ALIKE for old, new in pairs)


def _alike(old: str, new: str) -> float:
    """Return how much two texts have in common, of both their lengths, from 0 to 1."""
    return 2 * kept_characters(old, new) / (len(old) + len(new))


def _write(
    report: Report,
    draft: Draft,
    by: User,
    at: datetime,
    beside: Beside,
    gathered: dict[str, Any] | None,
) -> ReportVersion:
    version = ReportVersion(
        report=report,
        number=report.versions.count() + 1,
        submitted_at=at,
        submitted_by=by,
        writer_ids=_writers(report, draft, beside.files),
        gathered=gathered,
        **draft.content(),
    )
    version.digest = digest_of(version, beside.files, beside.figures, beside.answers)
    version.save(force_insert=True)
    beside.write(version)
    return version


def digest_of(
    version: ReportVersion,
    files: Iterable[Evidence],
    figures: Iterable[IndicatorValue],
    answers: Iterable[MilestoneAnswer],
    algorithm: str = "",
) -> str:
    """Return `algorithm:hex` over the canonical JSON of a version and what is frozen beside it.

    A version is checked by the algorithm it was frozen with, on whichever machine.
    """
    algorithm = algorithm or strongest_digest()
    text = canonical(version, files, figures, answers)
    return f"{algorithm}:{hashlib.new(algorithm, text).hexdigest()}"


def canonical(
    version: ReportVersion,
    files: Iterable[Evidence],
    figures: Iterable[IndicatorValue] = (),
    answers: Iterable[MilestoneAnswer] = (),
) -> bytes:
    """Return the bytes a version's digest is made over: natural keys, everything in order.

    Both databases give the same; without files, figures, answers or gathering, as before there were
    any.
    """
    task = version.report.assignment.task
    facts = version.content() | {
        "plan": task.plan.slug,
        "cycle": version.report.cycle.key,
        "task": task.number,
        "unit": version.report.unit.code,
        "number": version.number,
        "submitted_by": version.submitted_by.username,
        "submitted_at": timezone.localtime(version.submitted_at).isoformat(),
    }
    if proofs := sorted((file.digest, file.name, file.kind, file.size) for file in files):
        facts["evidence"] = proofs
    if said := typed_again(figures):
        facts["figures"] = said
    if told := answers_typed_again(answers):
        facts["milestones"] = told
    if version.gathered:
        facts["gathered"] = version.gathered
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, cls=DjangoJSONEncoder).encode()
