"""Speaks with Viewflow: opens processes, says where one stands, drives its open work item."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from viewflow.fsm import TransitionNotAllowed
from viewflow.workflow.base import Flow
from viewflow.workflow.exceptions import FlowLockFailed
from viewflow.workflow.models import Process
from viewflow.workflow.models import Task as WorkItem
from viewflow.workflow.status import STATUS

from project.accounts.models import User
from workflows.flows import flow_for
from workflows.flows.report import ReportFlow, SignFirstReportFlow
from workflows.models import Case, Report
from workflows.refusals import AlreadyMoved
from workflows.steps import Outcome, Step

WAITING = (STATUS.NEW, STATUS.ASSIGNED)
BUSY = "这一事项正在被他人办理，请稍候刷新页面再试。"


@dataclass(frozen=True)
class Standing:
    """At which node a process stands, and how many work items wait for somebody in it."""

    node: str = ""
    items: int = 0


def open_process(report: Report, *, at: datetime) -> None:
    """Start a process of the engine for a new report, or for a correction; at most one is open."""
    report.process = flow_for(report).start.run(report=report)
    report.step, report.step_since = Step.REPORT, at
    report.signed_at = report.signed_by = None
    report.save(update_fields=("process", "step", "step_since", "signed_at", "signed_by"))


def open_items(process_id: int | None) -> QuerySet[WorkItem]:
    """Return the work items that wait for somebody: one, or none if the process has ended."""
    items: QuerySet[WorkItem] = WorkItem.objects.filter(process=process_id, status__in=WAITING)
    return items.order_by("pk")


def open_item(process_id: int | None) -> WorkItem | None:
    """Return the work item that waits for somebody; None if the process has ended."""
    return open_items(process_id).first()


def open_processes(subject: Report | Case) -> list[int]:
    """Return the keys of the processes that have not ended: at most one (rule 5)."""
    noun = Report if isinstance(subject, Report) else Case
    rows = Process.objects.filter(
        artifact_content_type=ContentType.objects.get_for_model(noun),
        artifact_object_id=subject.pk,
        finished=None,
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def processes_open(subjects: Sequence[Report] | Sequence[Case]) -> dict[int, list[int]]:
    """Return the same for many reports, or many cases, by their keys, in one statement."""
    noun = Report if subjects and isinstance(subjects[0], Report) else Case
    rows = Process.objects.filter(
        artifact_content_type=ContentType.objects.get_for_model(noun),
        artifact_object_id__in=[subject.pk for subject in subjects],
        finished=None,
    )
    found = defaultdict(list)
    for subject, process in rows.order_by("pk").values_list("artifact_object_id", "pk"):
        found[int(subject)].append(process)
    return found


def signs_first(report: Report) -> bool:
    """Say whether the process under way has the unit's signature before the review."""
    return report.process is not None and report.process.flow_class is SignFirstReportFlow


def node_of(process_id: int | None) -> str:
    """Return the node at which a process stands: its open work item, else how it ended."""
    item = open_item(process_id) or WorkItem.objects.filter(process=process_id).latest("pk")
    return str(item.flow_task.name)


def standings_of(processes: Iterable[int | None]) -> dict[int, Standing]:
    """Return the same for many processes, and how many work items wait, in one statement."""
    rows = WorkItem.objects.filter(process__in=[key for key in processes if key])
    found: dict[int, list[WorkItem]] = defaultdict(list)
    for item in rows.order_by("pk"):
        found[item.process_id].append(item)
    return {key: _standing(items) for key, items in found.items()}


def _standing(items: Sequence[WorkItem]) -> Standing:
    waiting = [item for item in items if item.status in WAITING]
    return Standing((waiting or items[-1:])[0].flow_task.name, len(waiting))


def standing_of(process_id: int | None) -> Step:
    """Return where the engine says a report stands."""
    return Step(node_of(process_id))


@contextmanager
def held_by(flow: type[Flow], process_id: int | None) -> Iterator[None]:
    """Hold a process while it moves; raises AlreadyMoved if the engine finds it held or gone on."""
    try:
        with flow.lock(process_id):
            yield
    except (FlowLockFailed, TransitionNotAllowed) as error:
        raise AlreadyMoved(BUSY) from error


def held(process_id: int | None) -> AbstractContextManager[None]:
    """Hold a report's process while it moves."""
    return held_by(ReportFlow, process_id)


def drive(item: WorkItem, report: Report, *, by: User | None, outcome: Outcome) -> Step:
    """Complete a report's work item, handing on the decision and 自审; say where it led."""
    decision = {"outcome": outcome.value, "self_review": report.self_review}
    return Step(advance(item, report, by=by, decision=decision))


def advance(
    item: WorkItem, subject: Report | Case, *, by: User | None, decision: dict[str, Any]
) -> str:
    """Complete the work item, handing the decision to the gateway behind it; say where it led."""
    # Read with the report or the case, under its lock: not once more for the work item.
    item.process = subject.process
    item.process.artifact = as_case(subject) if isinstance(subject, Case) else subject
    item.data = decision
    activation = item.flow_task.activation_class(item)
    activation.assign(by)
    activation.start(None)
    activation.execute()
    return node_of(item.process_id)


def as_case(case: Case) -> Case:
    """Return the row all kinds share, without a query: the engine knows every case by it."""
    shared: Case = getattr(case, "case_ptr", case)
    return shared
