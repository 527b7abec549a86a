"""Reads which fields a template has, and where. Runs in the child."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from notifications.summary_templates.fields import FIELD, FIELDS, is_alone
from notifications.summary_templates.found import ASIDE, BODY, FOOTER, HEADER, Found, Spot
from notifications.summary_templates.safety import check_safe, check_size
from notifications.summary_templates.walking import BODY as BODY_TAG
from notifications.summary_templates.walking import W, paragraphs
from workflows.evidence.kinds import Family, Unfit, family_of
from workflows.evidence.looking import look
from workflows.evidence.packages import opened, tree_of

CONTENT_TYPES, TYPE = "[Content_Types].xml", "application/vnd.openxmlformats-officedocument."
# By the end of their content types: which part it is, and what people call it.
PARTS = {
    "wordprocessingml.document.main+xml": (BODY, "正文"),
    "wordprocessingml.header+xml": (HEADER, "页眉"),
    "wordprocessingml.footer+xml": (FOOTER, "页脚"),
    "wordprocessingml.footnotes+xml": (ASIDE, "脚注"),
    "wordprocessingml.endnotes+xml": (ASIDE, "尾注"),
    "wordprocessingml.comments+xml": (ASIDE, "批注"),
}
STRICT = (
    "认不出文件里的正文，可能存成了“Strict Open XML 文档”。请另存为“Word 文档（*.docx）”再上传。"
)
# So many letters before and after are quoted with a place: Word shows no numbers of paragraphs.
AROUND = 7
ONE_BRACE = (("{", "}"), ("｛", "｝"))
LONGEST_STRAY = 20


def read_template(path: Path) -> Found:
    """Return what is in a template; raises Unfit, with what to do, where it is not taken at all."""
    if _family(path) == Family.ZIP:
        with opened(path) as package:
            check_size(package)
    look("docx", path)
    with opened(path) as package:
        check_safe(package)
        return _found(package)


def _family(path: Path) -> Family | None:
    with path.open("rb") as file:
        return family_of(file.read(8))


def _found(package: ZipFile) -> Found:
    spots: dict[Spot, None] = {}
    strays: dict[tuple[str, str], None] = {}
    marks: set[str] = set()
    for part, called, root in _parts(package):
        if part == BODY and root.find(BODY_TAG) is None:
            raise Unfit(STRICT)
        marks |= _marks(root)
        for place in paragraphs(root, called):
            text, alone = place.text, is_alone(place.text)
            for field in FIELD.finditer(text):
                where = f"{place.where}{_quoted(text, *field.span())}"
                spots[Spot(field[1], part, where, alone, place.in_body)] = None
            strays |= {(stray, place.where): None for stray in _strays(text)}
    return Found(list(spots), list(strays), sorted(marks))


def _parts(package: ZipFile) -> Iterator[tuple[str, str, Element]]:
    """Yield the parts that hold text: which it is, what people call it, its root."""
    said = tree_of(package.read(CONTENT_TYPES))
    known = {
        str(each.get("PartName")).removeprefix("/"): str(each.get("ContentType")).removeprefix(TYPE)
        for each in said
    }
    names = set(package.namelist())
    for kind, (part, called) in PARTS.items():
        for name in sorted(name for name, each in known.items() if each == kind and name in names):
            yield part, called, tree_of(package.read(name))


def _marks(root: Element) -> set[str]:
    """Return which traces of editing are in a part."""
    tags = {each.tag for each in root.iter()}
    revised = {f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"} & tags
    found = {"revisions"} if revised else set()
    return found | ({"comments"} if f"{W}comment" in tags else set())


def _quoted(text: str, start: int, end: int) -> str:
    """Return a field with the words around it.

    >>> _quoted("第一季度以来的主要进展，详见{{正文}}。", 14, 20)
    '“…主要进展，详见{{正文}}。”'
    """
    first, last = max(0, start - AROUND), end + AROUND
    before, after = "…" if first else "", "…" if last < len(text) else ""
    return f"“{before}{text[first:last].strip()}{after}”"


def _strays(text: str) -> Iterator[str]:
    """Yield braces that make no field: two alone, or one around a name that is known.

    >>> list(_strays("见{{标题}，{正文}，｛标题｝｝"))
    ['{{标题}，{正文}，｛标题｝｝']
    >>> list(_strays("{正文}")), list(_strays("{{标题}}（{甲}）"))
    (['{正文}'], [])
    """
    rest = FIELD.sub("", text)
    singles = (f"{a}{name}{b}" for name in FIELDS for a, b in ONE_BRACE)
    if any(each in rest.translate(FULL_WIDTH) for each in ("{{", "}}")):
        yield _first_brace(rest)
    elif single := next((each for each in singles if each in rest), ""):
        yield single


FULL_WIDTH = str.maketrans("｛｝", "{}")


def _first_brace(rest: str) -> str:
    at = min(place for place in map(rest.translate(FULL_WIDTH).find, ("{{", "}}")) if place >= 0)
    return rest[max(0, at - 6) if rest[at] in "}｝" else at :][:LONGEST_STRAY]
