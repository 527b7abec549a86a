"""序时进度: how far something should be by a day, month by month, and how far behind it is."""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from fractions import Fraction

from workflows.lights.facts import NodeFacts

MONTHS = 12


def months_until(day: date) -> Fraction:
    """Return the months of all years through a day; a month counts by its days.

    >>> months_until(date(2025, 3, 31)) - months_until(date(2024, 12, 31))
    Fraction(3, 1)
    >>> months_until(date(2025, 4, 15)) - months_until(date(2025, 3, 31))
    Fraction(1, 2)
    """
    full = day.year * MONTHS + day.month - 1
    return full + Fraction(day.day, monthrange(day.year, day.month)[1])


def share_due(start: date, end: date, as_of: date) -> Fraction:
    """Return which part of the way from `start` to `end` (its last day) is due by a day: 0 to 1.

    >>> [share_due(date(2024, 12, 31), date(2025, 12, 31), day) for day in (
    ...     date(2024, 11, 30), date(2025, 3, 31), date(2025, 12, 31), date(2026, 3, 31))]
    [Fraction(0, 1), Fraction(1, 4), Fraction(1, 1), Fraction(1, 1)]
    """
    begun = months_until(start)
    share = (months_until(as_of) - begun) / (months_until(end) - begun)
    return min(max(share, Fraction(0)), Fraction(1))


def points_behind(share: Fraction, done: Fraction) -> Fraction:
    """Return by how many percentage points what is done lags behind what is due."""
    return (share - done) * 100


def node_behind(node: NodeFacts) -> Fraction | None:
    """Return a countable node's points behind 序时进度 on the last day of the period that told it.

    None where it cannot be counted: no target above nothing, or no signed value.

    >>> node = NodeFacts(2025, 1, "", date(2025, 12, 31), target=Decimal(300),
    ...                  value=Decimal(45), value_as_of=date(2025, 3, 31))
    >>> node_behind(node)
    Fraction(10, 1)
    """
    if node.target is None or node.target <= 0:
        return None
    if node.value is None or node.value_as_of is None:
        return None
    share = share_due(date(node.year - 1, MONTHS, 31), node.due_on, node.value_as_of)
    return points_behind(share, Fraction(node.value) / Fraction(node.target))


def in_points(points: Fraction) -> str:
    """Return points as people read them, two places at most.

    >>> in_points(Fraction(10)), in_points(Fraction(100, 3)), in_points(Fraction(25, 2))
    ('10', '33.33', '12.5')
    """
    rounded = round(Decimal(points.numerator) / Decimal(points.denominator), 2)
    return format(rounded.normalize(), "f")
