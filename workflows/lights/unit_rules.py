"""The rules of a unit's light: the worst of its reports and of the tasks it leads."""

from collections import Counter
from collections.abc import Callable

from workflows.lights import sources
from workflows.lights.facts import Cause, UnitFacts
from workflows.lights.light import WORST_FIRST, Light
from workflows.lights.rule import Question, Rule

Asked = Question[UnitFacts]


def _all(asked: Asked) -> tuple[Cause, ...]:
    return asked.facts.reports + asked.facts.tasks


def counted(causes: tuple[Cause, ...]) -> str:
    """Return how many lights of each kind there are, the worst first: 红灯2、灰灯1."""
    counts = Counter(cause.light for cause in causes)
    return "、".join(f"{light.word}{counts[light]}" for light in WORST_FIRST if counts[light])


def _words(asked: Asked) -> str:
    parts = (("报告", asked.facts.reports), ("牵头任务", asked.facts.tasks))
    return "；".join(f"{name}{counted(causes)}" for name, causes in parts if causes)


def _told(light: Light) -> Callable[[Asked], list[str]]:
    def told(asked: Asked) -> list[str]:
        caused = [cause for cause in _all(asked) if cause.light == light]
        return [f"{cause.name}：{cause.words}" for cause in caused]

    return told


def _has(light: Light) -> Callable[[Asked], bool]:
    return lambda asked: any(cause.light == light for cause in _all(asked))


def _rule(light: Light, sentence: str) -> Rule[UnitFacts]:
    return Rule(
        f"unit-{light}", 1, light, sentence, _has(light), _words, sources.LIGHTS, _told(light)
    )


UNIT_RULES: tuple[Rule[UnitFacts], ...] = (
    _rule(Light.RED, "本单位最近一期的报告、牵头的任务中有红灯"),
    _rule(Light.YELLOW, "没有红灯，有黄灯"),
    _rule(Light.GREEN, "没有红灯、黄灯，有绿灯"),
    _rule(Light.GREY, "都是灰灯"),
    Rule(
        "unit-nothing", 1, Light.GREY, "没有报告，也没有牵头的任务", lambda _: True,
        lambda _: "没有应判断的", sources.LIGHTS, lambda _: [],
    ),
)  # fmt: skip
