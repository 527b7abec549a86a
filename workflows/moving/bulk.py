"""Opens and misses many reports at once: the rows that Viewflow would write, in a few statements.

511 starts one by one take three to five seconds on PostgreSQL, as many misses twice as long; tests
hold the rows equal to those of `ReportFlow.start.run` and of the door.
"""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from viewflow.workflow.models import Process
from viewflow.workflow.models import Task as WorkItem
from viewflow.workflow.status import STATUS

from project.accounts.access import Permission
from project.accounts.models import Unit
from workflows.flows import flow_for
from workflows.models import Report
from workflows.moving.engine import WAITING
from workflows.moving.trail import Act, write_trail
from workflows.steps import Outcome, Step


def open_all(reports: list[Report]) -> None:
    """Make new reports, each with a process whose first work item waits for its unit."""
    now = timezone.now()
    Report.objects.bulk_create(reports)
    processes = Process.objects.bulk_create([_process(report, now) for report in reports])
    started = WorkItem.objects.bulk_create([_started(process, now) for process in processes])
    waiting = WorkItem.objects.bulk_create(
        [_waiting(report, process) for report, process in zip(reports, processes, strict=True)]
    )
    _link(waiting, started)
    for report, process in zip(reports, processes, strict=True):
        report.process = process
    Report.objects.bulk_update(reports, ["process"])


def _process(report: Report, now: datetime) -> Process:
    return Process(
        flow_class=flow_for(report),
        created=now,
        artifact_content_type=ContentType.objects.get_for_model(Report),
        artifact_object_id=report.pk,
    )


def _started(process: Process, now: datetime) -> WorkItem:
    """Return the start, done already."""
    return WorkItem(
        process=process,
        flow_task=process.flow_class.start,
        flow_task_type=process.flow_class.start.task_type,
        status=STATUS.DONE,
        created=now,
        started=now,
        finished=now,
    )


def _waiting(report: Report, process: Process) -> WorkItem:
    """Return the work item that waits for a liaison of the reporting unit."""
    return WorkItem(
        process=process,
        flow_task=process.flow_class.report,
        flow_task_type=process.flow_class.report.task_type,
        owner_permission=f"accounts.{Permission.REPORT}",
        owner_permission_content_type=ContentType.objects.get_for_model(Unit),
        owner_permission_obj_pk=str(report.unit_id),
    )


def miss_all(keys: list[int], *, at: datetime) -> int:
    """Mark as missed those of these reports that are to be on that day; return how many.

    What somebody holds at this moment, or has submitted since, is left for the next night.
    """
    act = Act(step=Step.REPORT, outcome=Outcome.MISSED, by=None, at=at)
    with transaction.atomic():
        held = Report.objects.select_for_update(skip_locked=True).filter(pk__in=keys)
        free = list(held.order_by("pk").values_list("pk", flat=True))
        reports = list(Report.objects.for_moving().to_miss(on=act.on).filter(pk__in=free))
        _end(reports)
        for report in reports:
            report.step, report.step_since, report.reply_by = Step.MISSED, at, None
            write_trail(report, act)
        Report.objects.bulk_update(reports, ["step", "step_since", "reply_by"])
    return len(reports)


def _end(reports: list[Report]) -> None:
    """Complete the waiting work items, pass the gateway, end the processes."""
    now, processes = timezone.now(), [report.process_id for report in reports]
    items = list(WorkItem.objects.filter(process__in=processes, status__in=WAITING))
    for item in items:
        item.status, item.started, item.finished = STATUS.DONE, now, now
        item.data = {"outcome": Outcome.MISSED.value, "self_review": False}
    WorkItem.objects.bulk_update(items, ["status", "started", "finished", "data"])
    passed = WorkItem.objects.bulk_create([_passed(item, now) for item in items])
    ended = WorkItem.objects.bulk_create([_ended(item, now) for item in items])
    _link(passed, items)
    _link(ended, passed)
    Process.objects.filter(pk__in=processes).update(status=STATUS.DONE, finished=now)


def _passed(item: WorkItem, now: datetime) -> WorkItem:
    """Return the gateway behind the work item, done already; it got what was decided."""
    return WorkItem(
        process_id=item.process_id,
        flow_task=item.flow_task.flow_class.after_report,
        flow_task_type=item.flow_task.flow_class.after_report.task_type,
        status=STATUS.DONE,
        created=now,
        finished=now,
        data=item.data,
    )


def _ended(item: WorkItem, now: datetime) -> WorkItem:
    return WorkItem(
        process_id=item.process_id,
        flow_task=item.flow_task.flow_class.missed,
        flow_task_type=item.flow_task.flow_class.missed.task_type,
        status=STATUS.DONE,
        created=now,
        started=now,
        finished=now,
    )


def _link(items: list[WorkItem], previous: list[WorkItem]) -> None:
    link = WorkItem.previous.through
    pairs = zip(items, previous, strict=True)
    link.objects.bulk_create([link(from_task_id=a.pk, to_task_id=b.pk) for a, b in pairs])
