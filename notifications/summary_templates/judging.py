"""Judges what was found in a template: what bars it from use, what follows of what it lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from notifications.summary_templates.fields import (
    BLOCKS,
    FIELDS,
    FOREWORD,
    MARK,
    TEXTS,
    TITLE,
    WHOLE,
    Field,
)
from notifications.summary_templates.found import ASIDE, FOOTER, HEADER, Found, Spot

NO_CONTENT = (
    "没有{{正文}}，也没有任何一章的字段，生成的文件里会没有内容。请在正文里另起一段，只写{{正文}}。"
)
ON_PAGES = (
    "{{稿次}}只在第一页之类的地方，不在页眉、页脚里：底稿的每页页眉由系统加上“底稿”字样，"
    "签发后的文件不加。"
)
MARKS = {
    "revisions": "模板里有修订痕迹，生成的文件会带着它们。请在“审阅”里接受全部修订后再上传。",
    "comments": "模板里有批注，生成的文件会带着它们。请删除批注后再上传。",
}
# What a template without it says nothing of: told by its own sentence.
BY_ITSELF = (WHOLE, FOREWORD, MARK, TITLE)


@dataclass(frozen=True)
class Line:
    """A field before a template: does it have it, and where, or what follows if not.

    `word` and `tone` are how a status is shown.
    """

    field: Field
    word: str
    tone: str
    said: str


def lines_of(found: Found) -> list[Line]:
    """Return every field there is, in order, as the template has it or lacks it."""
    return [_line(each, found) for each in FIELDS.values()]


def _line(field: Field, found: Found) -> Line:
    if spots := found.of(field.name):
        return Line(field, "有", "done", "；".join(spot.where for spot in spots))
    if _is_covered(field, found):
        return Line(field, "已含", "done", f"在{FIELDS[WHOLE].typed}里")
    return Line(field, "没有", "quiet", field.lacking)


def _is_covered(field: Field, found: Found) -> bool:
    return bool(found.of(WHOLE)) and field.name != WHOLE and (field.block or field.name == "导语")


def faults_of(found: Found) -> list[str]:
    """Return the sentences for what must be mended before the template is put in force."""
    return [
        *_of_content(found),
        *(f"“{text}”{_stray(where)}" for text, where in found.strays),
        *(said for spot in found.spots if (said := _of_spot(spot))),
        *_twice(found),
    ]


def notes_of(found: Found) -> list[str]:
    """Return what one must know before it is put in force, and what follows."""
    return [*_of_missing(found), *(MARKS[each] for each in found.marks)]


def _of_content(found: Found) -> Iterator[str]:
    if not any(found.of(each.name) for each in BLOCKS if each.name != FOREWORD):
        yield NO_CONTENT


def _stray(where: str) -> str:
    return f"不是完整的字段（{where}）。字段前后各要两个大括号，如{{{{标题}}}}。"


def _of_spot(spot: Spot) -> str:
    """Return what is wrong with one field; nothing if it is right."""
    typed, known = f"{{{{{spot.name}}}}}", FIELDS.get(spot.name)
    if known is None:
        near = get_close_matches(spot.name, FIELDS, n=1, cutoff=0.5)
        meant = f"是不是{FIELDS[near[0]].typed}？" if near else "请改成下面列出的字段，或删去。"
        return f"没有{typed}这个字段（{spot.where}）。{meant}"
    if spot.part == ASIDE:
        return f"{typed}不能写在脚注、尾注、批注里（{spot.where}）。请移到正文里。"
    if not known.block or (spot.alone and spot.in_body):
        return ""
    if not spot.in_body:
        where = "表格、文本框、内容控件、页眉、页脚里"
        return f"{typed}不能放在{where}（{spot.where}）。请在正文里另起一段，只写{typed}。"
    return f"{typed}要独占一段（{spot.where}）。请另起一段，只写{typed}。"


def _twice(found: Found) -> Iterator[str]:
    """Yield what would be printed twice: a block that stands twice, a chapter beside the whole."""
    for each in FIELDS.values():
        spots = found.of(each.name)
        if each.block and len(spots) > 1:
            places = "、".join(spot.where for spot in spots)
            yield f"{each.typed}写了{len(spots)}次（{places}）。请只留一处。"
        if spots and _is_covered(each, found):
            yield f"{{{{正文}}}}已包含{each.typed}（{spots[0].where}）。请删去其中一个。"


def _of_missing(found: Found) -> Iterator[str]:
    for each in TEXTS:
        if each.name in BY_ITSELF and not found.of(each.name):
            yield f"没有{each.typed}：{each.lacking}。"
    marks = found.of(MARK)
    if marks and not any(each.part in (HEADER, FOOTER) for each in marks):
        yield ON_PAGES
    if found.of(WHOLE):
        return
    if lacking := [f for f in BLOCKS if f.name not in BY_ITSELF and not found.of(f.name)]:
        names = "、".join(each.typed for each in lacking)
        yield f"没有{names}：Word文件里没有这些章，PDF和Excel里仍有。"
    if not found.of(FOREWORD):
        yield f"没有{FIELDS[FOREWORD].typed}：签发时的按语和更正说明放在第一章之前。"
