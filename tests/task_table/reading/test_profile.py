"""The profile holds what the document does not print, and nothing that contradicts it."""

import re
from pathlib import Path

import pytest

from task_table.importing.reading import (
    PlanProfile,
    PlanReading,
    ProfileError,
    disagreements,
    parse_profile,
    read_profile,
)


def test_the_shipped_profile_agrees_with_the_shipped_plan(
    profile: PlanProfile, shipped: PlanReading
) -> None:
    assert disagreements(profile, shipped) == ()


def test_there_are_37_units_a_group_of_seven_and_the_secretariat(profile: PlanProfile) -> None:
    assert len(profile.units) == 37
    assert [len(group.members) for group in profile.groups] == [7]
    assert len({unit.code for unit in profile.all_units()}) == 45
    assert (profile.secretariat.unit.code, profile.secretariat.host) == ("cgwb", "cl")


def test_the_sections_are_headings_of_the_document(profile: PlanProfile, shipped_text: str) -> None:
    for section in profile.sections:
        assert f"({section.number[1]}) {section.title}" in shipped_text
    assert len(profile.sections) == 8


def test_four_indicators_are_undecided(profile: PlanProfile) -> None:
    undecided = [row.number for row in profile.indicators if not row.decided]
    assert undecided == ["1", "2", "8", "11"]


def test_whoever_supplies_a_figure_leads_a_task(profile: PlanProfile, shipped: PlanReading) -> None:
    names = {unit.code: unit.name for unit in profile.units}
    leads = {name for task in shipped.tasks for name in task.lead}
    assert {names[row.supplier] for row in profile.indicators if row.supplier} <= leads


def test_a_supplier_stands_in_the_task_its_figure_is_reported_with(
    profile_text: str, shipped: PlanReading
) -> None:
    printed = 'supplier = "jyj"         # 第 29 项\ntask = '
    other = parse_profile(profile_text.replace(f"{printed}29", f"{printed}39", 1))
    assert disagreements(other, shipped) == ()
    wrong = parse_profile(profile_text.replace(f"{printed}29", f"{printed}40", 1))
    (problem,) = disagreements(wrong, shipped)
    assert (problem.where, "“市教育局”不在第40项任务里" in problem.message) == ("指标“8”", True)


def test_a_quotation_in_a_finding_stands_in_the_document(profile: PlanProfile, data: Path) -> None:
    whole = re.sub(r"\s", "", (data / "plan.txt").read_text(encoding="utf-8"))
    for finding in profile.findings:
        for quotation in re.findall("“([^”]{3,})”", finding.message):
            assert re.sub(r"\s", "", quotation) in whole, quotation


@pytest.mark.parametrize(
    ("printed", "broken", "said"),
    [
        ('code = "mzj"', 'code = "czj"', "代码“czj”出现了不止一次"),
        ('code = "mzj"', 'code = "民政"', "只能用小写字母"),
        ('name = "市民政局"', 'name = "市财政局"', "单位名称“市财政局”出现了不止一次"),
        ('kind = "mass"', 'kind = "club"', "只能是 department"),
        ('host = "cl"', 'host = "nobody"', "没有代码为“nobody”的单位"),
        ('supplier = "jyj"', 'supplier = "nobody"', "没有代码为“nobody”的单位"),
        ("task = 29", "", "缺少“task”"),
        ("tasks = [42]", "tasks = [41, 42]", "章节任务“41”出现了不止一次"),
        ("tasks = [42]", 'tasks = ["42"]', "应为一列整数"),
        ("ends_on = 2025-12-31", "ends_on = 2020-12-31", "早于"),
        ("ends_on = 2025-12-31", 'ends_on = "2025"', "应为一个日期"),
        ('filing = "quarter"', 'filing = "weekly"', "只能是 month、quarter"),
        ('slug = "jiangmen-145"', 'slag = "jiangmen-145"', "不认识“slag”"),
        ('slug = "jiangmen-145"', "", "缺少“slug”"),
        ('slug = "jiangmen-145"', "slug = ", "不是正确的 TOML"),
        ('level = "市"', 'level = ""', "不能为空"),
    ],
)
def test_a_wrong_profile_is_refused_in_chinese(
    profile_text: str, printed: str, broken: str, said: str
) -> None:
    assert printed in profile_text
    with pytest.raises(ProfileError, match=said):
        parse_profile(profile_text.replace(printed, broken, 1))


def test_an_open_definition_needs_a_reason(profile_text: str) -> None:
    without = profile_text.replace('definition = "decided"', 'definition = "open"', 1)
    with pytest.raises(ProfileError, match="缺少“reason”"):
        parse_profile(without)


def test_a_profile_that_is_not_there_is_refused() -> None:
    with pytest.raises(ProfileError, match="请核对路径"):
        read_profile("没有这个文件.toml")


def test_a_unit_unknown_to_the_profile_is_named(profile_text: str, shipped: PlanReading) -> None:
    renamed = parse_profile(profile_text.replace('name = "市金融局"', 'name = "市金融办"'))
    assert [problem.where for problem in disagreements(renamed, shipped)] == [
        "单位“市金融局”",
        "单位“市金融办”",
    ]
