"""From the scheduled 底稿 to the issued edition: begun, signed, drawn in its words, released."""

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.management import call_command
from django.urls import reverse

from notifications.consulting import tell_opinions
from notifications.files import find, path_of
from notifications.models import Format, Kind, Message, Summary
from notifications.passages import QUOTED, quoted_in_words
from notifications.putting_forward import put_forward
from notifications.releasing import release
from notifications.summaries import issuing
from notifications.summaries.building import build
from notifications.summaries.issuing import issue_signed
from notifications.worded import as_issued
from project.accounts.models import User
from task_table.models import Plan
from tests.pages.conftest import browser_of
from tests.workflows.escalating import move
from tests.workflows.playing import approve, refused, sign, submit
from tests.workflows.summary.wording import choose, send_on, write
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cycles.spans import own_span, spans_of
from workflows.models import Cycle, Opinion, Report, SummaryPaper
from workflows.refusals import AlreadyMoved, Refused
from workflows.summary.drafting import under_way

pytestmark = [pytest.mark.db, pytest.mark.django_db]

WRITTEN = "已为1200户低保家庭办理，年内全部完成。"


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def edition(played: dict[str, Report], cycle: Cycle) -> Summary:
    return build(own_span(cycle))


def paper() -> SummaryPaper:
    return SummaryPaper.objects.latest("pk")


def signed(writer: User, vetter: User, leader: User, **words: str) -> SummaryPaper:
    """Take the newest paper to the end without asking anybody."""
    written = write(choose(paper(), writer), writer, "总体平稳。", **words)
    done: SummaryPaper = move(send_on(written, writer, vetter), CaseOutcome.ISSUED, leader)
    return done


def words_of_docx(edition: Summary) -> str:
    document = next(each for each in edition.files if each.format == Format.DOCX)
    content = find(document.fingerprint)
    assert content is not None
    return "\n".join(each.text for each in docx.Document(BytesIO(content)).paragraphs)


def test_the_build_begins_the_paper_with_what_is_signed_and_no_gap(edition: Summary) -> None:
    begun = paper()
    assert (begun.edition, begun.facts, begun.step) == (1, edition.fingerprint, CaseStep.DRAFT)
    assert [each["task"] for each in begun.passages] == ["1"]
    assert begun.asked == ["mzj"]
    assert {each.issued for each in edition.documents.all()} == {False}


def test_a_build_that_changes_nothing_begins_nothing(edition: Summary, cycle: Cycle) -> None:
    build(own_span(cycle))
    assert SummaryPaper.objects.count() == 1


def test_the_office_alone_does_not_release_what_leaders_sign(
    edition: Summary, reviewer: User
) -> None:
    with refused(Refused, "经领导签发后自动发布"):
        release(edition, by=reviewer)


def test_what_was_signed_is_drawn_in_its_words_and_released_once(
    edition: Summary, reviewer: User, colleague: User, leader: User
) -> None:
    signed(reviewer, colleague, leader, task_1=WRITTEN)
    assert (issue_signed(), issue_signed()) == (1, 0)
    edition.refresh_from_db()
    assert edition.released_by == leader
    assert {each.format for each in edition.files} == set(Format)
    told = words_of_docx(edition)
    assert WRITTEN in told
    assert "总体平稳。" in told
    assert "进展情况汇总〔2026〕1号" in told
    letters = Message.objects.in_app().filter(kind=Kind.SUMMARY)
    assert [each.recipient for each in letters] == [leader]


def test_a_figure_is_the_same_in_any_words(
    edition: Summary, reviewer: User, colleague: User, leader: User
) -> None:
    signed(reviewer, colleague, leader, task_1=WRITTEN)
    worded = as_issued(edition)
    assert json.loads(edition.facts)["total"]["due"] == worded.total.due
    assert worded.title == "2025年第4季度进展情况汇总"


