"""The paper of a cycle of 45 tasks × 44 units without any database: what a chart is drawn from."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from notifications.paper_facts import read
from notifications.paper_rows import CITY, COUNTY, LEAD, Row, UnitCounts
from notifications.papers import Gauge, Lamp, LampCount, Paper, Section, Task
from notifications.summaries.counting import counts_by, total_of
from workflows.lights.light import WORST_FIRST

KNOWN = Path(__file__).resolve().parents[1] / "data" / "summary_facts.json"
TASKS, UNITS, COUNTIES = 45, 44, range(3, 10)
GROUP = "各县（市、区）政府"
STAGES = ("none", "back", "review", "sign_off", "signed")


def whole_paper() -> Paper:
    """Return a paper whose every third cell is empty; its counts are those of its rows."""
    known = read(KNOWN.read_text())
    tasks = [_task(number, known) for number in range(TASKS)]
    rows = [row for task in tasks for row in task.rows]
    kinds, units = counts_by("kind", rows), counts_by("unit", rows)
    return replace(
        known,
        total=total_of(rows),
        by_kind=kinds,
        units=[
            UnitCounts(code, name_of(place), "", units[code])
            for place, code in enumerate(sorted(units))
        ],
        sections=[Section("（一）甲", tasks[:20]), Section("（二）乙", tasks[20:])],
        gauges=[_gauge(*each, known) for each in GAUGES],
        course=[
            LampCount("2025年第1季度", 2, {"red": 1, "yellow": 4, "green": 30, "grey": 10}),
            LampCount("2025年第2季度", 1, {"red": 0, "yellow": 9, "green": 36, "grey": 0}),
        ],
    )


def name_of(place: int) -> str:
    return f"第{place}县人民政府" if place in COUNTIES else f"市第{place}工作协调管理局"


def _task(number: int, known: Paper) -> Task:
    units = [place for place in range(UNITS) if (number + place) % 3]
    light = WORST_FIRST[number % 4]
    rows = [_row(number, place, units[0], known) for place in units]
    lamp = Lamp(light.value, "依据", "task-rule", 1)
    return replace(known.tasks[0], number=str(number + 1), rows=rows, lamp=lamp)


def _row(task: int, place: int, lead: int, known: Paper) -> Row:
    stage = STAGES[(task * 7 + place) % len(STAGES)]
    days = timedelta(days=(task + place) % 4 - 2)
    support = COUNTY if place in COUNTIES else CITY
    return replace(
        known.rows[0],
        task=str(task + 1),
        unit=f"u{place:02}",
        kind=LEAD if place == lead else support,
        group=GROUP if place in COUNTIES and place != lead else "",
        stage=stage,
        first_on=None if stage == "none" else known.due_on + days,
        due_on=known.due_on,
        words=None,
        version=None,
    )


# Number, whether it is binding, value, operator, target, judgement.
GAUGES = (
    (1, False, "97.25", ">", "95", "提前"),
    (2, False, "", ">=", "3000", "无数据"),
    (3, True, "99.5", ">=", "100", "滞后"),
    (4, True, "171.7", ">", "85", "达标"),
    (5, True, "800", ">=", "1138", "不作判断"),
    (6, False, "3", "<=", "4", "符合进度"),
)


def _gauge(
    number: int, binding: bool, value: str, operator: str, bound: str, judged: str, known: Paper
) -> Gauge:
    return replace(
        (known.gauges or [])[0],
        number=number,
        name=f"第{number}项比例",
        measure="%",
        nature="约束性" if binding else "预期性",
        is_binding=binding,
        target=f"{bound}（2025年）",
        lamp=Lamp("grey", "存疑" if judged == "不作判断" else judged, "rule", 1),
        judgement=judged,
        operator=operator,
        bound=bound,
        value=value,
    )
