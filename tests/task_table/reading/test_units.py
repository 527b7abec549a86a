"""A cell of responsible units: names apart, 各县（市、区）政府 in one piece."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from task_table.importing.reading.units import (
    SEPARATORS,
    has_unclosed_bracket,
    parse_units,
    printed_twice,
)

PLAIN = st.text("市县区省局委办残联民政财教育卫生", min_size=1, max_size=8)
BRACKETED = st.builds("{}（{}、{}）{}".format, PLAIN, PLAIN, PLAIN, PLAIN)
NAMES = st.lists(PLAIN | BRACKETED | st.just("各县（市、区）政府"), min_size=1, max_size=9)


@given(NAMES, st.sampled_from(SEPARATORS))
def test_joined_names_come_apart_again(names: list[str], separator: str) -> None:
    assert parse_units(separator.join(names)) == tuple(names)


@given(NAMES, st.data())
def test_mixed_separators_and_half_width_brackets_read_alike(
    names: list[str], data: st.DataObject
) -> None:
    cell = names[0]
    for name in names[1:]:
        cell += data.draw(st.sampled_from(["、", "， ", ",\n", "；"])) + name
    half_width = cell.replace("（", "(").replace("）", ")")
    assert parse_units(half_width) == parse_units(cell) == tuple(names)


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(cell: str) -> None:
    assert all(name == name.strip() and name for name in parse_units(cell))


@pytest.mark.parametrize(
    "printed", ["各县（市、区）政府", "各县(市、区)政府", "各县(市,区)政府", "各县（市、\n区）政府"]
)
def test_the_group_is_one_name_however_its_brackets_are_printed(printed: str) -> None:
    assert parse_units(f"市残联，{printed}") == ("市残联", "各县（市、区）政府")


def test_words_that_may_belong_to_a_name_stay() -> None:
    assert parse_units("市总工会等，市财政局配合") == ("市总工会等", "市财政局配合")


def test_a_unit_printed_twice_is_kept_and_named() -> None:
    names = parse_units("市残联、市民政局、市残联")
    assert names == ("市残联", "市民政局", "市残联")
    assert printed_twice(names) == ("市残联",)


@pytest.mark.parametrize("cell", ["各县（市、区政府", "各县市、区）政府", "）（"])
def test_a_bracket_without_its_pair_is_noticed(cell: str) -> None:
    assert has_unclosed_bracket(cell)
