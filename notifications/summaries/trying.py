"""The job that fills a template with the newest edition, to be looked at before it is used."""

import structlog
from django.utils import timezone

from notifications.models import Summary, SummaryTemplate
from notifications.paper_facts import read
from notifications.summaries.edition import Edition
from notifications.summaries.filling import fill_docx
from notifications.summaries.laying import content_of
from notifications.summary_templates.jobs import Trial, keep_trial, newest_edition
from notifications.wording import moment_in_words

log = structlog.get_logger()
FAILED = (
    "模板在填写时出错，没有生成文件。请在 Word 或 WPS 里打开它，另存为新的 .docx 再上传；"
    "仍不行的，请系统管理员查看运行日志。"
)


def try_out(template_pk: int) -> str:
    """Fill a template with the plan's newest edition and leave the file; one line for the log."""
    template = SummaryTemplate.objects.select_related("plan").get(pk=template_pk)
    newest = newest_edition(template.plan)
    if newest is None:
        return f"{template}没有试生成：规划还没有汇总"
    trial = _trial(template, newest)
    keep_trial(template, trial)
    return f"{template}试生成：{trial['edition']}{'，没有成功' if trial['failed'] else ''}"


def _trial(template: SummaryTemplate, newest: Summary) -> Trial:
    trial = Trial(
        content=None,
        failed="",
        edition=f"{newest.span.label}第{newest.number}稿",
        at=moment_in_words(timezone.localtime()),
    )
    paper = read(newest.facts)
    try:
        trial["content"] = fill_docx(content_of(template), paper, Edition(paper, None))
    except Exception:
        log.exception("summary.template_trial_failed", template=template.fingerprint)
        trial["failed"] = FAILED
    return trial
