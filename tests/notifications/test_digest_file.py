"""The digest as PDF: typeset once after it was sent, tagged, every glyph there, the same bytes."""

import json
import re
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone
from time_machine import TimeMachineFixture

from notifications.digesting import prepare_digests, send_due
from notifications.documents.digest import digest_facts
from notifications.documents.jobs import NotTypeset, typeset_digest, typeset_digests
from notifications.documents.typesetting import Unprintable, typeset
from notifications.files import find
from notifications.models import Digest, DigestFile
from project.accounts.models import User
from tests.cast import MORNING, TODAY
from tests.pages.conftest import browser_of
from workflows.models import Cycle, Report

pytestmark = pytest.mark.django_db
NODE = "2025年节点1“完成摸底”"
LONG = "全市已将符合条件的残疾人家庭纳入最低生活保障，动态管理、应保尽保。" * 3


@pytest.fixture
def sent(cycle: Cycle, report: Report, leader: User, reviewer: User) -> Digest:
    prepare_digests(on=TODAY, at=MORNING)
    send_due(at=MORNING.replace(hour=15))
    return Digest.objects.get()


def text_of(content: bytes) -> str:
    """Return a PDF's text as programs read it, its lines joined."""
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return "".join("".join(pages).split())


def letters_in(value: Any) -> set[str]:
    """Return every letter of the texts in facts."""
    if isinstance(value, str):
        return {letter for letter in value if not letter.isspace()}
    each = value.values() if isinstance(value, dict) else value
    return set().union(*map(letters_in, each))


def crowded(digest: Digest) -> Digest:
    """Give a digest, not saved, eleven overdue tasks with long texts, and all other parts."""
    task = {
        "number": "1", "text": LONG, "leads": ["市民政局"], "due_on": "2025-12-01", "days": 39,
        "lies": ["在市民政局填报（2025年第4季度），还有4个工作日"], "silence": "该单位没有说明。",
        "words": [], "ask": "督办",
    }  # fmt: skip
    facts: dict[str, Any] = json.loads(digest.facts)
    facts |= {
        "tasks": [task | {"number": str(number), "node": NODE} for number in range(1, 12)],
        "stalled": [{"number": "40", "text": LONG, "leads": ["市残联"], "words": "三期",
                     "ask": "督办"}],
        "coordination": {"waiting": 3, "listed": ["1", "8"]},
        "indicators": [{"number": 4, "name": "覆盖率", "said": "80%", "target": ">85%",
                        "words": "低于目标"}],
        "awaiting_final": 2,
    }  # fmt: skip
    digest.facts = json.dumps(facts)
    return digest


def test_every_character_can_be_read_and_ten_lines_at_most(sent: Digest) -> None:
    facts = digest_facts(crowded(sent))
    text = text_of(typeset("digest", facts, at=MORNING))
    assert letters_in(facts) <= set(text)
    assert "任务逾期（11项）" in text
    assert "第10项" in text
    assert "另有1项未列出：第11项" in text
    assert "请领导督办" in text
    assert f"{NODE}，2025年12月1日到期" in text
    assert "约束性指标未达目标" in text


def test_a_character_without_a_glyph_fails_the_file(sent: Digest) -> None:
    facts = digest_facts(sent) | {"plan": "《😀规划》"}
    with pytest.raises(Unprintable, match="could not be displayed"):
        typeset("digest", facts, at=MORNING)


def test_the_same_facts_give_the_same_bytes(sent: Digest) -> None:
    facts = digest_facts(crowded(sent))
    assert typeset("digest", facts, at=MORNING) == typeset("digest", facts, at=MORNING)


def test_the_file_is_tagged_in_chinese_with_a_title(sent: Digest) -> None:
    content = typeset("digest", digest_facts(sent), at=MORNING)
    document = pypdfium2.PdfDocument(content)
    assert document.get_metadata_value("Title") == "逾期摘要 截至2026年1月9日"
    assert b"/StructTreeRoot" in content
    assert re.search(rb"/Lang\s*\(zh-CN\)", content)
    assert b"pdfuaid" in content
    document.close()


def test_a_sent_digest_is_typeset_once(sent: Digest) -> None:
    assert (typeset_digests(), typeset_digests()) == ("逾期摘要PDF 1 份", "逾期摘要PDF 0 份")
    assert typeset_digest(sent) is False
    kept = DigestFile.objects.get()
    assert len(find(kept.fingerprint) or b"") == kept.size


def test_one_that_cannot_be_printed_keeps_no_other_from_its_file(
    sent: Digest, leader: User, clock: TimeMachineFixture
) -> None:
    """It fails the job each time, which `doctor` tells; its page says so after an hour."""
    other = Digest.objects.create(
        plan=sent.plan, week="2026-W01", as_of=TODAY, facts=sent.facts.replace("市", "😀", 1),
        fingerprint=sent.fingerprint, send_at=MORNING, sent_at=timezone.now(),
    )  # fmt: skip
    for _ in range(2):
        with pytest.raises(NotTypeset, match=other.week):
            typeset_digests()
    assert DigestFile.objects.get().digest == sent
    clock.shift(timedelta(hours=1, seconds=1))
    page = reverse("digest", args=[sent.plan.slug, other.week])
    assert "PDF文件没有生成，请以本页为准" in browser_of(leader).get(page).content.decode()


def test_a_digest_not_sent_has_no_file(cycle: Cycle, report: Report, reviewer: User) -> None:
    prepare_digests(on=TODAY, at=MORNING)
    assert typeset_digests() == "逾期摘要PDF 0 份"


def test_leaders_take_the_file_from_the_page(sent: Digest, leader: User, liaison: User) -> None:
    page, url = (reverse(name, args=["jiangmen-145", sent.week]) for name in PLACES)
    assert "正在生成" in browser_of(leader).get(page).content.decode()
    assert browser_of(leader).get(url).status_code == 404
    typeset_digests()
    assert url in browser_of(leader).get(page).content.decode()
    answer = browser_of(leader).get(url)
    assert answer.content.startswith(b"%PDF-")
    assert browser_of(liaison).get(url).status_code == 404


PLACES = ("digest", "digest-file")
