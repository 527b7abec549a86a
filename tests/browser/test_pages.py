"""Every page is fit for every user: axe, contrast, focus, 320 px, doubled text, without scripts."""

from datetime import date
from sqlite3 import Connection
from typing import NamedTuple

import pytest

from notifications.digesting import prepare_digests
from notifications.models import Message, State
from notifications.reminding import remind
from notifications.summaries.building import build
from project.accounts.models import User
from tests import snapshots
from tests.browser.chromium import Chromium
from tests.browser.closing_stage import set_closing
from tests.browser.page_list import NO_PAGE, PAGES
from tests.browser.pairs import ANONYMOUS, FULL, Run, Stage, by_stage, pairwise
from tests.browser.paper_stage import set_escalation, set_summary, set_templates
from tests.browser.robot_stage import set_robots
from tests.browser.serving import session_cookies
from tests.browser.visiting import look_over
from tests.cast import MORNING, TODAY, report_on
from tests.pages.test_matrix import all_addresses
from tests.workflows.casework import ask, dated_task
from tests.workflows.coordinating import pass_on, raise_one
from tests.workflows.nodework import bring
from tests.workflows.paperwork import brought, printed
from tests.workflows.playing import (
    approve,
    dispute,
    picture,
    prove,
    receive,
    send_back,
    sign,
    submit,
    write,
)
from tests.workflows.standing import lend
from workflows.cycles.excepting import give_exception
from workflows.cycles.postponing import postpone
from workflows.cycles.spans import own_span, spans_of
from workflows.drafting import save_draft
from workflows.evidence.attaching import seal
from workflows.models import Cycle, Report
from workflows.naming.remarking import remark

# A stage of many pages in several tests: no worker is left alone with it at the end.
MOST_PAGES = 6
STAGES = [
    pytest.param(stage, runs[first : first + MOST_PAGES], id=f"{stage}-{first // MOST_PAGES + 1}")
    for stage, runs in by_stage(pairwise(PAGES)).items()
    for first in range(0, len(runs), MOST_PAGES)
]
NODES = f"""序号\t年度节点\t完成时限\t目标数值
1\t{"逐村逐户核查符合条件的残疾人家庭" * 12}\t2025年6月底\t1200.5万元
\t完成验收\t2025年底\t
"""
LONG = "全市已将符合条件的残疾人家庭纳入最低生活保障，动态管理、应保尽保。" * 20


def test_every_page_is_in_the_list() -> None:
    assert all_addresses() - NO_PAGE == {page.name for page in PAGES} - {"404"}


class World(NamedTuple):
    """The pages' keys by name, and whose pages they are by role."""

    keys: dict[str, object]
    people: dict[str, int]


# Built once by a worker: each stage begins with the same.
KEPT: list[tuple[World, Connection]] = []


@pytest.fixture
def full(request: pytest.FixtureRequest, cycle: Cycle) -> World:
    """A cycle half-way, with what these tests see of it."""
    if not KEPT:
        roles = sorted({stage.role for stage in by_stage(pairwise(PAGES)) if stage.fill == FULL})
        people = {role: request.getfixturevalue(role).pk for role in roles}
        KEPT.append((World(half_way(request, cycle), people), snapshots.keep()))
    world, copy = KEPT[0]
    snapshots.lay_back(copy)
    return world