def test_a_worker_that_dies_between_leaves_nothing_released_and_is_made_up_for(
    edition: Summary, reviewer: User, colleague: User, leader: User, monkeypatch: Any
) -> None:
    signed(reviewer, colleague, leader)

    def die(*anything: object, **more: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(issuing, "release_signed", die)
        with pytest.raises(SystemExit):
            issue_signed()
    assert not Summary.objects.released().exists()
    assert issue_signed() == 1


def test_lost_files_of_an_issued_edition_are_laid_again_in_its_words(
    edition: Summary, cycle: Cycle, reviewer: User, colleague: User, leader: User
) -> None:
    signed(reviewer, colleague, leader, task_1=WRITTEN)
    issue_signed()
    lost = Summary.objects.get().documents.filter(issued=True)
    for document in lost:
        path_of(document.fingerprint).unlink()
    assert build(own_span(cycle)) == edition
    assert all(find(each.fingerprint) for each in lost)


def test_an_edition_built_while_another_is_on_its_way_waits_for_the_office(
    edition: Summary, cycle: Cycle, played: dict[str, Report], reviewer: User, colleague: User,
    liaison: User,
) -> None:  # fmt: skip
    move(paper(), CaseOutcome.DRAFTED, reviewer)
    submit(played["drafted"], liaison)
    second = build(own_span(cycle))
    assert (second.number, SummaryPaper.objects.count()) == (2, 1)
    with refused(AlreadyMoved, "第1稿正在“核稿”"):
        put_forward(second, by=reviewer)
    move(paper(), CaseOutcome.SENT_BACK, colleague, reason="有新稿。")
    assert put_forward(second, by=reviewer).edition == 2


def test_an_older_edition_is_not_put_forward(
    edition: Summary, cycle: Cycle, played: dict[str, Report], reviewer: User, liaison: User
) -> None:
    submit(played["drafted"], liaison)
    build(own_span(cycle))
    with refused(AlreadyMoved, "之后已有第2稿"):
        put_forward(edition, by=reviewer)


def test_a_correction_names_the_edition_and_what_changed(
    edition: Summary, cycle: Cycle, played: dict[str, Report], reviewer: User, colleague: User,
    leader: User, liaison: User, signer: User,
) -> None:  # fmt: skip
    signed(reviewer, colleague, leader, task_1=WRITTEN)
    issue_signed()
    submit(played["drafted"], liaison)
    sign(approve(played["drafted"], reviewer), signer)
    second = build(own_span(cycle))
    assert paper().corrects == 1
    signed(reviewer, colleague, leader)
    issue_signed()
    second.refresh_from_db()
    told = words_of_docx(second)
    assert "本稿更正已签发的第1稿，更正如下：" in told
    assert "已签批由1份改为2份。" in told
    assert "本期进度有改动的：第13项。" in told
    assert "改了文字的：第1项（市民政局）、第13项（市民政局）。" in told


def test_units_are_told_once_by_letter_that_their_opinion_is_asked(
    edition: Summary, reviewer: User, colleague: User, liaison: User, signer: User
) -> None:
    send_on(paper(), reviewer, colleague)
    assert (tell_opinions(), tell_opinions()) == (1, 0)
    letters = Message.objects.in_app().filter(kind=Kind.CONSULTED)
    assert {each.recipient for each in letters} == {liaison, signer}
    assert f"/opinions/{Opinion.objects.get().pk}/" in letters[0].text
    assert WRITTEN not in letters[0].text


def test_without_the_route_the_office_releases_as_before(
    plan: Plan, released_by_the_office: None, played: dict[str, Report], cycle: Cycle,
    reviewer: User, leader: User,
) -> None:  # fmt: skip
    edition = build(own_span(cycle))
    assert not SummaryPaper.objects.exists()
    assert release(edition, by=reviewer).is_released


def let_the_office_release(plan: Plan, does: bool = True) -> None:
    Plan.objects.filter(pk=plan.pk).update(issues_summaries=not does)


def again(cycle: Cycle) -> Summary:
    fresh = Cycle.objects.select_related("plan__committee").get(pk=cycle.pk)
    return build(own_span(fresh))


def test_an_edition_built_to_be_signed_is_not_released_without_files_once_the_plan_changed(
    edition: Summary, plan: Plan, cycle: Cycle, reviewer: User
) -> None:
    let_the_office_release(plan)
    fresh = Summary.objects.select_related("cycle__plan__committee").get(pk=edition.pk)
    with refused(AlreadyMoved, "没有发布用的文件"):
        release(fresh, by=reviewer)
    second = again(cycle)
    assert (second.number, release(second, by=reviewer).is_released) == (2, True)


def test_an_edition_built_to_be_released_is_not_signed_once_the_plan_changed(
    plan: Plan, released_by_the_office: None, played: dict[str, Report], cycle: Cycle,
    reviewer: User,
) -> None:  # fmt: skip
    first = build(own_span(cycle))
    let_the_office_release(plan, False)
    with refused(AlreadyMoved, "请先点“生成新稿”"):
        put_forward(first, by=reviewer)
    second = again(cycle)
    assert (second.number, paper().edition) == (2, 2)


def test_a_slash_in_a_title_is_no_folder(
    edition: Summary, reviewer: User, colleague: User, leader: User, tmp_path: Path
) -> None:
    begun = choose(paper(), reviewer)
    begun.title = "2025年第4季度/年度进展情况汇总"
    written = write(begun, reviewer)
    move(send_on(written, reviewer, colleague), CaseOutcome.ISSUED, leader)
    issue_signed()
    call_command("build_summary", "2025-Q4", "--apply", "--out", str(tmp_path), "--format", "docx")
    (file,) = tmp_path.glob("*.docx")
    assert file.name == "2025年第4季度／年度进展情况汇总（第1稿）.docx"


def test_words_the_pdf_cannot_print_cost_the_pdf_alone(
    edition: Summary, reviewer: User, colleague: User, leader: User
) -> None:
    signed(reviewer, colleague, leader, task_1="已办理😀。")
    issue_signed()
    issued = Summary.objects.get()
    assert {each.format for each in issued.files} == {Format.DOCX, Format.XLSX}
    page = asked_for(leader)
    assert "签发的文字里有PDF的字体没有的字符" in page.text


AT = ["jiangmen-145", "2025-Q4"]


def asked_for(user: User, name: str = "summary", *more: object) -> Any:
    return browser_of(user).get(reverse(name, args=[*AT, *more]))


def test_who_is_to_sign_reads_the_edition_in_the_words_to_sign_and_nobody_before(
    edition: Summary, reviewer: User, colleague: User, leader: User, observer: User
) -> None:
    written = write(choose(paper(), reviewer), reviewer, task_1=WRITTEN)
    assert asked_for(leader).status_code == 404
    send_on(written, reviewer, colleague)
    page = asked_for(leader)
    assert page.status_code == 200
    assert WRITTEN in page.text
    assert "文稿还没有签发：下面是现在的文字" in page.text
    assert asked_for(leader, "summary-file", 1, "docx").status_code == 200
    assert asked_for(leader, "summary-rows", 1, "all", "signed").status_code == 200
    assert asked_for(observer).status_code == 404


def test_the_office_reads_the_edition_in_the_words_of_the_moment(
    edition: Summary, reviewer: User
) -> None:
    assert WRITTEN not in asked_for(reviewer).text
    write(paper(), reviewer, task_1=WRITTEN)
    assert WRITTEN in asked_for(reviewer).text


def test_the_letter_of_an_edition_says_what_is_to_be_done_with_it(
    edition: Summary, plan: Plan, cycle: Cycle, reviewer: User
) -> None:
    told = Message.objects.in_app().filter(kind=Kind.SUMMARY_DRAFT)
    assert "核对后办理文稿（拟稿、核稿、签发）" in told.latest("pk").text
    let_the_office_release(plan)
    again(cycle)
    assert "核对后发布" in told.latest("pk").text


def test_no_older_edition_is_signed_behind_a_released_one(
    edition: Summary, plan: Plan, cycle: Cycle, reviewer: User, colleague: User
) -> None:
    first = send_on(choose(paper(), reviewer), reviewer, colleague)
    let_the_office_release(plan)
    second = again(cycle)
    with refused(AlreadyMoved, "第1稿正在“领导签发”，退回办公室拟稿以后才能换用新稿"):
        release(second, by=reviewer)
    assert first.step == CaseStep.ISSUE


def test_what_the_office_releases_by_itself_ends_the_paper_that_nobody_sent_on(
    edition: Summary, plan: Plan, cycle: Cycle, reviewer: User
) -> None:
    let_the_office_release(plan)
    release(again(cycle), by=reviewer)
    assert paper().step == CaseStep.OVERTAKEN


def test_a_build_beside_a_paper_that_is_just_sent_on_keeps_its_edition(
    edition: Summary, cycle: Cycle, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the build saw of the other paper was true a moment ago."""
    stale = under_way(own_span(cycle))
    move(paper(), CaseOutcome.DRAFTED, reviewer)
    monkeypatch.setattr("notifications.putting_forward.under_way", lambda span: stale)
    Cycle.objects.filter(pk=cycle.pk).update(closes_on=cycle.closes_on + timedelta(days=1))
    assert again(cycle).number == 2
    assert SummaryPaper.objects.count() == 1


def test_what_cannot_be_drawn_keeps_no_other_from_being_released(
    edition: Summary, cycle: Cycle, reviewer: User, colleague: User, leader: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    signed(reviewer, colleague, leader)
    build(spans_of(cycle)[0])
    signed(reviewer, colleague, leader)
    draw = issuing.draw

    def refusing(drawn: Any, number: int, *issued: bool, **how: Any) -> Any:
        if drawn.cycle == "2025-Q4":
            raise RuntimeError("typst")
        return draw(drawn, number, *issued, **how)

    monkeypatch.setattr(issuing, "draw", refusing)
    with pytest.raises(RuntimeError, match="typst"):
        issue_signed()
    assert [each.span.key for each in Summary.objects.released()] == ["2025-H2"]


def test_what_the_office_reworded_is_not_called_a_quotation(
    edition: Summary, reviewer: User, colleague: User, leader: User
) -> None:
    assert quoted_in_words(as_issued(edition)) == QUOTED
    signed(reviewer, colleague, leader, task_1=WRITTEN)
    said = "其中第1项的文字经办公室修改，签批的原文见附件和台账。"
    assert quoted_in_words(as_issued(edition)).endswith(said)


def test_an_observer_reads_nothing_between_signature_and_release(
    edition: Summary, observer: User, reviewer: User, colleague: User, leader: User
) -> None:
    written = signed(reviewer, colleague, leader, task_1=WRITTEN)
    addresses = [reverse("case", args=[written.pk]), reverse("case-slip", args=[written.pk])]
    assert {browser_of(observer).get(each).status_code for each in addresses} == {404}
    issue_signed()
    assert {browser_of(observer).get(each).status_code for each in addresses} == {404}
    at = reverse("summary", args=["jiangmen-145", "2025-Q4"])
    assert WRITTEN in browser_of(observer).get(at).content.decode()
