"""The check code of a printed sheet: nine characters that a person reads off paper and types.

Eight are made over the digests of exactly the versions printed, the ninth checks the eight. The
alphabet has 31 characters, a prime: with a weight of its own for each place, one wrong character
and any two that changed places are always found.
"""

import hashlib
import unicodedata
from collections.abc import Iterable

# Without 0, O, 1, I and L, which are mistaken for each other.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
DASHES = "-－—–‐‑−_"


class Mistyped(ValueError):
    """What was typed can be no code; the message says what is wrong with it."""


def code_of(facts: Iterable[str]) -> str:
    """Return the code over the facts in their order: whose sheet it is, and each digest.

    >>> code_of(["2025-Q4", "mzj", "sha256:00"])
    'CDV35E3XX'
    >>> code_of(["2025-Q4", "mzj", "sha256:01"]) == code_of(["2025-Q4", "mzj", "sha256:00"])
    False
    """
    number = int.from_bytes(hashlib.sha256("\n".join(facts).encode()).digest())
    letters = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters += ALPHABET[place]
    return letters + _check_letter(letters)


def in_groups(code: str) -> str:
    """Return a code as it is printed.

    >>> in_groups("CDV35E3XX")
    'CDV-35E-3XX'
    """
    return "-".join(code[start : start + 3] for start in range(0, len(code), 3))


def read_code(typed: str) -> str:
    """Return the code that was typed, in whatever letters and groups; raises Mistyped.

    >>> read_code(" ｃｄｖ－35e 3xx ")
    'CDV35E3XX'
    """
    plain = unicodedata.normalize("NFKC", typed).upper()
    code = "".join(letter for letter in plain if not letter.isspace() and letter not in DASHES)
    if not code:
        raise Mistyped("请输入纸上的校验码。")
    if strange := [letter for letter in code if letter not in ALPHABET]:
        raise Mistyped(
            f"校验码里没有“{strange[0]}”：数字0、1和字母I、L、O都不用。请对照纸上再输一遍。"
        )
    if len(code) != LENGTH + 1:
        raise Mistyped(f"校验码是{LENGTH + 1}位，你输入了{len(code)}位。请对照纸上再输一遍。")
    if _check_letter(code[:LENGTH]) != code[LENGTH]:
        raise Mistyped("校验码有误：至少有一位与纸上不同。请对照纸上再输一遍。")
    return code


def _check_letter(letters: str) -> str:
    total = sum(place * ALPHABET.index(letter) for place, letter in enumerate(letters, start=2))
    return ALPHABET[total % len(ALPHABET)]
