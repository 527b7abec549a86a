"""What every paper on the route must hold to at each act: its words, its hands, its grounds."""

from typing import Any

from workflows.case_words import CaseOutcome, CaseStep
from workflows.completeness import check_words
from workflows.escalation.grounds import from_json, standing_keys
from workflows.escalation.titles import wrong_title
from workflows.refusals import Incomplete, Refused

MOST_WORDS = 3000


def verify_paper(case: Any, act: Any) -> None:
    """Raise where the act does not say what it must, or the paper may not go on as it is."""
    if act.outcome == CaseOutcome.SAVED:
        _verify_wording(case, act.said)
    elif act.outcome in (CaseOutcome.DRAFTED, CaseOutcome.VETTED):
        _verify_whole(case)
    elif act.outcome == CaseOutcome.ISSUED and act.step == CaseStep.ISSUE:
        _verify_whole(case)
        _verify_grounds(case, act)


def _verify_wording(case: Any, said: Any) -> None:
    verify_revision(case, said)
    wrong = wrong_words(said)
    if wrong:
        raise Incomplete(wrong)
    check_words({"title": said["title"], "text": said["text"]})


def verify_revision(case: Any, said: Any) -> None:
    """Raise where a colleague wrote since the words were read."""
    if said.get("revision") != case.revision:
        raise Refused("同事刚刚保存了新的一稿，你的改动没有保存。请核对后再改。")


def wrong_words(said: Any) -> dict[str, str]:
    """Return what is wrong with a paper's title and text, by field."""
    wrong = wrong_title(said)
    if not said.get("text"):
        wrong["text"] = "请填写正文。"
    elif len(said["text"]) > MOST_WORDS:
        wrong["text"] = f"正文最多{MOST_WORDS}个字，现在{len(said['text'])}个字。"
    return wrong


def _verify_whole(case: Any) -> None:
    if wrong_words({"title": case.title, "text": case.text}):
        raise Refused("底稿还没有写完标题和正文，请先写好并保存。")


def _verify_grounds(case: Any, act: Any) -> None:
    """Refuse what nothing asks for any more: all that it was about has been done since."""
    grounds = from_json(case.grounds)
    if grounds and not standing_keys(case.plan, grounds, on=act.on):
        raise Refused("本件所列事项都已办理，不再签发。请退回办公室，由办公室不发。")


def write_words(case: Any, said: Any) -> None:
    """Take over what was written."""
    case.title, case.text = said["title"], said["text"]
    case.revision += 1
