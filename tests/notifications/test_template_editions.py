"""Editions and the office's template: which one drew them, laid again, signed, and its failure."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from docx.document import Document as WordFile
from structlog.testing import capture_logs

from notifications.files import find, path_of
from notifications.models import Document, Format, Summary
from notifications.summaries import laying
from notifications.summaries.building import build
from notifications.summaries.issuing import issue_signed
from notifications.summary_templates.keeping import end
from project.accounts.models import User
from task_table.models import Plan
from tests.notifications.office_templates import HEAD, opened, red_head, template
from tests.notifications.template_work import use_template
from tests.notifications.test_summary_route import signed
from tests.pages.conftest import browser_of
from workflows.cycles.spans import own_span
from workflows.models import Cycle, Report

pytestmark = [pytest.mark.db, pytest.mark.django_db]
OTHER = template("另一份", "{{标题}}", "{{正文}}", header="{{稿次}}")
PAGE = "/summaries/jiangmen-145/2025-Q4/"


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def half_way(played: dict[str, Report], cycle: Cycle) -> Cycle:
    return cycle


def word_of(edition: Summary, *, issued: bool = False) -> Document:
    return edition.documents.get(format=Format.DOCX, issued=issued)


def words_of(document: Document) -> WordFile:
    content = find(document.fingerprint)
    assert content is not None
    return opened(content)


def first_line(edition: Summary, *, issued: bool = False) -> str:
    return words_of(word_of(edition, issued=issued)).paragraphs[0].text


def break_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library stumble over every template."""
    render = laying.render

    def stumbling(*args: Any, template: bytes | None = None, **named: Any) -> bytes:
        if template is not None:
            raise KeyError("no relationship of that type")
        return render(*args, **named)

    monkeypatch.setattr(laying, "render", stumbling)


def test_an_edition_is_drawn_in_the_template_in_force_and_remembers_it(
    half_way: Cycle, plan: Plan, reviewer: User
) -> None:
    assert build(own_span(half_way)).template is None
    in_use = use_template(plan, reviewer, red_head())
    edition = build(own_span(half_way))
    assert (edition.number, edition.template) == (2, in_use)
    templates = {each.format: each.template for each in edition.documents.all()}
    assert templates == {Format.DOCX: in_use, Format.XLSX: None, Format.PDF: None}
    assert first_line(edition) == HEAD
    assert (
        words_of(word_of(edition)).sections[0].header.paragraphs[0].text.endswith("底稿（第2稿）")
    )


def test_another_template_is_a_reason_for_a_new_edition_and_the_same_is_not(
    half_way: Cycle, plan: Plan, reviewer: User
) -> None:
    in_use = use_template(plan, reviewer, red_head())
    first = build(own_span(half_way))
    assert build(own_span(half_way)) == first
    end(in_use, by=reviewer)
    second = build(own_span(half_way))
    assert (second.number, second.template) == (2, None)
    assert first_line(first) == HEAD


def test_a_lost_file_is_laid_again_in_the_template_of_its_edition(
    half_way: Cycle, plan: Plan, reviewer: User
) -> None:
    plan.issues_summaries = False
    plan.save()
    use_template(plan, reviewer, red_head())
    edition = build(own_span(half_way))
    for issued in (False, True):
        document = word_of(edition, issued=issued)
        path_of(document.fingerprint).unlink()
        assert build(own_span(half_way)) == edition
        assert find(document.fingerprint) is not None


def test_a_lost_template_makes_a_new_edition_in_the_built_in_layout(
    half_way: Cycle, plan: Plan, reviewer: User
) -> None:
    in_use = use_template(plan, reviewer, red_head())
    edition = build(own_span(half_way))
    path_of(word_of(edition).fingerprint).unlink()
    path_of(in_use.fingerprint).unlink()
    second = build(own_span(half_way))
    assert (second.number, second.template, word_of(second).template) == (2, in_use, None)
    assert second.left_its_template


def test_what_is_signed_is_drawn_in_the_template_of_its_edition(
    half_way: Cycle, plan: Plan, reviewer: User, colleague: User, leader: User
) -> None:
    in_use = use_template(plan, reviewer, red_head())
    edition = build(own_span(half_way))
    use_template(plan, reviewer, OTHER)
    signed(reviewer, colleague, leader)
    assert issue_signed() == 1
    issued = word_of(edition, issued=True)
    assert issued.template == in_use
    lines = [each.text for each in words_of(issued).paragraphs]
    assert lines[0] == HEAD
    assert lines[1].startswith("进展情况汇总〔2026〕1号　　签发人：")
    assert "总体平稳。" in lines
    assert "底稿" not in "".join(lines[:8])


def test_a_template_that_fails_never_costs_the_word_file(
    half_way: Cycle, plan: Plan, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_template(plan, reviewer, red_head())
    break_templates(monkeypatch)
    with capture_logs() as logs:
        edition = build(own_span(half_way))
    assert "summary.template_failed" in [each["event"] for each in logs]
    assert word_of(edition).template is None
    assert first_line(edition) == plan.title
    page = browser_of(reviewer).get(PAGE).content.decode()
    assert "第1稿的Word文档没有用上办公室的模板" in page
    assert "/plans/jiangmen-145/summary-template/" in page


def test_a_file_laid_in_the_built_in_layout_is_laid_so_again(
    half_way: Cycle, plan: Plan, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_template(plan, reviewer, red_head())
    with monkeypatch.context() as patched:
        break_templates(patched)
        edition = build(own_span(half_way))
    document = word_of(edition)
    path_of(document.fingerprint).unlink()
    assert build(own_span(half_way)) == edition
    assert find(document.fingerprint) is not None


def test_a_page_of_an_edition_in_its_template_says_nothing_of_it(
    half_way: Cycle, plan: Plan, reviewer: User
) -> None:
    use_template(plan, reviewer, red_head())
    build(own_span(half_way))
    assert "没有用上" not in browser_of(reviewer).get(PAGE).content.decode()


def test_the_command_writes_the_editions_own_file(
    half_way: Cycle, plan: Plan, reviewer: User, tmp_path: Path
) -> None:
    use_template(plan, reviewer, red_head())
    assert written(tmp_path / "dry").paragraphs[0].text == HEAD
    assert not Summary.objects.exists()
    edition = build(own_span(half_way))
    use_template(plan, reviewer, OTHER)
    # Another template is in force: that is another edition, and the first stays as it is.
    assert written(tmp_path / "kept", "--apply").paragraphs[0].text == "另一份"
    assert first_line(edition) == HEAD


def written(folder: Path, *options: str) -> WordFile:
    """Return the .docx that the command writes."""
    out = StringIO()
    call_command(
        "build_summary", "2025-Q4", "--format", "docx", "--json", "--out", str(folder), *options,
        stdout=out,
    )  # fmt: skip
    (path,) = json.loads(out.getvalue())["files"]
    return opened(Path(path).read_bytes())
