"""Do columns, trail and engine say the same: what `check_integrity` and the property test ask."""

from collections.abc import Iterable, Iterator

from workflows.models import Report, ReportVersion, Transition
from workflows.moving import open_items, open_processes, standing_of
from workflows.steps import Step
from workflows.versions import digest_of


def differences(reports: Iterable[Report] | None = None) -> Iterator[str]:
    """Yield one Chinese sentence per report whose parts disagree; nothing when all is well."""
    for report in reports if reports is not None else _all_reports():
        for sentence in _differences_of(report):
            yield f"报告{report.pk}（{report}）：{sentence}"


def _all_reports() -> Iterable[Report]:
    return Report.objects.for_moving().iterator(chunk_size=500)


def _differences_of(report: Report) -> Iterator[str]:
    if report.process_id is None:
        yield "没有流程。"
        return
    yield from _engine(report)
    yield from _trail(report)
    yield from _versions(report)


def _engine(report: Report) -> Iterator[str]:
    stands = standing_of(report.process_id)
    if stands != report.step:
        yield f"记录在“{report.get_step_display()}”，流程引擎在“{stands.label}”。"
    waiting = open_processes(report)
    expected = [] if report.step in (Step.SIGNED, Step.MISSED) else [report.process_id]
    if waiting != expected:
        yield f"应有{len(expected)}个进行中的流程，实有{len(waiting)}个。"
    items = open_items(report.process_id).count()
    if items != len(expected):
        yield f"应有{len(expected)}个待办环节，实有{items}个。"


def _trail(report: Report) -> Iterator[str]:
    last = Transition.objects.filter(report=report).last()
    ended = Step(last.to_step) if last else Step.REPORT
    if ended != report.step:
        yield f"流转记录止于“{ended.label}”，记录在“{report.get_step_display()}”。"


def _versions(report: Report) -> Iterator[str]:
    versions = list(
        report.versions.select_related("submitted_by").prefetch_related(
            "evidence", "figures__indicator"
        )
    )
    for version in versions:
        if not _is_whole(version):
            yield f"第{version.number}版的内容与摘要不符。"
    newest = versions[-1].pk if versions else None
    if report.version_id != newest:
        yield "当前版本不是最新一版。"


def _is_whole(version: ReportVersion) -> bool:
    algorithm = version.digest.partition(":")[0]
    files, figures = version.evidence.all(), version.figures.all()
    return digest_of(version, files, figures, algorithm) == version.digest
