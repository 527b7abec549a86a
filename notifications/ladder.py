"""The ladder of reminders as data: on which working mornings something is reminded of again.

Days are counted in working-day ordinals (`Workday.ordinal`): a day off has that of the working day
before it. The source is the issue's ladder and decision 0043.
"""

from dataclasses import dataclass

# Working days before the day itself; 0 is the day.
BEFORE = (7, 3, 1, 0)
# After it: every so many working days.
EVERY = 3


@dataclass(frozen=True)
class Span:
    """The mornings since the last letter: after `last`, up to and including `now`.

    Without a last letter every rung so far lies in it.
    """

    last: int | None
    now: int

    def holds(self, ordinal: int) -> bool:
        """Say whether a rung of that day has not been written of yet.

        >>> [Span(last=100, now=103).holds(day) for day in (100, 101, 103, 104)]
        [False, True, True, False]
        """
        return ordinal <= self.now and (self.last is None or ordinal > self.last)

    def holds_any(self, first: int, every: int) -> bool:
        """Say whether any of first, first + every, first + 2 × every … lies in it.

        >>> Span(last=100, now=103).holds_any(97, 3), Span(last=100, now=102).holds_any(97, 3)
        (True, False)
        """
        if self.now < first:
            return False
        newest = first + (self.now - first) // every * every
        return self.holds(newest)


def due_fires(due: int, span: Span) -> bool:
    """Say whether a rung of something due on a day has come up since the last letter.

    >>> on_the_third_day_before = Span(last=93, now=97)
    >>> due_fires(100, on_the_third_day_before), due_fires(100, Span(last=97, now=98))
    (True, False)
    >>> [now for now in range(95, 110) if due_fires(100, Span(last=now - 1, now=now))]
    [97, 99, 100, 103, 106, 109]
    """
    before = any(span.holds(due - days) for days in BEFORE)
    return before or span.holds_any(due + EVERY, EVERY)


def waiting_fires(since: int, span: Span, every: int) -> bool:
    """Say whether what waits since a day is to be mentioned again, every so many working days.

    >>> [now for now in range(100, 108) if waiting_fires(100, Span(last=now - 1, now=now), EVERY)]
    [103, 106]
    """
    return span.holds_any(since + every, every)
