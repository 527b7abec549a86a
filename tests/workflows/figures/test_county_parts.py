"""A county's part of an indicator: asked on its own row, and never taken for the city's value."""

from decimal import Decimal

import pytest

from project.accounts.models import Role, User
from task_table.models import Asking, Indicator, OverCounties, Plan
from tests.cast import person, report_on
from tests.workflows.playing import dispute, refused, revision_of, submit, write
from workflows.figures.asking import Kind, asked_of, take_figures
from workflows.figures.disputing import source_value
from workflows.figures.latest import latest_signed
from workflows.figures.showing import figures_of
from workflows.models import Cycle, IndicatorValue, Report
from workflows.moving import complete_step
from workflows.refusals import Incomplete
from workflows.sight import Sight
from workflows.steps import Outcome, Step
from workflows.versions import canonical

pytestmark = [pytest.mark.db, pytest.mark.django_db, pytest.mark.usefixtures("figures_asked")]

VALUE, WHY = "figure-3", "figure-3-why"


def ask_counties(rule: OverCounties = OverCounties.RATE, number: int = 3) -> None:
    Indicator.objects.filter(number=number).update(over_counties=rule)


@pytest.fixture
def county(cycle: Cycle) -> Report:
    return report_on(cycle, "1", "enping")


@pytest.fixture
def by(county: Report) -> User:
    return person("恩平联络员", "enping", (Role.LIAISON, "enping"))


def words(**figures: str) -> dict[str, object]:
    return {"status": "under_way", "progress": "已为全部低保家庭办理。", "figures": figures}


def test_counties_are_asked_for_nothing_until_the_office_asks(county: Report) -> None:
    assert asked_of(county) == []
    ask_counties()
    (asked,) = asked_of(county)
    assert (asked.name, asked.kind, asked.is_part) == (VALUE, Kind.RATE, True)
    assert asked.label == "符合条件的残疾人纳入最低生活保障比例（本县市区，分子/分母）"
    assert asked.rule == "全市2025年目标：100%；2020年：100%"


def test_the_supplier_is_asked_as_before_and_other_units_for_nothing(cycle: Cycle) -> None:
    ask_counties()
    (asked,) = asked_of(report_on(cycle, "1", "mzj"))
    assert (asked.kind, asked.is_part) == (Kind.PERCENT, False)
    assert asked_of(report_on(cycle, "1", "czj")) == []


def test_a_row_within_a_sections_paragraph_has_no_cell_of_its_own(
    plan: Plan, county: Report
) -> None:
    ask_counties()
    Asking.objects.update_or_create(task=plan.tasks.get(number="1"), defaults={"ask": "section"})
    assert asked_of(Report.objects.get(pk=county.pk)) == []


@pytest.mark.parametrize("typed", ["1234/1300", "1,234 / 1,300", "１２３４／１３００"])
def test_a_rate_is_typed_as_its_two_numbers_and_both_are_frozen(
    county: Report, by: User, typed: str
) -> None:
    ask_counties()
    kept, wrong = take_figures(asked_of(county), {VALUE: typed})
    assert (kept, wrong) == ({VALUE: "1234/1300"}, {})
    write(county, by, **words(**kept))
    submit(county, by)
    value = IndicatorValue.objects.get()
    assert (value.numerator, value.denominator) == (Decimal(1234), Decimal(1300))
    assert value.value == Decimal("94.9231")
    assert value.version.figures.count() == 1
    county.refresh_from_db()
    (figure,) = figures_of(county, county.version, Sight.SUBMITTED)
    assert (figure.said, figure.verdict) == ("1234/1300，94.9%", None)


def test_both_numbers_are_under_the_digest(county: Report, by: User) -> None:
    ask_counties()
    write(county, by, **words(**{VALUE: "1234/1300"}))
    submit(county, by)
    county.refresh_from_db()
    version = county.version
    assert version is not None
    text = canonical(version, [], list(version.figures.select_related("indicator")), [])
    assert b'"figures": {"figure-3": "1234/1300"}' in text


@pytest.mark.parametrize(
    "typed, said",
    [("94.9%", "请填分子/分母两个数"), ("1/2/3", "请填分子/分母两个数"), ("3/0", "分母应大于零"),
     ("约3/4", "看不懂"), ("/", "没有数据的"), ("-1/4", "不能是负数"),
     ("1234567890/1", "分子比分母大得太多")],
)  # fmt: skip
def test_what_is_no_quotient_is_said(county: Report, typed: str, said: str) -> None:
    ask_counties()
    kept, wrong = take_figures(asked_of(county), {VALUE: typed})
    assert kept == {}
    assert said in wrong[VALUE]


def test_a_part_or_the_reason_for_none_is_needed(county: Report, by: User) -> None:
    ask_counties()
    write(county, by, **words())
    with refused(Incomplete, "没有数据的，在下一格写明原因"):
        complete_step(
            county, Step.REPORT, by=by, outcome=Outcome.SUBMITTED, revision=revision_of(county)
        )


def test_a_part_of_a_sum_is_one_number(plan: Plan, cycle: Cycle) -> None:
    ask_counties(OverCounties.SUM, 11)
    (asked,) = asked_of(report_on(cycle, "5", "enping"))
    assert (asked.kind, asked.label) == (Kind.NUMBER, "残疾人家庭无障碍改造数（本县市区）（户）")


def test_no_part_is_ever_taken_for_the_citys_value(
    cycle: Cycle, county: Report, by: User, supporting_liaison: User, liaison: User, report: Report
) -> None:
    """Nor does a part that differs from the city's value make it 存疑."""
    ask_counties()
    write(county, by, **words(**{VALUE: "1/2"}))
    submit(county, by)
    Report.objects.filter(pk=county.pk).update(signed_version=county.version_id)
    indicator = Indicator.objects.get(number=3)
    assert source_value(cycle, indicator) is None
    assert latest_signed([indicator]) == {}
    submit(report, liaison)
    value = source_value(cycle, indicator)
    assert value is not None
    assert value.value == Decimal("99.5")
    dispute(report, supporting_liaison, "99.5%")
    assert not IndicatorValue.objects.disputed().exists()
