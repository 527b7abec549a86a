"""Comparing two texts: right for short ones, and never slow, whatever was pasted."""

import time

import pytest

from workflows.changes import ADDED, REMOVED, compared
from workflows.comparing import kept_characters
from workflows.earlier import likeness
from workflows.versions import takes_over

TABLE = "".join(
    f"第{row}镇　{row * 37 % 1000}户　{row * 91 % 1000 / 10}%　已完成\n" for row in range(600)
)
ONE_SENTENCE = "各镇街道已按要求为1200户残疾人办理两项补贴。"
# What took from fifteen seconds to minutes, character by character.
SLOW = {
    "a sentence said 500 times": (ONE_SENTENCE * 500, ONE_SENTENCE.replace("1200", "1300") * 500),
    "a pasted table": (TABLE, TABLE.replace("已完成", "推进中").replace("7", "8")),
    "lines in turn": ("已办理。\n未办理。\n" * 3000, "未办理。\n已办理。\n" * 3000),
}


@pytest.mark.parametrize("name", SLOW)
def test_no_text_takes_long(name: str) -> None:
    old, new = SLOW[name]
    begun = time.process_time()
    pieces = compared(old, new)
    share = likeness(old, new)
    assert time.process_time() - begun < 5
    assert "".join(each.text for each in pieces if each.kind != ADDED) == old
    assert "".join(each.text for each in pieces if each.kind != REMOVED) == new
    assert 50 <= share <= 100


def test_a_long_text_with_scattered_changes_is_still_the_same_text() -> None:
    sentences = [f"第{number}项工作已按进度办理，涉及{number}个镇。" for number in range(900)]
    changed = [each.replace("办理", "办结") if number % 3 else each
               for number, each in enumerate(sentences)]  # fmt: skip
    assert 90 <= likeness("".join(sentences), "".join(changed)) < 100


def test_characters_are_counted_once() -> None:
    assert kept_characters("已办理。", "已办理。已办理。") == len("已办理。")
    assert kept_characters("", "新写的。") == kept_characters("删去的。", "") == 0


REPEATED = {
    "fifteen times": "各镇街道已按要求办理残疾人两项补贴。" * 15,
    "a table": TABLE,
    "500 times": ONE_SENTENCE * 500,
}


@pytest.mark.parametrize("name", REPEATED)
def test_words_taken_over_stay_their_writer_s_however_often_they_repeat(name: str) -> None:
    """Rule 3: two hundred characters and more, with a word put before them."""
    words = REPEATED[name]
    for text in (
        words,
        f"补充说明：{words}",
        f"补充：{words}完毕。",
        words.replace("办理", "落实"),
    ):
        assert takes_over({"progress": words}, {"progress": text})
    assert not takes_over({"progress": words}, {"progress": "另行核查，重新撰写。"})
