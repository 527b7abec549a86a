"""Which units gave a lead nothing: what a page of many rows names, and what was confirmed of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from workflows.gathering.freezing import unconfirmed
from workflows.sheets import Row


@dataclass(frozen=True)
class Silence:
    """The rows that lack a unit's word, and by row the units whose silence was confirmed."""

    rows: list[Row]
    known: dict[int, list[str]]

    def is_confirmed_of(self, rows: Iterable[Row]) -> bool:
        """Say whether every silent unit of these rows was named to the person, and ticked."""
        return not any(
            unconfirmed(row.tally.silent, self.known.get(row.report.pk, ()))
            for row in rows if row.tally is not None
        )  # fmt: skip


def silence_of(request: HttpRequest, rows: Iterable[Row]) -> Silence:
    """Return who is silent on these rows, and what the posted page named and was ticked for."""
    silent = [row for row in rows if row.tally is not None and row.tally.silent]
    if "known" not in request.POST:
        return Silence(silent, {})
    keys = [row.report.pk for row in silent]
    return Silence(silent, {key: request.POST.get(f"silent-{key}", "").split(",") for key in keys})
