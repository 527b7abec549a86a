"""Refuses a template that reads, runs or carries what is not its own. Runs in the child."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from workflows.evidence.kinds import Unfit
from workflows.evidence.packages import tree_of

# Unpacked; a red head with its pictures has a tenth of it.
MOST_BYTES, MOST_PARTS = 40 * 2**20, 500
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
HARMLESS_LINKS = ("http://", "https://", "mailto:")
CARRIED = {
    "oleObject", "package", "control", "activeXControlBinary", "aFChunk", "subDocument",
    "vbaProject", "wordVbaData", "attachedToolbars", "keyMapCustomizations",
    "mailMergeSource", "mailMergeHeaderSource", "mailMergeRecipientData",
}  # fmt: skip
# Word's own fields, by the first word of their code, that read or start something else.
# How a part of a document may begin, whatever it is called and however it is encoded.
XML = (b"<", b"\xff\xfe", b"\xfe\xff")
READS = re.compile(
    r"\n\s*(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|LINK|IMPORT|DATABASE|EMBED)\b"
)
TOO_MUCH = (
    "模板解压后有 {size:.0f} MB，或部件太多，不像是一份公文的版式。请压缩里面的图片，另存后再上传。"
)
ATTACHED = (
    "这份文件还连着另一个模板文件，打开时会去读它。请在“文件—选项—加载项—管理：模板”里"
    "把“文档模板”改成 Normal，保存后再上传。"
)
LEADS_OUT = (
    "模板里有链接到外部文件的内容（图片、对象或链接），打开时会去读别处的文件。"
    "请把图片改为嵌入，去掉这些链接，保存后再上传。"
)
OBJECTS = "模板里嵌入了对象、控件或别的文件，不收。请删去，或截成图片再插入，保存后再上传。"
READING = (
    "模板里有会读取其他文件的域（{name}），不收。请选中它，按 Ctrl+Shift+F9 改成文字后再上传。"
)


def check_size(package: ZipFile) -> None:
    """Raise Unfit before anything is unpacked, where all parts together are too much."""
    parts = package.infolist()
    size = sum(each.file_size for each in parts)
    if size > MOST_BYTES or len(parts) > MOST_PARTS:
        raise Unfit(TOO_MUCH.format(size=size / 2**20))


def check_safe(package: ZipFile) -> None:
    """Raise Unfit where the package leads outside, carries objects, or reads other files."""
    for name in package.namelist():
        # A reader goes by the kind of a part, never by the letters of its name.
        known, content = name.casefold(), package.read(name)
        if known.endswith(".rels"):
            _check_relations(content)
        elif "/embeddings/" in known or "/activex/" in known:
            raise Unfit(OBJECTS)
        elif content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(XML) or known.endswith(".xml"):
            _check_instructions(content)


def _check_relations(content: bytes) -> None:
    for relation in tree_of(content).iter(RELATION):
        kind = relation.get("Type", "").rpartition("/")[2]
        target = relation.get("Target", "").strip().lower()
        if kind in CARRIED:
            raise Unfit(OBJECTS)
        if relation.get("TargetMode") != "External":
            continue
        if kind == "attachedTemplate":
            raise Unfit(ATTACHED)
        if kind != "hyperlink" or not target.startswith(HARMLESS_LINKS):
            raise Unfit(LEADS_OUT)


def _check_instructions(content: bytes) -> None:
    """Raise Unfit for a field of Word's that reads a file; its code may lie in several runs."""
    said = "".join(_instructions(tree_of(content))).upper()
    if found := READS.search(said):
        raise Unfit(READING.format(name=found[1]))


def _instructions(root: Element) -> Iterator[str]:
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if name == "instrText":
            yield element.text or ""
        elif name == "fldChar":
            yield "\n"
        elif name == "fldSimple":
            yield f"\n{''.join(element.attrib.values())}\n"
