"""存疑: another unit states its value, the office decides, nobody who stated one of the two."""

from decimal import Decimal

import pytest

from project.accounts.models import Role, User
from project.audit.models import AuditEvent
from task_table.models import Indicator
from tests.cast import TODAY, person, report_on
from tests.workflows.playing import (
    approve,
    dispute,
    refused,
    revision_of,
    send_back,
    sign,
    submit,
    write,
)
from workflows.figures.disputing import (
    awaiting_decision_of,
    decide,
    source_value,
    unit_stating,
    withdraw_value,
)
from workflows.figures.showing import figures_of
from workflows.models import Cycle, Dispute, IndicatorValue, Report, Stands
from workflows.moving import complete_step
from workflows.refusals import AlreadyMoved, FourEyes, Incomplete, NotEntitled, Refused
from workflows.sight import Sight
from workflows.steps import Outcome, Step

pytestmark = [pytest.mark.db, pytest.mark.django_db, pytest.mark.usefixtures("figures_asked")]

WORDS = {"status": "under_way", "progress": "已为全部符合条件的家庭办理。"}


def report_value(report: Report, by: User, **figures: str) -> Report:
    """Submit the row on task 1 with its figure."""
    write(report, by, **WORDS, figures={f"figure-3{key}": text for key, text in figures.items()})
    return complete_step(
        report, Step.REPORT, by=by, outcome=Outcome.SUBMITTED, revision=revision_of(report)
    )


@pytest.fixture
def reported(report: Report, liaison: User) -> Report:
    """市民政局 says 99.5 %."""
    return report_value(report, liaison, **{"": "99.5"})


@pytest.fixture
def disputed(reported: Report, supporting_liaison: User) -> Dispute:
    """市财政局 says 98.7 %."""
    return dispute(reported, supporting_liaison)


def settle(found: Dispute, by: User, stands: str = "other", **how: object) -> Dispute:
    value = source_value(found.cycle, found.indicator)
    said = {"reason": "以系统数据为准。", "seen": value.pk if value else None} | how
    return decide(found, by=by, stands=stands, **said)  # type: ignore[arg-type]


def words_of(report: Report, sight: Sight = Sight.SUBMITTED) -> list[str]:
    current = Report.objects.for_moving().get(pk=report.pk)
    (figure,) = figures_of(current, current.version, sight)
    return [status.word for status in figure.marks]


def test_another_unit_s_value_puts_the_figure_in_doubt(disputed: Dispute, reported: Report) -> None:
    assert (disputed.value, disputed.unit.code) == (Decimal("98.7"), "czj")
    value = IndicatorValue.objects.disputed().get()
    assert value.version == reported.version
    assert list(Dispute.objects.contested()) == [disputed]
    assert words_of(reported) == ["存疑"]


def test_a_figure_in_doubt_is_not_judged(disputed: Dispute, reported: Report) -> None:
    (figure,) = figures_of(reported, reported.version, Sight.SUBMITTED)
    assert figure.verdict is None


@pytest.mark.parametrize("said, counts", [("99.5", 0), ("99.50％", 0), ("99.4", 1)])
def test_the_same_value_is_no_doubt(
    reported: Report, supporting_liaison: User, said: str, counts: int
) -> None:
    dispute(reported, supporting_liaison, said=said)
    assert IndicatorValue.objects.disputed().count() == counts
    assert Dispute.objects.contested().count() == counts
    assert len(words_of(reported)) == counts


def test_no_data_against_a_value_is_a_doubt(
    report: Report, liaison: User, supporting_liaison: User
) -> None:
    report_value(report, liaison, **{"-why": "系统停用。"})
    dispute(report, supporting_liaison)
    assert IndicatorValue.objects.disputed().count() == Dispute.objects.contested().count() == 1


@pytest.mark.parametrize("own, counts", [("基本同步。", 0), ("高于经济增长。", 1)])
def test_words_are_compared_as_words(
    report: Report, liaison: User, supporting_liaison: User, own: str, counts: int
) -> None:
    Indicator.objects.filter(number=3).update(task=None)
    Indicator.objects.filter(number=1).update(task=report.assignment.task, supplier=report.unit)
    write(report, liaison, **WORDS, figures={"figure-1": "基本同步。"})
    submit(report, liaison)
    dispute(report, supporting_liaison, said=own)
    assert IndicatorValue.objects.disputed().count() == counts
    assert Dispute.objects.contested().count() == counts


def test_a_doubt_waits_for_the_value_and_never_blocks_it(
    report: Report, liaison: User, supporting_liaison: User, reviewer: User, signer: User
) -> None:
    found = dispute(report, supporting_liaison)
    assert not IndicatorValue.objects.disputed().exists()
    with refused(Refused, "还没有提交数值"):
        settle(found, reviewer)
    report_value(report, liaison, **{"": "99.5"})
    assert IndicatorValue.objects.disputed().exists()
    assert sign(approve(report, reviewer), signer).step == Step.SIGNED


def test_stated_again_it_takes_the_place_of_the_first(
    disputed: Dispute, reported: Report, supporting_liaison: User
) -> None:
    assert dispute(reported, supporting_liaison) == disputed  # a second click
    again = dispute(reported, supporting_liaison, said="98.9")
    assert list(Dispute.objects.open()) == [again]
    disputed.refresh_from_db()
    assert disputed.withdrawn_by == supporting_liaison


