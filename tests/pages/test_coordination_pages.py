"""需协调事项 on pages: raised, listed, printed; a named unit sees one sentence and answers it."""

import pytest
from django.urls import reverse

from project.accounts.granting import give
from project.accounts.models import Role, User
from project.desk.audit_words import ACTIONS
from tests.cast import LONG_AGO, MORNING, person, report_on
from tests.pages.conftest import browser_of
from tests.pages.filling import sheet_of
from tests.pages.test_statements import statements
from tests.workflows.coordinating import accept, decline, pass_on, propose, raise_one
from workflows.case_words import CaseStep
from workflows.drafting import save_draft
from workflows.flows.coordination import CoordinationFlow
from workflows.models import Case, CoordinationRequest, Cycle, Remark, Report
from workflows.naming.remarking import remark

pytestmark = pytest.mark.django_db

POSTED = {
    "applied-addressee": "czj",
    "applied-problem": "资金\u200b没有到位。",
    "applied-needed": "请拨付。",
    "applied-needed_on": "2026-01-20",
}
LIST, AGENDA = "/coordination/jiangmen-145/", "/coordination/jiangmen-145/agenda/"


@pytest.fixture
def passed_on(report: Report, liaison: User, reviewer: User) -> CoordinationRequest:
    return pass_on(raise_one(report, liaison), reviewer)


@pytest.fixture
def listed(passed_on: CoordinationRequest, supporting_liaison: User) -> CoordinationRequest:
    return decline(passed_on, supporting_liaison)


def page(user: User, address: str) -> str:
    answer = browser_of(user).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def of_case(case: Case) -> str:
    return reverse("case", args=[case.pk])


def test_a_liaison_raises_it_from_the_row_with_the_rows_problem(
    report: Report, liaison: User
) -> None:
    save_draft(report, by=liaison, revision=0, problem="经费不足。")
    address = reverse("coordination-ask", args=[report.pk])
    assert address in page(liaison, f"/reports/{report.pk}/")
    assert address in page(liaison, sheet_of("mzj"))
    assert "经费不足。</textarea>" in page(liaison, address)
    browser_of(liaison).post(address, POSTED)
    case = CoordinationRequest.objects.get()
    assert (case.problem, case.step, case.whom) == ("资金没有到位。", "forward", "市财政局")
    for shown in (f"/reports/{report.pk}/", sheet_of("mzj"), "/tasks/jiangmen-145/1/"):
        assert of_case(case) in page(liaison, shown)


def test_what_is_missing_is_said_and_what_was_typed_stays(report: Report, liaison: User) -> None:
    address = reverse("coordination-ask", args=[report.pk])
    answer = browser_of(liaison).post(address, POSTED | {"applied-needed_on": "下月"})
    assert answer.status_code == 422
    assert "请拨付。" in answer.content.decode()
    assert not Case.objects.exists()


def test_what_was_typed_when_the_session_ended_comes_back(report: Report, liaison: User) -> None:
    address, stranger = reverse("coordination-ask", args=[report.pk]), browser_of(None)
    stranger.post(address, POSTED | {"writer": liaison.username})
    stranger.force_login(liaison, backend="project.accounts.backend.PasswordBackend")
    shown = stranger.get(address).content.decode()
    assert "请拨付。" in shown
    assert "已恢复" in shown
    assert '<option value="czj" selected>' in shown


def test_it_is_seen_by_who_it_concerns_and_by_the_addressee_once_passed_on(
    report: Report, liaison: User, signer: User, supporting_liaison: User, reviewer: User,
    leader: User, foreign_liaison: User,
) -> None:  # fmt: skip
    case = raise_one(report, liaison)

    def code(user: User) -> int:
        return browser_of(user).get(of_case(case)).status_code

    assert [code(user) for user in (liaison, signer, reviewer, leader)] == [200] * 4
    assert [code(user) for user in (supporting_liaison, foreign_liaison)] == [404] * 2
    pass_on(case, reviewer)
    assert code(supporting_liaison) == 200
    assert code(foreign_liaison) == 404


