"""The demo's evidence: a small Word document that says 演示, inside and in its name."""

from datetime import datetime
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from project.accounts.models import User
from project.demo.words import MARK
from workflows.evidence.attaching import attach
from workflows.models import Evidence, Report

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
 Target="word/document.xml"/></Relationships>"""
DOCUMENT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>
{paragraphs}</w:body></w:document>"""
PARAGRAPH = '<w:p><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>\n'


def prove(report: Report, *, by: User, at: datetime) -> None:
    """Attach the unit's document to a draft that has none: one a unit, so that few are read."""
    if Evidence.objects.of(report).that_count().exists():
        return
    name = f"{MARK}{report.assignment.task}佐证材料.docx"
    attach(report, by=by, file=BytesIO(document(str(report.unit))), name=name, at=at)


def document(unit: str) -> bytes:
    """Return a .docx, the same bytes at every call."""
    lines = (f"{MARK}{unit}佐证材料", "这是演示用的文件，内容为虚构，不证明任何事项。")
    paragraphs = "".join(PARAGRAPH.format(escape(line)) for line in lines)
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS,
        "word/document.xml": DOCUMENT.format(paragraphs=paragraphs),
    }
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(ZipInfo(part), content.encode())
    return file.getvalue()
