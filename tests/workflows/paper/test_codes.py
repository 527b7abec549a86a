"""The check code: short, typed as it comes, and no slip of one letter or two goes unnoticed."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.paper.codes import ALPHABET, LENGTH, Mistyped, code_of, in_groups, read_code

codes = st.lists(st.text(min_size=1), min_size=1).map(code_of)


@settings(max_examples=50, deadline=None)
@given(codes)
def test_a_code_is_read_as_it_is_printed(code: str) -> None:
    assert len(code) == LENGTH + 1
    assert read_code(in_groups(code)) == code
    assert read_code(f" {in_groups(code).lower().replace('-', '－')} ") == code


@settings(max_examples=10, deadline=None)
@given(codes)
def test_one_wrong_letter_is_always_found(code: str) -> None:
    for place, right in enumerate(code):
        for letter in ALPHABET.replace(right, ""):
            with pytest.raises(Mistyped):
                read_code(code[:place] + letter + code[place + 1 :])


@settings(max_examples=30, deadline=None)
@given(codes)
def test_two_letters_in_each_others_place_are_always_found(code: str) -> None:
    for one, other in combinations(range(LENGTH), 2):
        letters = list(code)
        letters[one], letters[other] = letters[other], letters[one]
        if letters != list(code):
            with pytest.raises(Mistyped):
                read_code("".join(letters))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "请输入"),
        ("ABC", "你输入了3位"),
        ("O23456789", "没有“O”"),
        ("校验码ABCDEF", "没有“校”"),
    ],
)
def test_what_can_be_no_code_is_told(typed: str, said: str) -> None:
    with pytest.raises(Mistyped, match=said):
        read_code(typed)


def test_another_digest_another_code() -> None:
    assert code_of(["规划", "2025-Q4", "mzj", "sha256:a"]) != code_of(
        ["规划", "2025-Q4", "mzj", "sha256:b"]
    )
