"""The rungs of escalation as data: after how many working days what is unfiled or overdue goes up.

The thresholds are the plan's settings; the order is decision 0046's.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models

from workflows.models.escalating import Colour


class Rung(models.TextChoices):
    """How far up something went; each is worse than the one before."""

    SIGNER = "signer", "告知分管领导"
    BLUE = "blue", "蓝色督办单"
    YELLOW = "yellow", "黄色督办单"
    RED = "red", "红色督办单"
    CIRCULAR = "circular", "通报"

    @property
    def rank(self) -> int:
        return list(Rung).index(self)


COLOURS = {Rung.BLUE: Colour.BLUE, Rung.YELLOW: Colour.YELLOW, Rung.RED: Colour.RED}


@dataclass(frozen=True)
class Rungs:
    """The working days after which each rung is reached, rising."""

    after: dict[Rung, int]

    def reached(self, days: int) -> Rung | None:
        """Return the highest rung reached so many working days past the day asked for.

        >>> rungs = Rungs({Rung.SIGNER: 3, Rung.BLUE: 5, Rung.YELLOW: 10})
        >>> [rungs.reached(days) for days in (2, 3, 5, 9, 10, 90)]
        [None, Rung.SIGNER, Rung.BLUE, Rung.BLUE, Rung.YELLOW, Rung.YELLOW]
        """
        found = [rung for rung, after in self.after.items() if days >= after]
        return max(found, key=lambda rung: rung.rank, default=None)

    def colour(self, days: int) -> Colour | None:
        """Return the colour of the 督办单 that so many working days ask for.

        >>> rungs = Rungs({Rung.SIGNER: 3, Rung.BLUE: 5, Rung.RED: 15, Rung.CIRCULAR: 20})
        >>> [rungs.colour(days) for days in (4, 5, 15, 40)]
        [None, Colour.BLUE, Colour.RED, Colour.RED]
        """
        found = [rung for rung in COLOURS if days >= self.after.get(rung, days + 1)]
        return COLOURS[max(found, key=lambda rung: rung.rank)] if found else None

    def names(self, days: int) -> bool:
        """Say whether a unit so many working days late is to be named in a 通报."""
        return days >= self.after[Rung.CIRCULAR]


def rungs_of(plan: Any) -> Rungs:
    """Return the rungs as the plan has them set."""
    return Rungs({rung: getattr(plan, f"{rung.value}_after") for rung in Rung})