def test_the_tasks_lead_and_the_whole_office_see_a_co_units_request(
    support_report: Report, supporting_liaison: User, liaison: User, plan: object
) -> None:
    case = raise_one(support_report, supporting_liaison, addressee="jyj")
    other = person("残工委办其他审核人", "cgwb", (Role.REVIEWER, "jyj"))
    observer = person("残工委联络人", "cgwb")
    give(
        observer,
        Role.OBSERVER,
        by=None,
        why="演示",
        from_on=LONG_AGO,
        committee=case.plan.committee,
    )
    for user in (liaison, other, observer):
        assert of_case(case) in page(user, "/cases/")
        assert browser_of(user).get(of_case(case)).status_code == 200


def test_the_addressee_sees_the_sentence_not_the_report(
    report: Report, passed_on: CoordinationRequest, supporting_liaison: User
) -> None:
    shown = page(supporting_liaison, of_case(passed_on))
    assert "救助资金没有到位。" in shown
    assert f"/reports/{report.pk}/" not in shown
    assert browser_of(supporting_liaison).get(f"/reports/{report.pk}/").status_code == 404


def test_each_is_offered_what_is_theirs(
    passed_on: CoordinationRequest, supporting_liaison: User, liaison: User, reviewer: User
) -> None:
    offered = page(supporting_liaison, of_case(passed_on))
    for words in ("承诺办理", "另提日期", "说明不能办理"):
        assert f"{words}</button>" in offered
    assert "撤回</button>" in page(liaison, of_case(passed_on))
    assert "</button>" not in page(reviewer, of_case(passed_on)).split("</header>")[1]


def test_a_decline_without_a_reason_is_asked_for_it(
    passed_on: CoordinationRequest, supporting_liaison: User
) -> None:
    posted = {"outcome": "declined", "declined-step": "answer", "declined-reason": ""}
    address = reverse("case-decide", args=[passed_on.pk])
    assert browser_of(supporting_liaison).post(address, posted).status_code == 422
    posted["declined-reason"] = "没有预算。"
    assert browser_of(supporting_liaison).post(address, posted).status_code == 302
    assert browser_of(supporting_liaison).post(address, posted).status_code == 409


def test_the_list_says_whom_each_waits_for_since_when(
    passed_on: CoordinationRequest, supporting_liaison: User, reviewer: User, leader: User
) -> None:
    for user in (reviewer, leader):
        shown = page(user, LIST)
        assert "市财政局联络员" in shown
        assert "最后一日2026年1月20日" in shown
        assert "办理中1件" in page(user, "/")
    accept(passed_on, supporting_liaison)
    assert "被请单位办理1件" in page(reviewer, LIST)
    assert "没有符合条件" in page(reviewer, f"{LIST}?state=answer")
    assert of_case(passed_on) in page(reviewer, f"{LIST}?state=fulfil")


def test_the_list_counts_working_days_and_marks_what_is_past_its_day(
    passed_on: CoordinationRequest, reviewer: User, time_machine: object
) -> None:
    time_machine.move_to(MORNING.replace(day=21), tick=False)  # type: ignore[attr-defined]
    shown = page(reviewer, LIST)
    assert "已8个工作日" in shown
    assert "被请单位答复，已过期" in shown


def test_the_agenda_shows_the_whole_history_and_what_units_say_beside_it(
    listed: CoordinationRequest, supporting_liaison: User, reviewer: User, leader: User
) -> None:
    remark(listed.addressee, f"case:{listed.pk}", by=supporting_liaison, text="十二月已拨半数。")  # type: ignore[arg-type]
    for user in (reviewer, leader):
        shown = page(user, AGENDA)
        for words in (
            "市民政局请市财政局协调：第1项", "救助资金没有到位。", "请拨付第四季度资金。",
            "本年度预算已经用完。", "民政联络员提出", "残工委办审核人转办",
            "财政联络员说明不能办理", "市财政局旁注：十二月已拨半数。",
        ):  # fmt: skip
            assert words in shown
        assert "拟上会清单1件" in page(user, "/")
    assert browser_of(supporting_liaison).get(AGENDA).status_code == 404


def test_empty_lists_say_so(cycle: Cycle, reviewer: User, liaison: User) -> None:
    assert "没有办理中的需协调事项" in page(reviewer, LIST)
    assert "清单上没有事项" in page(reviewer, AGENDA)
    assert "没有点到市民政局的话" in page(liaison, "/units/mzj/named/")
    assert "拟上会清单" not in page(reviewer, "/")