def half_way(request: pytest.FixtureRequest, cycle: Cycle) -> dict[str, object]:
    """Put a report at each stop, long texts, a co-unit's row; return the keys by name."""
    request.getfixturevalue("figures_asked")
    liaison, reviewer, signer = (
        request.getfixturevalue(name) for name in ("liaison", "reviewer", "signer")
    )
    rows = {
        "written": report_on(cycle, "1", "mzj"),
        "returned": report_on(cycle, "2", "mzj"),
        "reviewed": report_on(cycle, "13", "mzj"),
        "to_sign": report_on(cycle, "18", "mzj"),
        "signed": report_on(cycle, "44", "mzj"),
    }
    write(rows["written"], liaison, status="under_way", progress=LONG, problem="经费不足")
    bring(cycle.plan, reviewer, NODES)
    long_name = "（定稿）困难残疾人生活补贴和重度残疾人护理补贴发放情况统计表.png"
    sealed = prove(rows["written"], liaison, content=picture(1), name="入户照片.png")
    seal(sealed, by=reviewer, why="照片里有残疾人面部")
    prove(rows["written"], liaison, name=long_name)
    evidence = prove(rows["reviewed"], liaison, name=long_name, content=picture(2))
    for name in ("returned", "reviewed", "to_sign", "signed"):
        write(rows[name], liaison, status="under_way", progress=LONG)
        submit(rows[name], liaison)
    send_back(rows["returned"], reviewer)
    approve(rows["to_sign"], reviewer)
    sign(approve(rows["signed"], reviewer), signer)
    supporting = request.getfixturevalue("supporting_liaison")
    dispute(rows["returned"], supporting, source=LONG[:200])
    submit(report_on(cycle, "1", "czj"), supporting)
    received = receive(rows["written"], reviewer, name=f"{'离线报送表' * 15}.xlsx")
    entered = report_on(cycle, "45", "mzj")
    save_draft(
        entered, by=reviewer, revision=0, received=received, status="under_way", progress=LONG
    )
    give_exception(
        cycle, rows["written"].unit, by=reviewer, until_on=date(2026, 3, 2), reason=LONG[:200]
    )
    postpone(cycle, by=reviewer, due_on=date(2026, 1, 20), reason="统计数据晚到。")
    cycle.plan.tasks.filter(number="13").update(due_on=date(2025, 12, 1))
    assert prepare_digests(on=TODAY, at=MORNING) == 1
    for span in (*spans_of(cycle)[:1], own_span(cycle)):
        build(span)
    User.objects.filter(pk=liaison.pk).update(email="liaison@example.invalid")
    remind(on=TODAY)
    Message.objects.by_mail().update(state=State.REFUSED, error="550 no such mailbox")
    message = Message.objects.in_app().get(recipient=liaison)
    keys: dict[str, object] = {name: row.pk for name, row in rows.items()}
    task = dated_task(cycle.plan)
    asked = ask(task, liaison, cause=LONG[:300])
    keys |= set_closing(task, liaison, signer, LONG)
    coordination = set_coordination(rows["written"], liaison, reviewer, supporting)
    others = {"person": liaison.pk, "grant": liaison.grants.get().pk, "message": message.pk}
    others |= {"case": asked.pk, "received": received.pk, "coordination": coordination}
    lend(signer, request.getfixturevalue("second_liaison"))
    paper = brought(printed(rows["to_sign"], liaison), liaison)
    others |= {"paper": paper.pk, "printed": paper.sheet_id}
    others |= {"robot": set_robots(cycle, reviewer)}
    colleague, leader = (request.getfixturevalue(name) for name in ("colleague", "leader"))
    others |= set_escalation(cycle, reviewer, colleague, leader, LONG)
    others |= set_summary(reviewer, colleague, liaison, LONG)
    set_templates(cycle, reviewer, LONG)
    return keys | others | {"evidence": evidence.uuid}


def set_coordination(report: Report, liaison: User, office: User, asked: User) -> int:
    """Put one request on the agenda and pass one on, with long texts; return the open one."""
    listed = raise_one(report, liaison, addressee="committee", problem=LONG[:300], needed=LONG)
    pass_on(listed, office)
    case = pass_on(raise_one(report, liaison, problem=LONG[:300]), office)
    remark(case.addressee or report.unit, f"case:{case.pk}", by=asked, text=LONG[:200])
    return case.pk


@pytest.mark.parametrize("stage, runs", STAGES)
def test_pages_have_no_faults(
    request: pytest.FixtureRequest,
    chromium: Chromium,
    address: str,
    cycle: Cycle,
    stage: Stage,
    runs: list[Run],
) -> None:
    keys, user = scene_of(request, stage)
    faults = []
    for run in runs:
        url, page = run.page.url.format(**keys), run.page
        cookies = session_cookies(user) if user else None
        seen = look_over(
            chromium, url, address=address, cookies=cookies, width=run.width, status=page.status
        )
        faults += [f"{url} ({run.width.name}): {fault}" for fault in seen.faults]
    assert not faults, "\n".join(faults)


def scene_of(request: pytest.FixtureRequest, stage: Stage) -> tuple[dict[str, object], User | None]:
    """Return the keys of the stage's pages, and who looks at them."""
    keys, people = request.getfixturevalue("full") if stage.fill == FULL else World({}, {})
    if stage.role == ANONYMOUS:
        return keys, None
    known = people.get(stage.role)
    user: User = User.objects.get(pk=known) if known else request.getfixturevalue(stage.role)
    user.password = "set"
    user.save(update_fields=["password"])
    return keys, user
