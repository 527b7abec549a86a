"""The rules of a report's light; red is what its status calls late (decision 0040)."""

from collections.abc import Callable

from workflows.lights import sources
from workflows.lights.facts import ReportFacts
from workflows.lights.light import Light
from workflows.lights.rule import Dated, Question, Rule
from workflows.lights.saying import ahead, past
from workflows.steps import IN_HANDS_OF_OTHERS, Step
from workflows.windows import day_in_words

Asked = Question[ReportFacts]
LATE_FILED = "（补报）"


def _lies_with_the_unit(asked: Asked) -> bool:
    return asked.facts.step == Step.REPORT


def _has_not_begun(asked: Asked) -> bool:
    facts = asked.facts
    return asked.on < facts.opens_on and _lies_with_the_unit(asked) and not facts.submitted_on


def _is_returned(asked: Asked) -> bool:
    return _lies_with_the_unit(asked) and asked.facts.reply_by is not None


def _is_unanswered(asked: Asked) -> bool:
    reply_by = asked.facts.reply_by
    return _is_returned(asked) and reply_by is not None and asked.is_past(reply_by)


def _was_withdrawn(asked: Asked) -> bool:
    """Say whether it was submitted in time and taken back: it is not late (rule 7)."""
    facts = asked.facts
    return facts.submitted_on is not None and facts.submitted_on <= facts.due_on


def _is_late(asked: Asked) -> bool:
    return asked.is_past(asked.facts.due_on)


def _is_soon(asked: Asked) -> bool:
    return asked.days_to(asked.facts.due_on) <= asked.thresholds.report_days


def _with_others_words(asked: Asked) -> str:
    words = {Step.REVIEW: "审核中", Step.SECOND_REVIEW: "复核中", Step.SIGN_OFF: "待签批"}
    return _filed(asked, words[Step(asked.facts.step)])


def _filed(asked: Asked, words: str) -> str:
    return words + (LATE_FILED if asked.facts.was_late else "")


def _unanswered_words(asked: Asked) -> str:
    return past("退回后逾期", asked.days_to(asked.facts.reply_by or asked.on))


def _returned_words(asked: Asked) -> str:
    until = asked.facts.reply_by or asked.on
    return ahead("已退回，答复", until, on=asked.on, reckoning=asked.reckoning)


def _owed_words(asked: Asked) -> str:
    return ahead("报送", asked.facts.due_on, on=asked.on, reckoning=asked.reckoning)


def _told(asked: Asked) -> list[str]:
    """Return where the report lies, and when it was first submitted."""
    facts = asked.facts
    told = [f"环节：{Step(facts.step).label}"]
    if facts.first_submitted_on:
        late = "，晚于报送截止" if facts.was_late else "，在报送截止之前"
        told.append(f"首次提交：{day_in_words(facts.first_submitted_on)}{late}")
    if facts.is_correction:
        told.append("已签批的版本仍然有效")
    return told


def _due(asked: Asked) -> list[Dated]:
    return [("报送截止", asked.facts.due_on)]


def _replied(asked: Asked) -> list[Dated]:
    reply_by = asked.facts.reply_by
    return [("答复期限", reply_by)] if reply_by else []


def _opening(asked: Asked) -> list[Dated]:
    return [("开始填报", asked.facts.opens_on), *_due(asked)]


def _rule(
    key: str, light: Light, words: str | Callable[[Asked], str], sentence: str, source: str,
    when: Callable[[Asked], bool], dates: Callable[[Asked], list[Dated]] = _due,
    counts: tuple[str, ...] = (),
) -> Rule[ReportFacts]:  # fmt: skip
    said = words if callable(words) else (lambda _: words)
    return Rule(f"report-{key}", 1, light, sentence, when, said, source, _told, dates, counts)


REPORT_RULES: tuple[Rule[ReportFacts], ...] = (
    _rule(
        "not-begun", Light.GREY, "未开始", "报送周期还没有开始填报", sources.LIGHTS,
        _has_not_begun, _opening,
    ),
    _rule(
        "signed", Light.GREEN, lambda asked: _filed(asked, "已签批"),
        "报告已签批；晚于报送截止的写明补报", sources.FAIR,
        lambda asked: asked.facts.step == Step.SIGNED,
    ),
    _rule(
        "with-others", Light.GREEN, _with_others_words,
        "报告在审核、复核或签批中；晚于报送截止的写明补报", sources.FAIR,
        lambda asked: asked.facts.step in IN_HANDS_OF_OTHERS,
    ),
    _rule(
        "missed", Light.RED, "未报送", "到补报截止日仍未报送", sources.SILENCE,
        lambda asked: asked.facts.step == Step.MISSED,
    ),
    _rule(
        "return-overdue", Light.RED, _unanswered_words, "退回的报告过了答复期限没有答复",
        sources.COMPUTED, _is_unanswered, _replied,
    ),
    _rule(
        "returned", Light.YELLOW, _returned_words, "报告已退回，还在答复期限内",
        sources.LIGHTS, _is_returned, _replied,
    ),
    _rule(
        "correction", Light.YELLOW, "更正中", "已签批的报告正在更正", sources.LIGHTS,
        lambda asked: asked.facts.is_correction,
    ),
    _rule(
        "withdrawn", Light.YELLOW, "已撤回，待重新提交", "按时提交的报告已撤回，还没有重新提交",
        sources.COMPUTED, _was_withdrawn,
    ),
    _rule(
        "late", Light.RED, lambda asked: past("未按时报送", asked.days_to(asked.facts.due_on)),
        "报送截止已过，报告没有提交", sources.COMPUTED, _is_late,
    ),
    _rule(
        "soon", Light.YELLOW, _owed_words, "报告没有提交，报送截止临近", sources.LIGHTS,
        _is_soon, _due, ("report_days",),
    ),
    _rule(
        "owed", Light.GREY, "待填报", "报告没有提交，离报送截止还早", sources.LIGHTS,
        lambda _: True, _due, ("report_days",),
    ),
)  # fmt: skip