def test_a_named_unit_adds_its_line_and_it_stands_beside_the_sentence(
    passed_on: CoordinationRequest, supporting_liaison: User, reviewer: User, liaison: User
) -> None:
    address, key = "/units/czj/named/", f"case-{passed_on.pk}"
    assert address in page(supporting_liaison, of_case(passed_on))
    assert "有1句话点到本单位" not in page(liaison, sheet_of("mzj"))
    posted = {"about": f"case:{passed_on.pk}", f"{key}-text": ""}
    assert browser_of(supporting_liaison).post(address, posted).status_code == 422
    posted[f"{key}-text"] = "十二月已拨半数。"
    assert browser_of(supporting_liaison).post(address, posted).status_code == 302
    assert browser_of(supporting_liaison).post(address, posted).status_code == 302
    assert Remark.objects.count() == 1
    for user in (supporting_liaison, reviewer, liaison):
        shown = page(user, of_case(passed_on))
        assert "市财政局旁注：十二月已拨半数。" in shown
        assert "财政联络员加旁注" in shown


def test_a_late_leads_row_shows_the_remark_wherever_it_shows_the_unit(
    report: Report, support_report: Report, supporting_liaison: User, liaison: User,
    reviewer: User, time_machine: object,
) -> None:  # fmt: skip
    time_machine.move_to(MORNING.replace(day=19), tick=False)  # type: ignore[attr-defined]
    assert "有1句话点到本单位" in page(supporting_liaison, sheet_of("czj"))
    posted = {"about": f"report:{report.pk}", f"report-{report.pk}-text": "数据月底才有。"}
    browser_of(supporting_liaison).post("/units/czj/named/", posted)
    for user, address in (
        (liaison, sheet_of("mzj")), (liaison, f"/reports/{report.pk}/"),
        (reviewer, f"/reports/{report.pk}/"), (reviewer, sheet_of("mzj")),
    ):  # fmt: skip
        assert "市财政局旁注：数据月底才有。" in page(user, address)


def test_a_long_name_and_text_break_nowhere(report: Report, liaison: User, reviewer: User) -> None:
    case = raise_one(report, liaison, addressee="committee", needed="协调" * 300)
    pass_on(case, reviewer)
    assert "协调" * 300 in page(reviewer, AGENDA)


def test_lists_and_rows_need_no_more_statements_for_many_than_for_one(
    cycle: Cycle, report: Report, liaison: User, reviewer: User, supporting_liaison: User
) -> None:
    numbers = ("2", "3", "4", "5", "6", "7", "9", "10")
    pages = [
        (reviewer, LIST), (reviewer, AGENDA), (reviewer, "/"), (reviewer, "/cases/"),
        (supporting_liaison, "/"), (supporting_liaison, "/units/czj/named/"),
        (liaison, sheet_of("mzj")), (liaison, f"/reports/{report.pk}/"),
        (liaison, "/tasks/jiangmen-145/1/"),
    ]  # fmt: skip
    first = propose(pass_on(raise_one(report, liaison), reviewer), supporting_liaison)
    decline(pass_on(raise_one(report, liaison, addressee="wjj"), reviewer), health())
    # Of a unit without a liaison: the office's home says that nobody is able to answer.
    pass_on(raise_one(report, liaison, addressee="zjj"), reviewer)
    assert first.step == CaseStep.AGREE
    few = [statements(browser_of(user), address) for user, address in pages]
    for code in ("jyj", "rsj", "gaj", "committee"):
        case = pass_on(raise_one(report, liaison, addressee=code), reviewer)
        assert case.step in (CaseStep.ANSWER, CaseStep.AGENDA)
    for number in numbers[:3]:
        row = report_on(cycle, number, lead_of(cycle, number))
        who = person("联络员", row.unit.code, (Role.LIAISON, row.unit.code))
        office = person("审核人", "cgwb", (Role.REVIEWER, row.unit.code))
        pass_on(raise_one(row, who), office)
    assert [statements(browser_of(user), address) for user, address in pages] == few
    assert max(few) < 60


def health() -> User:
    return person("卫健联络员", "wjj", (Role.LIAISON, "wjj"))


def lead_of(cycle: Cycle, number: str) -> str:
    rows = cycle.plan.tasks.get(number=number).assignments.filter(role="lead").order_by("place")
    return rows[0].unit.code


def test_every_outcome_has_its_word_in_the_audit() -> None:
    turns = CoordinationFlow.turns.values()
    said = {each for turn in turns for each in (*turn.outcomes, *turn.by_system)}
    assert {f"coordination.{each}" for each in said} <= set(ACTIONS)
