"""What a cycle asks of each kind of unit is counted from what its rows demand, never by person."""

import pytest

from workflows import burden, completeness
from workflows.burden import AskedRow, Burden, burden_of
from workflows.models import Party

ROW = AskedRow(
    Party.LEAD, unit=1, section=1, concurrence=False, in_paragraph=False, status="", figures=0,
    returns=0, urges=0, exceptions=0,
)  # fmt: skip
COUNTY = ROW._replace(party=Party.COUNTY, unit=9)


def only(*rows: AskedRow) -> Burden:
    (found,) = burden_of(rows)
    return found


def test_kinds_are_counted_apart_and_a_kind_that_is_not_asked_is_left_out() -> None:
    found = burden_of([ROW, COUNTY, COUNTY._replace(unit=8)])
    assert [(each.party, each.units, each.rows) for each in found] == [
        ("lead", 1, 1),
        ("county", 2, 2),
    ]


def test_a_row_demands_what_completeness_misses_in_an_empty_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert only(ROW, ROW._replace(concurrence=True)).per_row == [1, 2]
    assert only(ROW, ROW._replace(concurrence=True)).required == 3
    monkeypatch.setattr(completeness, "_of_report", lambda content: {"progress": "请填写。"})
    assert only(ROW).required == 1


def test_a_row_offers_what_its_form_shows() -> None:
    assert only(ROW).offered == len(burden.DraftForm.Meta.fields)
    assert only(ROW._replace(concurrence=True)).offered == len(burden.ConcurrenceForm.Meta.fields)


def test_a_section_is_one_paragraph_for_each_unit() -> None:
    part = COUNTY._replace(in_paragraph=True)
    rows = [part, part, part._replace(section=2), part._replace(unit=8)]
    found = only(*rows)
    assert (found.per_row, found.required, found.offered) == ([0], 0, 3 * 2)


def test_a_figure_is_one_more_to_fill_in_and_offers_a_place_for_why_there_is_none() -> None:
    found, plain = only(ROW._replace(figures=2)), only(ROW)
    assert (found.required - plain.required, found.offered - plain.offered) == (2, 4)


def test_what_is_said_to_be_done_wants_a_proof() -> None:
    assert only(ROW, ROW._replace(status="done"), ROW._replace(status="under_way")).proofs == 1


def test_returns_and_urges_add_up_and_an_exception_counts_once_a_unit() -> None:
    given = ROW._replace(returns=2, urges=1, exceptions=1)
    found = only(given, given._replace(returns=1, urges=0))
    assert (found.returns, found.urges, found.exceptions) == (3, 1, 1)


def test_an_urge_of_the_office_counts_once_a_kind_however_many_rows_it_was_about() -> None:
    urged = ROW._replace(urges=1, office_urges=frozenset({7}))
    support = urged._replace(party=Party.SUPPORT, urges=0)
    found = burden_of([urged, urged._replace(urges=0, office_urges=frozenset({7, 8})), support])
    assert [(each.party, each.urges) for each in found] == [("lead", 3), ("support", 1)]
