"""Do columns, trail and engine say the same: what `check_integrity` and the property test ask."""

from collections.abc import Iterable, Iterator

from workflows.models import Case, CaseTransition, Report, ReportVersion, Transition
from workflows.moving import node_of, open_items, open_processes, standing_of
from workflows.steps import Step
from workflows.versions import digest_of


def differences(reports: Iterable[Report] | None = None) -> Iterator[str]:
    """Yield one Chinese sentence per report whose parts disagree; nothing when all is well."""
    for report in reports if reports is not None else _all_reports():
        for sentence in _differences_of(report):
            yield f"报告{report.pk}（{report}）：{sentence}"


def case_differences(cases: Iterable[Case] | None = None) -> Iterator[str]:
    """Yield one Chinese sentence per case whose column, engine and trail disagree."""
    rows = Case.objects.for_moving() if cases is None else cases
    for case in rows:
        for sentence in _differences_of_case(case):
            yield f"事项{case.pk}（{case}）：{sentence}"


def _differences_of_case(case: Case) -> Iterator[str]:
    stands = node_of(case.process_id)
    if stands != case.step:
        yield f"记录在“{case.step_label}”，流程引擎在“{stands}”。"
    waiting, items = open_processes(case), open_items(case.process_id).count()
    if len(waiting) != items or waiting not in ([], [case.process_id]):
        yield f"有{len(waiting)}个进行中的流程、{items}个待办环节。"
    last = CaseTransition.objects.filter(case=case).last()
    if last is None or last.to_step != case.step:
        yield f"流转记录没有止于“{case.step_label}”。"


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
