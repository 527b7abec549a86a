"""The span (汇总期) of a summary: a cycle, or the half-year or year that it is the last of."""

from dataclasses import dataclass
from typing import Self

from django.db import models

from workflows.models.cycles import Cycle, CycleKind, label_of_key


@dataclass(frozen=True)
class Span:
    """What a summary is of, by its last cycle and its key: 2025-Q4, 2025-H2, 2025."""

    cycle: Cycle
    key: str

    @property
    def is_of_cycles(self) -> bool:
        """Say whether it sums cycles up, and is no cycle's own."""
        return self.key != self.cycle.key

    @property
    def kind(self) -> CycleKind:
        """Return whether it is a half-year or a year; the cycle's kind where it is its own."""
        if not self.is_of_cycles:
            return CycleKind(self.cycle.kind)
        return CycleKind.HALF if "-" in self.key else CycleKind.YEAR

    @property
    def stored(self) -> str:
        """Return its key as rows hold it: nothing for a cycle's own."""
        return self.key if self.is_of_cycles else ""

    @property
    def label(self) -> str:
        return label_of_key(self.key) if self.is_of_cycles else self.cycle.label

    def __str__(self) -> str:
        return self.key


class OfSpan:
    """What querysets of rows that belong to a span have beside their own."""

    def of(self, span: Span) -> Self:
        found: Self = self.filter(cycle=span.cycle, span_key=span.stored)  # type: ignore[attr-defined]
        return found


class Spanned(models.Model):
    """A row of a span: beside its `cycle` the span's key, nothing where it is the cycle's own."""

    span_key = models.CharField("汇总期", max_length=16, default="", blank=True)

    class Meta:
        abstract = True

    @property
    def span(self) -> Span:
        """Return the span (the row fetched with its cycle)."""
        cycle: Cycle = self.cycle  # type: ignore[attr-defined]
        return Span(cycle, self.span_key or cycle.key)
