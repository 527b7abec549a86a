"""The verbs of a plan's summary templates: bring one, put it in force, end it; which it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO

from django.db import transaction
from django.utils import timezone

from notifications.files import find, store
from notifications.models import SummaryTemplate
from notifications.summary_templates.asking import examined
from notifications.summary_templates.found import Found
from notifications.summary_templates.judging import faults_of
from project.accounts.models import User
from project.audit.facts import canonical
from project.audit.recording import record
from task_table.models import Plan
from workflows.duties import keeps_duties
from workflows.evidence.attaching import check_words_of
from workflows.evidence.kinds import Unfit, check_name
from workflows.evidence.store import Incoming, incoming
from workflows.refusals import AlreadyMoved, FileRefused, NotEntitled, Refused

MB = 2**20
MOST_MB = 5
NOT_DOCX = (
    "模板要用 .docx 文件。请在 Word 或 WPS 里打开它，另存为“Word 文档（*.docx）”再上传，"
    "不要只改扩展名。"
)
EMPTY = "文件是空的（0 字节）。请检查后重新上传。"
TOO_LARGE = f"文件超过了 {MOST_MB} MB，不像是公文的版式。请压缩里面的图片，另存后再上传。"


def in_force(plan: Plan) -> SummaryTemplate | None:
    """Return the template that the plan's summaries are drawn in; None is the built-in layout."""
    return SummaryTemplate.objects.of_plan(plan).in_force().first()


def bring(
    plan: Plan, *, by: User, file: IO[bytes], name: str, at: datetime | None = None
) -> SummaryTemplate:
    """Keep an upload with what the check found; it waits for a decision, an earlier one no more.

    Raises NotEntitled, or FileRefused with what to do: then nothing of it is kept.
    """
    at = at or timezone.now()
    _check_who(by, plan, at)
    with incoming(file) as new:
        try:
            name, found = _examined(plan, new, name)
        except Unfit as unfit:
            raise FileRefused(str(unfit)) from unfit
        fingerprint = store(new.path.read_bytes())
    with _in_turn(plan):
        for earlier in SummaryTemplate.objects.of_plan(plan).waiting():
            _end(earlier, by, at)
        template = SummaryTemplate.objects.create(
            plan=plan, name=name, fingerprint=fingerprint, size=new.size,
            findings=canonical(found.as_data()), uploaded_at=at, uploaded_by=by,
        )  # fmt: skip
        _record("bring", template, by, at)
    return template


def enforce(template: SummaryTemplate, *, by: User, at: datetime | None = None) -> SummaryTemplate:
    """Draw the plan's summaries in it from the next edition on; what was in force is ended.

    Raises NotEntitled, AlreadyMoved if it was decided on already, Refused where the check found
    what must be mended first, or where its file is gone.
    """
    at = at or timezone.now()
    _check_who(by, template.plan, at)
    with _in_turn(template.plan):
        current = SummaryTemplate.objects.select_related("plan").get(pk=template.pk)
        _check_usable(current)
        for earlier in SummaryTemplate.objects.of_plan(current.plan).in_force():
            _end(earlier, by, at)
        current.enforced_at, current.enforced_by = at, by
        current.save(update_fields=["enforced_at", "enforced_by"])
        _record("enforce", current, by, at)
    return current


def end(template: SummaryTemplate, *, by: User, at: datetime | None = None) -> SummaryTemplate:
    """Drop what waits, or return to the built-in layout; raises NotEntitled, AlreadyMoved."""
    at = at or timezone.now()
    _check_who(by, template.plan, at)
    with _in_turn(template.plan):
        current = SummaryTemplate.objects.select_related("plan").get(pk=template.pk)
        if current.ended_at:
            raise AlreadyMoved("这份模板已经不用了。请刷新页面。")
        _end(current, by, at)
    return current


@contextmanager
def _in_turn(plan: Plan) -> Iterator[None]:
    """Let those decide in turn who decide on one plan's templates."""
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)
        yield


def _check_who(by: User, plan: Plan, at: datetime) -> None:
    if not keeps_duties(by, plan, on=timezone.localdate(at)):
        raise NotEntitled("只有残工委办公室可以改动汇总的模板。")


def _examined(plan: Plan, new: Incoming, name: str) -> tuple[str, Found]:
    """Return the name of a file that may be kept, and what is in it: cheap questions first."""
    name = check_name(name)
    check_words_of(name)
    if not name.lower().endswith(".docx"):
        raise Unfit(NOT_DOCX)
    if not new.size:
        raise Unfit(EMPTY)
    if new.size > MOST_MB * MB:
        raise Unfit(TOO_LARGE)
    _check_new(plan, new)
    return name, examined(new.path)


def _check_new(plan: Plan, new: Incoming) -> None:
    """Raise Unfit where the same bytes are in force, or wait for a decision."""
    rows = SummaryTemplate.objects.of_plan(plan).filter(fingerprint=new.digest, ended_at=None)
    if twin := rows.first():
        state = "正在使用" if twin.is_in_force else "已经上传，待启用"
        raise Unfit(f"同样的文件{state}（“{twin.name}”），不用再传。")


def _check_usable(template: SummaryTemplate) -> None:
    if not template.is_waiting:
        raise AlreadyMoved("这份模板已经启用或不用了。请刷新页面。")
    if faults := faults_of(template.found):
        raise Refused(f"模板还不能启用：{''.join(faults)}")
    if find(template.fingerprint) is None:
        raise Refused("模板的文件不在文件库中，或已损坏。请重新上传。")


def _end(template: SummaryTemplate, by: User, at: datetime) -> None:
    verb = "remove" if template.is_in_force else "drop"
    template.ended_at, template.ended_by = at, by
    template.save(update_fields=["ended_at", "ended_by"])
    _record(verb, template, by, at)


def _record(verb: str, template: SummaryTemplate, by: User, at: datetime) -> None:
    record(
        f"summary_template.{verb}", template, by=by, at=at,
        plan=template.plan.slug, file=template.name, digest=template.fingerprint,
    )  # fmt: skip
