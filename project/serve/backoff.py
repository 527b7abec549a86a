"""How long a child that died waits before it starts again."""

FIRST_DELAY = 1.0
LONGEST_DELAY = 60.0
# A child that has lived this long was well: its death is a new story.
LONG_ENOUGH = 60.0


def next_delay(previous: float | None, *, lived: float) -> float:
    """Return the seconds to wait, given the wait before (None: there was none) and the life since.

    >>> next_delay(None, lived=0.1), next_delay(1, lived=0.1), next_delay(32, lived=0.1)
    (1.0, 2.0, 60.0)
    >>> next_delay(60, lived=60)
    1.0
    """
    if previous is None or lived >= LONG_ENOUGH:
        return FIRST_DELAY
    return min(previous * 2.0, LONGEST_DELAY)
