"""The command `build_summary`: dry by default, its errors say what there is, figures are traced."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from notifications.models import Format, Message, Summary
from notifications.paper_rows import FIGURES
from notifications.passages import passages_of
from notifications.summaries.facts import paper_of
from notifications.tracing import trace
from project.accounts.models import User
from tests.cast import MORNING
from workflows.lights.light import Light
from workflows.models import Cycle, Report

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "data"


@pytest.mark.usefixtures("played")
def test_without_apply_it_prints_and_keeps_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("build_summary", "2025-Q4")
    said = capsys.readouterr().out
    assert "应报9份，已报6份" in said
    assert "未存稿，确认后加 --apply" in said
    assert len(said.splitlines()) == 1
    assert not Summary.objects.exists()
    assert not Message.objects.exists()


def test_it_writes_files_to_look_at(played: dict[str, Report], tmp_path: Path) -> None:
    call_command("build_summary", "2025-Q4", "--out", tmp_path / "out", "--format", "docx,html")
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert files == [
        "2025年第4季度进展情况汇总（试生成）.docx",
        "2025年第4季度进展情况汇总（试生成）.html",
    ]
    page = (tmp_path / "out" / files[1]).read_text()
    assert "底稿（试生成，未存档）" in page
    assert "--ink" in page
    assert "<script" not in page
    assert not Summary.objects.exists()


@pytest.mark.usefixtures("played")
def test_with_apply_it_keeps_an_edition_and_writes_the_issued_files(
    liaison: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("build_summary", "2025-Q4", "--apply", "--by", "liaison", "--out", tmp_path / "o")
    summary = Summary.objects.get()
    assert summary.built_by == liaison
    assert "第1稿。" in capsys.readouterr().out
    for document in summary.files:
        name = f"2025年第4季度进展情况汇总（底稿第1稿）.{document.format}"
        assert (tmp_path / "o" / name).stat().st_size == document.size


def test_every_head_figure_is_traced_to_as_many_rows(
    cycle: Cycle, played: dict[str, Report]
) -> None:
    paper = paper_of(cycle, at=MORNING)
    lines = trace(paper)
    for name, (word, _) in FIGURES.items():
        count = getattr(paper.total, name)
        start = lines.index(f"{word} {count}：")
        following = [line.startswith("  ") for line in lines[start + 1 :]] + [False]
        assert following.index(False) == count
    digest = played["signed"].versions.get().digest
    assert any(digest in line for line in lines)


def below(lines: list[str], head: str) -> list[str]:
    """Return the lines of sources below a figure or a sentence."""
    rest = lines[lines.index(head) + 1 :]
    ends = next((n for n, line in enumerate(rest) if not line.startswith("  ")), len(rest))
    return rest[:ends]


def test_every_count_of_tasks_is_traced_to_as_many_tasks(
    cycle: Cycle, played: dict[str, Report]
) -> None:
    paper = paper_of(cycle, at=MORNING)
    lines, lamps = trace(paper), paper.lamps or {}
    for word, count in paper.tasks_by_progress:
        assert len(below(lines, f"{word} {count}项：")) == count
    for name, count in lamps.items():
        assert len(below(lines, f"{Light(name).word} {count}项：")) == count
    assert len(below(lines, f"任务逾期 {len(paper.overdue)}项：")) == len(paper.overdue)


def test_a_sentence_is_traced_to_version_reviewer_signer_and_evidence(
    cycle: Cycle, played: dict[str, Report]
) -> None:
    paper = paper_of(cycle, at=MORNING)
    said = passages_of(paper.sections[0], paper.names)[0]
    (source,) = below(trace(paper), f"{said.head}：{said.text}")
    version = played["signed"].versions.get()
    proof = version.evidence.get()
    for told in (version.digest, "审核：残工委办审核人", "民政分管领导于2026年1月9日签批",
                 f"{proof.name} {proof.digest}"):  # fmt: skip
        assert told in source


@pytest.mark.usefixtures("played")
def test_the_json_is_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("build_summary", "2025-Q4", "--json", "--trace")
    said = json.loads(capsys.readouterr().out)
    assert (said["edition"], said["figures"]["due"]) == (None, 9)
    assert said["facts"]["cycle"] == "2025-Q4"
    assert "应报 9：" in said["trace"]


def test_an_unknown_cycle_is_answered_with_the_known_ones(cycle: Cycle) -> None:
    with pytest.raises(CommandError, match="没有报送周期“2025-Q1”。已有：jiangmen-145 2025-Q4、"):
        call_command("build_summary", "2025-Q1")


def test_an_unknown_format_is_refused_with_what_is_possible(cycle: Cycle) -> None:
    said = "不能生成“wps”格式的汇总。可以生成：docx、xlsx、pdf、html。"
    with pytest.raises(CommandError, match=said):
        call_command("build_summary", "2025-Q4", "--format", "wps")


def test_an_unknown_user_is_named(cycle: Cycle) -> None:
    with pytest.raises(CommandError, match="没有用户名为“nobody”的启用账号"):
        call_command("build_summary", "2025-Q4", "--by", "nobody")


def test_each_format_that_is_kept_can_be_asked_for() -> None:
    assert set(Format.values) <= {"docx", "xlsx", "pdf", "html"}
