"""docs/lights.md is what the rules print, whole, and never stale."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from project.env import ROOT
from workflows.lights.printing import KINDS, lights_page


def test_the_page_in_docs_is_what_the_rules_print() -> None:
    """After a change to a rule: ./run manage print_lights --apply."""
    stored = (ROOT / "docs" / "lights.md").read_text()
    assert stored == lights_page(), "run ./run manage print_lights --apply"


def test_every_rule_stands_there_once_with_version_sentence_and_source() -> None:
    lines = lights_page().splitlines()
    for _, rules in KINDS:
        for rule in rules:
            (line,) = [line for line in lines if f"| `{rule.key}` |" in line]
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            assert cells[2:5] == [str(rule.version), rule.light.word, rule.sentence]
            assert cells[-1] == rule.source


def test_a_stale_page_is_named_and_printed_anew(tmp_path: Path) -> None:
    page = tmp_path / "lights.md"
    page.write_text("旧的")
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command("print_lights", f"--out={page}", stderr=said)
    assert "./run manage print_lights --apply" in said.getvalue()
    call_command("print_lights", "--apply", f"--out={page}", stdout=StringIO())
    assert page.read_text() == lights_page()
    call_command("print_lights", f"--out={page}", stdout=StringIO())
