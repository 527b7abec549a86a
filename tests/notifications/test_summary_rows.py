"""A figure of the summary clicked: as many reports as it counts, back to version and signature."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from notifications.models import Summary
from notifications.paper_facts import read
from notifications.paper_rows import ALL, FIGURES
from notifications.summaries.building import build
from project.accounts.models import User
from tests.pages.conftest import browser_of
from workflows.cycles.spans import own_span
from workflows.models import Cycle, Report

pytestmark = pytest.mark.django_db
AT = ["jiangmen-145", "2025-Q4"]
LINK = re.compile(r'<td><a href="([^"]+/rows/[^"]+)">(\d+)</a></td>')


@pytest.fixture
def edition(cycle: Cycle, played: dict[str, Report], settings: Any, tmp_path: Path) -> Summary:
    settings.DATA_DIR = tmp_path
    return build(own_span(cycle))


def text_at(url: str, user: User) -> str:
    answer = browser_of(user).get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def rows_at(kind: str, figure: str, number: int = 1) -> str:
    return reverse("summary-rows", args=[*AT, number, kind, figure])


def test_every_figure_of_the_table_leads_to_as_many_reports(
    edition: Summary, reviewer: User
) -> None:
    page = text_at(reverse("summary", args=AT), reviewer)
    links = LINK.findall(page)
    paper = read(edition.facts)
    counts = [*paper.by_kind.values(), paper.total]
    assert len(links) == sum(getattr(each, name) > 0 for each in counts for name in FIGURES)
    for url, count in links:
        assert text_at(url, reviewer).count('<th scope="row"') == int(count)


def test_the_matrix_leads_to_all_reports_one_by_one(edition: Summary, reviewer: User) -> None:
    page = text_at(reverse("summary", args=AT), reviewer)
    url = rows_at(ALL, "due")
    assert f'<a href="{url}">逐份列出的报告</a>' in page
    paper = read(edition.facts)
    assert text_at(url, reviewer).count('<th scope="row"') == paper.total.due


def test_a_row_names_version_reviewer_signer_and_evidence_and_opens_the_report(
    edition: Summary, reviewer: User, played: dict[str, Report]
) -> None:
    text = text_at(rows_at(ALL, "signed"), reviewer)
    version = played["signed"].versions.get()
    proof = version.evidence.get()
    for told in (version.digest, "残工委办审核人", "民政分管领导于2026年1月9日签批", proof.name,
                 proof.digest):  # fmt: skip
        assert told in text
    report = reverse("report", args=[played["signed"].pk])
    assert f'href="{report}"' in text
    assert "民政分管领导" in text_at(report, reviewer)


def test_a_figure_of_nothing_is_no_link_and_its_page_says_so(
    edition: Summary, reviewer: User
) -> None:
    assert "没有这样的报告。" in text_at(rows_at(ALL, "to_sign"), reviewer)
    assert rows_at(ALL, "to_sign") not in text_at(reverse("summary", args=AT), reviewer)


def test_what_there_is_not_is_404_and_a_draft_is_the_offices_alone(
    edition: Summary, reviewer: User, leader: User, liaison: User
) -> None:
    for place in (("all", "none"), ("none", "filed")):
        assert browser_of(reviewer).get(rows_at(*place)).status_code == 404
    assert browser_of(reviewer).get(rows_at(ALL, "filed", 2)).status_code == 404
    for other in (leader, liaison):
        assert browser_of(other).get(rows_at(ALL, "filed")).status_code == 404


def test_an_edition_from_before_reviewers_were_kept_is_listed_all_the_same(
    edition: Summary, reviewer: User
) -> None:
    old = edition.facts.replace('"reviewed_by":["残工委办审核人"]', '"reviewed_by":null')
    Summary.objects.bulk_create(
        [Summary(cycle=edition.cycle, number=2, facts=old, fingerprint=edition.fingerprint)]
    )
    text = text_at(rows_at("lead", "signed", 2), reviewer)
    assert "民政分管领导" in text
    assert "残工委办审核人" not in text.split("<table>")[1]
