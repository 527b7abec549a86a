"""Builds a summary: prints its figures, writes files, keeps an edition with --apply."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from notifications import wording
from notifications.documents.typesetting import Unprintable
from notifications.files import find
from notifications.lacking import letters_in_words
from notifications.models import Format, Summary, SummaryTemplate
from notifications.paper_facts import as_facts, read
from notifications.paper_rows import FIGURES, figures_of
from notifications.papers import Paper
from notifications.summaries.building import build
from notifications.summaries.facts import span_paper
from notifications.summaries.laying import drawn
from notifications.summaries.rendering import render_html
from notifications.summary_templates.keeping import in_force
from notifications.tracing import trace
from notifications.worded import as_issued
from project.accounts.command_line import acting_user
from task_table.models import Plan
from workflows.cycles.spans import own_span, span_named, spans_of
from workflows.models import Cycle, Span

HTML = "html"
KNOWN = (*Format.values, HTML)


class Command(BaseCommand):
    help = "生成一个报送周期、半年或年度的进展情况汇总；不加 --apply 只读取，不存稿、不通知。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "key", metavar="KEY", help="报送周期，如 2025-Q4；半年、年度，如 2025-H2、2025"
        )
        parser.add_argument("--plan", metavar="SLUG", help="规划代码；周期代码不重复时可省略")
        parser.add_argument(
            "--format", default="docx,xlsx,pdf", help="与 --out 合用：docx,xlsx,pdf,html"
        )
        parser.add_argument("--out", type=Path, metavar="DIR", help="把文件写到这个目录")
        parser.add_argument("--trace", action="store_true", help="逐项列出每个数字的来源")
        parser.add_argument("--json", action="store_true", help="输出 JSON，供程序读取")
        parser.add_argument("--apply", action="store_true", help="存为新的一稿并通知残工委办公室")
        parser.add_argument("--by", metavar="USER", help="以哪个用户的名义记入留痕，缺省为系统")

    def handle(self, *args: Any, **options: Any) -> None:
        formats, by = _formats(options["format"]), acting_user(options["by"])
        span = _span(options["key"], options["plan"])
        summary = build(span, by=by) if options["apply"] else None
        paper = read(summary.facts) if summary else span_paper(span, at=timezone.now())
        said = as_issued(summary) if summary else paper
        template = summary.template if summary else in_force(span.cycle.plan)
        files = []
        if options["out"]:
            files = self._write(said, summary, formats, options["out"], template)
        if options["json"]:
            traced = {"trace": trace(said)} if options["trace"] else {}
            told = _as_json(paper, summary, files) | traced
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        self.stdout.write(_told(paper, summary, files))
        if options["trace"]:
            self.stdout.write("\n".join(trace(said)))

    def _write(
        self, paper: Paper, summary: Summary | None, formats: list[str], folder: Path,
        template: SummaryTemplate | None,
    ) -> list[str]:  # fmt: skip
        """Write the files and return their paths; say which cannot be printed."""
        kept = summary.kept if summary else "试生成"
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for each in formats:
            # The title is people's words: a slash in it is no folder.
            path = folder / f"{paper.title.replace('/', '／')}（{kept}）.{each}"
            try:
                path.write_bytes(_content(paper, each, summary, template))
                paths.append(str(path))
            except Unprintable as error:
                self.stderr.write(
                    f"没有写出{each}：它的字体没有{letters_in_words(error.letters)}。"
                )
        return paths


def _formats(text: str) -> list[str]:
    asked = [each.strip() for each in text.split(",") if each.strip()]
    for each in asked:
        if each not in KNOWN:
            raise CommandError(f"不能生成“{each}”格式的汇总。可以生成：{'、'.join(KNOWN)}。")
    return asked


def _span(key: str, slug: str | None) -> Span:
    plans = Plan.objects.filter(slug=slug) if slug else Plan.objects.all()
    found = [span for plan in plans.order_by("slug") if (span := span_named(plan, key))]
    if len(found) == 1:
        return found[0]
    known = "、".join(_known()) or "还没有开启报送周期"
    if found:
        raise CommandError(f"不止一个规划有周期“{key}”，请用 --plan 指明。已有：{known}。")
    raise CommandError(f"没有报送周期“{key}”。已有：{known}。")


def _known() -> Iterator[str]:
    """Yield what may be asked for: each cycle, and the half-year and year that end with it."""
    for cycle in Cycle.objects.select_related("plan"):
        ended = spans_of(cycle) if cycle.opened_at else []
        yield from (f"{cycle.plan.slug} {span.key}" for span in (own_span(cycle), *ended))


def _content(
    paper: Paper, format: str, summary: Summary | None, template: SummaryTemplate | None
) -> bytes:
    """Return a file's bytes: of an edition those that were kept, else rendered from the facts."""
    number = summary.number if summary else None
    issued = bool(summary and summary.is_released)
    if format == HTML:
        css = Path(str(finders.find("zeren.css"))).read_text()
        return render_html(paper, number=number, css=css, issued=issued)
    kept = _kept(summary, format) if summary else None
    if kept:
        return kept
    return drawn(paper, Format(format), number=number, issued=issued, template=template)[0]


def _kept(summary: Summary, format: str) -> bytes | None:
    """Return the bytes of an edition's file; None where it is lost, or was never made."""
    found = [find(each.fingerprint) for each in summary.files if each.format == format]
    return found[0] if found else None


def _told(paper: Paper, summary: Summary | None, files: list[str]) -> str:
    kept = f"第{summary.number}稿" if summary else "未存稿，确认后加 --apply"
    written = f"已写出 {'、'.join(files)}。" if files else ""
    return (
        f"{paper.plan} {paper.cycle}：{wording.counts_in_words(paper.total)}"
        f"{wording.progress_in_words(paper)}{written}{kept}。"
    )


def _as_json(paper: Paper, summary: Summary | None, files: list[str]) -> dict[str, Any]:
    return {
        "edition": summary.number if summary else None,
        "fingerprint": summary.fingerprint if summary else None,
        "figures": dict(zip(FIGURES, figures_of(paper.total), strict=True)),
        "files": files,
        "facts": as_facts(paper),
    }
