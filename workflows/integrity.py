"""Do columns, trail and engine say the same: what `check_integrity` and the property test ask."""

from collections.abc import Iterable, Iterator

from workflows.models import Report, Transition
from workflows.moving import open_processes, standing_of
from workflows.steps import Step
from workflows.versions import digest_of


def differences(reports: Iterable[Report] | None = None) -> Iterator[str]:
    """Yield one Chinese sentence per report whose parts disagree; nothing when all is well."""
    for report in reports if reports is not None else _all_reports():
        yield from _differences_of(report)


def _all_reports() -> Iterable[Report]:
    return Report.objects.for_moving().iterator(chunk_size=500)


def _differences_of(report: Report) -> Iterator[str]:
    name = f"报告{report.pk}（{report}）"
    stands = standing_of(report.process_id)
    if stands != report.step:
        yield f"{name}：记录在“{report.get_step_display()}”，流程引擎在“{stands.label}”。"
    waiting = open_processes(report)
    expected = [] if report.step in (Step.SIGNED, Step.MISSED) else [report.process_id]
    if waiting != expected:
        yield f"{name}：应有{len(expected)}个进行中的流程，实有{len(waiting)}个。"
    last = Transition.objects.filter(report=report).last()
    if last is not None and last.to_step != report.step:
        yield f"{name}：流转记录止于“{Step(last.to_step).label}”。"
    if report.version is not None and digest_of(report.version) != report.version.digest:
        yield f"{name}：第{report.version.number}版的内容与摘要不符。"
