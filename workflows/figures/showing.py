"""Figures as pages show them: what is said, held against the target, the last value, 存疑."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q

from workflows.figures.asking import Asked, Kind, asked_on
from workflows.figures.freezing import typed_again
from workflows.figures.reading import in_digits
from workflows.models import Cycle, Dispute, Draft, IndicatorValue, Report, ReportVersion, Stands
from workflows.sight import Sight
from workflows.standing import Status

Words = Draft | ReportVersion | None
# A report, what its reader sees of its words, and how much of it the reader sees at all.
Seen = tuple[Report, Words, Sight]
IN_DOUBT = Status("存疑", "soon")
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Figure:
    """One indicator on a row: `typed` are its fields' texts as the draft or the version has them.

    `last` is what was submitted in the cycle before, for those who may read it; `doubts` are the
    values other units state, open or decided, about `submitted`.
    """

    asked: Asked
    cycle: Cycle
    typed: Mapping[str, str]
    last: str
    submitted: IndicatorValue | None
    doubts: tuple[Dispute, ...]

    @property
    def said(self) -> str:
        """Return what is said as people read it: 99.5%, words, or 无数据 with its reason."""
        return in_words(self.asked, self.typed)

    @property
    def in_doubt(self) -> bool:
        """Say whether anybody's other value still waits for a decision."""
        value = self.submitted
        return value is not None and any(
            each.is_open and each.differs_from(value) for each in self.doubts
        )

    @property
    def decided(self) -> Dispute | None:
        """Return the last decision by which another unit's value stands."""
        decided = [each for each in self.doubts if each.decided_at is not None]
        last = max(decided, key=lambda each: (each.decided_at, each.pk), default=None)
        return last if last is not None and last.stands == Stands.OTHER else None

    @property
    def verdict(self) -> Status | None:
        """Return how the value that stands is to its target; nothing while it is in doubt."""
        if self.in_doubt:
            return None
        if self.decided is not None:
            return verdict(self.asked, _stated(self.asked, self.decided).get(self.asked.name, ""))
        return verdict(self.asked, self.typed.get(self.asked.name, ""))

    @property
    def marks(self) -> list[Status]:
        """Return 存疑 while another value waits, and what was decided."""
        marks = [IN_DOUBT] if self.in_doubt else []
        if self.submitted is not None and self.decided is not None:
            words = stated_words(self.asked, self.decided)
            marks.append(Status(f"已裁定以{words}为准", "waiting"))
        return marks

    @property
    def hint(self) -> str:
        """Return what stands beside the field: target and baseline as printed, the last value."""
        last = f"；上期：{self.last}" if self.last else ""
        undecided = self.asked.indicator.definition_open
        note = f"。口径未定，不作判断：{undecided.rstrip('。')}" if undecided else ""
        return f"{self.asked.rule}{last}{note}"


def in_words(asked: Asked, typed: Mapping[str, str]) -> str:
    """Return what was typed or frozen of a figure as people read it."""
    if text := typed.get(asked.name, ""):
        if asked.kind == Kind.RATE:
            return ratio_in_words(text)
        return text if asked.kind == Kind.WORDS else f"{text}{asked.indicator.measure}"
    why = typed.get(asked.why_name, "")
    return f"无数据：{why}" if why else ""


def ratio_in_words(text: str) -> str:
    """Return a rate with its numbers.

    >>> ratio_in_words("1234/1300")
    '1234/1300，94.9%'
    """
    numerator, denominator = map(Decimal, text.split("/"))
    return f"{text}，{in_digits((100 * numerator / denominator).quantize(TENTH))}%"


def stated_words(asked: Asked, dispute: Dispute) -> str:
    """Return the value another unit states, as people read it."""
    return in_words(asked, _stated(asked, dispute))


def _stated(asked: Asked, dispute: Dispute) -> dict[str, str]:
    value = IndicatorValue(indicator=asked.indicator, value=dispute.value, words=dispute.words)
    return typed_again([value])


def verdict(asked: Asked, text: str) -> Status | None:
    """Compare with the target, never with the last value; words and open definitions are not."""
    if asked.is_part or not text or asked.indicator.definition_open or asked.kind == Kind.WORDS:
        return None
    met = asked.indicator.is_met_by(Decimal(text))
    return Status("达到目标", "done") if met else Status("未达到目标", "soon")


def read_figures(seen: Iterable[Seen]) -> dict[int, list[Figure]]:
    """Return by report the figures it asks for, as its words say them: three statements at most."""
    reports = {report: (words, sight) for report, words, sight in seen}
    asked = asked_on(reports)
    if not asked:
        return {}
    indicators = [each.indicator.pk for found in asked.values() for each in found]
    values = _values(indicators, reports)
    cycles = {report.cycle_id for report in reports}
    rows = Dispute.objects.standing().filter(cycle__in=cycles, indicator__in=indicators)
    doubts = list(rows.for_reading().order_by("pk"))
    return {
        report.pk: [
            _figure(each, (report, *reports[report]), values, doubts) for each in asked[report.pk]
        ]
        for report in reports
        if report.pk in asked
    }


def figures_of(report: Report, words: Words, sight: Sight) -> list[Figure]:
    """Return one report's figures as a draft or a version says them."""
    return read_figures([(report, words, sight)]).get(report.pk, [])


def _values(indicators: list[int], reports: Iterable[Report]) -> list[IndicatorValue]:
    """Return the current and the signed values of these rows, in all cycles, oldest first."""
    shown = Q(version__report__version=F("version")) | Q(
        version__report__signed_version=F("version")
    )
    rows = {report.assignment_id for report in reports}
    found = IndicatorValue.objects.filter(
        shown, indicator__in=indicators, version__report__assignment__in=rows
    )
    return list(found.for_reading().order_by("version__report__cycle__opens_on", "pk"))


def _figure(
    asked: Asked, seen: Seen, values: list[IndicatorValue], doubts: list[Dispute]
) -> Figure:
    """Put a figure together; whoever sees the signed version alone learns of nothing else."""
    report, words, sight = seen
    sees_all = sight >= Sight.SUBMITTED
    stands = report.version_id if sees_all else report.signed_version_id
    own = [each for each in values if each.indicator_id == asked.indicator.pk]
    earlier = [each for each in own if _is_current(each) and _is_before(each, report.cycle)]
    about = [each for each in doubts if each.indicator_id == asked.indicator.pk]
    return Figure(
        asked=asked,
        cycle=report.cycle,
        typed=_typed(words, own),
        last=_told(asked, earlier[-1]) if earlier and sees_all else "",
        submitted=next((each for each in own if stands and each.version_id == stands), None),
        doubts=tuple(each for each in about if each.cycle_id == report.cycle_id),
    )


def _typed(words: Words, values: list[IndicatorValue]) -> Mapping[str, str]:
    if isinstance(words, Draft):
        figures: dict[str, str] = words.figures
        return figures
    return typed_again(each for each in values if words and each.version_id == words.pk)


def _is_current(value: IndicatorValue) -> bool:
    return value.version.report.version_id == value.version_id


def _is_before(value: IndicatorValue, cycle: Cycle) -> bool:
    return value.version.report.cycle.opens_on < cycle.opens_on


def _told(asked: Asked, value: IndicatorValue) -> str:
    return f"{in_words(asked, typed_again([value]))}（{value.version.report.cycle.label}）"
