"""The pictures of the flows in docs/: drawn from the declarations, whole, and never stale."""

from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import call_command

from workflows.drawing import DRAWN, draw
from workflows.flows.lines import ends_of, steps_of, ways_of
from workflows.flows.report import ReportFlow, SignFirstReportFlow

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", DRAWN)
def test_the_picture_in_docs_is_the_flow_as_declared(name: str) -> None:
    """After a change to a flow: ./run manage draw_flows --apply."""
    said = StringIO()
    call_command("draw_flows", stdout=said)
    assert f"共{len(DRAWN)}张流程图" in said.getvalue()


@pytest.mark.parametrize("name", DRAWN)
def test_each_picture_has_a_title_a_text_and_every_way(name: str) -> None:
    root = ElementTree.fromstring(draw(name))  # noqa: S314 (our own picture)
    title, said = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert title.text == f"{DRAWN[name].__doc__}流程"
    assert said is not None
    ways = ways_of(DRAWN[name])
    assert said.text
    assert said.text.count("；") == len(ways) - 1
    assert all(way.words for way in ways)
    assert len(root.findall(f".//{SVG}g/{SVG}path")) == len(ways)
    nodes = {*steps_of(DRAWN[name]), *ends_of(DRAWN[name])}
    assert {node for way in ways for node in (way.from_node, way.to_node)} == nodes


def test_a_stale_picture_is_named_and_drawn_anew(tmp_path: Path) -> None:
    call_command("draw_flows", "--apply", f"--out={tmp_path}", stdout=StringIO())
    (tmp_path / "report.svg").write_text("<svg/>")
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command("draw_flows", f"--out={tmp_path}", stderr=said)
    assert said.getvalue().splitlines() == [
        "report.svg 与流程不一致，请执行 ./run manage draw_flows --apply。"
    ]
    call_command("draw_flows", "--apply", f"--out={tmp_path}", stdout=StringIO())
    assert (tmp_path / "report.svg").read_text() == draw("report")


def test_the_ways_of_a_report_are_told_in_words() -> None:
    told = {(way.from_node, way.to_node): way.words for way in ways_of(ReportFlow)}
    assert told["review", "second_review"] == "通过（自审）"
    assert told["review", "sign_off"] == "通过"
    assert told["review", "report"] == "退回、撤回"
    assert told["report", "missed"] == "到期未报送"
    first = {(way.from_node, way.to_node): way.words for way in ways_of(SignFirstReportFlow)}
    assert first["sign_off", "report"] == "退回、撤回"
    assert first["review", "report"] == "退回"
