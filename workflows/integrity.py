"""Do columns, trail and engine say the same: what `check_integrity` and the property test ask.

Asked of all reports at once, in chunks: a fixed number of statements for each two hundred.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from workflows.models import Case, CaseTransition, Report, ReportVersion, Transition
from workflows.moving import Standing, processes_open, standings_of
from workflows.steps import Step
from workflows.versions import digest_of

CHUNK = 200
T = TypeVar("T")


@dataclass(frozen=True)
class Known:
    """What engine, trail and versions say of a chunk's reports or cases, by their keys."""

    standings: dict[int, Standing]
    waiting: dict[int, list[int]]
    ended: dict[int, str]
    versions: dict[int, list[ReportVersion]]


def differences(reports: Iterable[Report] | None = None) -> Iterator[str]:
    """Yield one Chinese sentence per report whose parts disagree; nothing when all is well."""
    for chunk in _chunks(_all_reports() if reports is None else reports):
        known = _known_of_reports(chunk)
        for report in chunk:
            for sentence in _differences_of(report, known):
                yield f"报告{report.pk}（{report}）：{sentence}"


def case_differences(cases: Iterable[Case] | None = None) -> Iterator[str]:
    """Yield one Chinese sentence per case whose column, engine and trail disagree."""
    for chunk in _chunks(Case.objects.for_moving().iterator(CHUNK) if cases is None else cases):
        known = _known_of_cases(chunk)
        for case in chunk:
            for sentence in _differences_of_case(case, known):
                yield f"事项{case.pk}（{case}）：{sentence}"


def _chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(rows)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _all_reports() -> Iterable[Report]:
    return Report.objects.for_moving().order_by("pk").iterator(CHUNK)


def _known_of_reports(reports: Sequence[Report]) -> Known:
    moves = Transition.objects.filter(report__in=reports).order_by("pk")
    return Known(
        standings=standings_of(report.process_id for report in reports),
        waiting=processes_open(reports),
        ended=dict(moves.values_list("report_id", "to_step")),
        versions=_versions_of(reports),
    )


def _known_of_cases(cases: Sequence[Case]) -> Known:
    moves = CaseTransition.objects.filter(case__in=cases).order_by("pk")
    return Known(
        standings=standings_of(case.process_id for case in cases),
        waiting=processes_open(cases),
        ended=dict(moves.values_list("case_id", "to_step")),
        versions={},
    )


def _versions_of(reports: Sequence[Report]) -> dict[int, list[ReportVersion]]:
    """Return the versions of the reports in their order, with all that their digests are over."""
    by_key = {report.pk: report for report in reports}
    rows = ReportVersion.objects.filter(report__in=reports).select_related("submitted_by")
    versions = defaultdict(list)
    for version in rows.prefetch_related(
        "evidence", "figures__indicator", "milestones__milestone"
    ).order_by("number"):
        version.report = by_key[version.report_id]
        versions[version.report_id].append(version)
    return versions


def _differences_of_case(case: Case, known: Known) -> Iterator[str]:
    stands = known.standings.get(case.process_id or 0, Standing())
    if stands.node != case.step:
        yield f"记录在“{case.step_label}”，流程引擎在“{stands.node}”。"
    waiting = known.waiting.get(case.pk, [])
    if len(waiting) != stands.items or waiting not in ([], [case.process_id]):
        yield f"有{len(waiting)}个进行中的流程、{stands.items}个待办环节。"
    if known.ended.get(case.pk) != case.step:
        yield f"流转记录没有止于“{case.step_label}”。"


def _differences_of(report: Report, known: Known) -> Iterator[str]:
    if report.process_id is None:
        yield "没有流程。"
        return
    yield from _engine(report, known.standings.get(report.process_id, Standing()), known)
    yield from _trail(report, known)
    yield from _versions(report, known.versions.get(report.pk, []))


def _engine(report: Report, stands: Standing, known: Known) -> Iterator[str]:
    if stands.node != report.step:
        yield f"记录在“{report.get_step_display()}”，流程引擎在“{_label(stands.node)}”。"
    waiting = known.waiting.get(report.pk, [])
    expected = [] if report.step in (Step.SIGNED, Step.MISSED) else [report.process_id]
    if waiting != expected:
        yield f"应有{len(expected)}个进行中的流程，实有{len(waiting)}个。"
    if stands.items != len(expected):
        yield f"应有{len(expected)}个待办环节，实有{stands.items}个。"


def _label(node: str) -> str:
    return str(Step(node).label) if node in Step.values else node or "无"


def _trail(report: Report, known: Known) -> Iterator[str]:
    ended = Step(known.ended.get(report.pk, Step.REPORT))
    if ended != report.step:
        yield f"流转记录止于“{ended.label}”，记录在“{report.get_step_display()}”。"


def _versions(report: Report, versions: Sequence[ReportVersion]) -> Iterator[str]:
    for version in versions:
        if not _is_whole(version):
            yield f"第{version.number}版的内容与摘要不符。"
    newest = versions[-1].pk if versions else None
    if report.version_id != newest:
        yield "当前版本不是最新一版。"


def _is_whole(version: ReportVersion) -> bool:
    algorithm = version.digest.partition(":")[0]
    beside = version.evidence.all(), version.figures.all(), version.milestones.all()
    return digest_of(version, *beside, algorithm) == version.digest