@pytest.mark.parametrize(
    "how, field",
    [({"said": "约98"}, "said"), ({"said": " "}, "said"), ({"source": " "}, "source"),
     ({"source": "张三11010519491231002X说的"}, "source"), ({"source": "长" * 201}, "source")],
)  # fmt: skip
def test_what_cannot_be_read_is_named_field_by_field(
    reported: Report, supporting_liaison: User, how: dict[str, str], field: str
) -> None:
    with refused(Incomplete, report=reported) as caught:
        dispute(reported, supporting_liaison, **how)
    assert list(caught.value.fields) == [field]


@pytest.mark.parametrize("who", ["liaison", "foreign_liaison", "reviewer", "supporting_signer"])
def test_no_other_than_a_unit_of_the_task_states_a_value(
    request: pytest.FixtureRequest, reported: Report, who: str
) -> None:
    stranger = request.getfixturevalue(who)
    with refused(NotEntitled, "提出不同数值"):
        dispute(reported, stranger)


def test_a_joint_lead_may_and_a_county_may_not(
    cycle: Cycle, joint_report: Report, concurring_liaison: User
) -> None:
    county = person("蓬江联络员", "pengjiang", (Role.LIAISON, "pengjiang"))
    report_on(cycle, "8", "pengjiang")
    indicator = Indicator.objects.get(number=6)
    states = [unit_stating(cycle, indicator, who, on=TODAY) for who in (concurring_liaison, county)]
    assert [each.code if each else None for each in states] == ["ybj", None]


@pytest.mark.parametrize("stands", Stands)
def test_the_reviewer_decides_and_the_version_stays(
    disputed: Dispute, reported: Report, reviewer: User, stands: Stands
) -> None:
    assert list(awaiting_decision_of(reviewer, on=TODAY)) == [disputed]
    decided = settle(disputed, reviewer, stands)
    assert (decided.decided_by, decided.stands) == (reviewer, stands)
    assert decided.decided_on == source_value(disputed.cycle, disputed.indicator)
    assert not IndicatorValue.objects.disputed().exists()
    assert not awaiting_decision_of(reviewer, on=TODAY).exists()
    assert words_of(reported) == (["已裁定以98.7%为准"] if stands == Stands.OTHER else [])
    event = AuditEvent.objects.get(action="figure.decide")
    assert (event.actor_id, stands.label in event.detail) == (reviewer.pk, True)


def test_a_decision_is_taken_once_and_on_what_was_seen(
    disputed: Dispute, reported: Report, reviewer: User, liaison: User, colleague: User
) -> None:
    seen = source_value(disputed.cycle, disputed.indicator)
    assert seen is not None
    send_back(reported, reviewer)
    report_value(reported, liaison, **{"": "99.1"})
    with refused(AlreadyMoved, "刚刚提交了新的数值"):
        settle(disputed, colleague, seen=seen.pk)
    settle(disputed, colleague)
    with refused(AlreadyMoved, "已经裁定"):
        settle(disputed, reviewer)


@pytest.mark.parametrize("how, field", [({"reason": " "}, "reason"), ({"stands": "x"}, "stands")])
def test_a_decision_has_its_reason(
    disputed: Dispute, reviewer: User, how: dict[str, str], field: str
) -> None:
    with refused(Incomplete) as caught:
        settle(disputed, reviewer, **how)  # type: ignore[arg-type]
    assert list(caught.value.fields) == [field]


@pytest.mark.parametrize(
    "who", ["liaison", "signer", "supporting_liaison", "leader", "system_admin"]
)
def test_nobody_but_the_office_decides(
    request: pytest.FixtureRequest, disputed: Dispute, who: str
) -> None:
    stranger = request.getfixturevalue(who)
    with refused(NotEntitled, "残工委办公室中负责审核"):
        settle(disputed, stranger)


@pytest.mark.parametrize("side", ["source", "other"])
def test_whoever_stated_either_value_does_not_decide(
    report: Report, liaison: User, supporting_liaison: User, side: str
) -> None:
    """One person of the office reports for a unit as well, which rule 3 does not forbid."""
    unit = "mzj" if side == "source" else "czj"
    both = person("兼职审核人", "cgwb", (Role.REVIEWER, "mzj"), (Role.LIAISON, unit))
    report_value(report, both if side == "source" else liaison, **{"": "99.5"})
    found = dispute(report, both if side == "other" else supporting_liaison)
    with refused(FourEyes, "请由另一位同事办理"):
        settle(found, both)


def test_a_unit_takes_its_value_back_until_it_is_decided(
    disputed: Dispute, reported: Report, supporting_liaison: User, foreign_liaison: User
) -> None:
    with refused(NotEntitled, "提出单位"):
        withdraw_value(disputed, by=foreign_liaison)
    withdraw_value(disputed, by=supporting_liaison)
    assert not IndicatorValue.objects.disputed().exists()
    assert words_of(reported) == []
    with refused(AlreadyMoved, "已经裁定或收回"):
        withdraw_value(disputed, by=supporting_liaison)


def test_who_sees_the_signed_version_alone_learns_of_no_other_value(
    disputed: Dispute, reported: Report, reviewer: User, signer: User
) -> None:
    assert words_of(reported, Sight.SIGNED) == []
    sign(approve(reported, reviewer), signer)
    assert words_of(reported, Sight.SIGNED) == ["存疑"]
