"""Which figures of a summary's cycles two units state differently (存疑): they block 签发 alone."""

from workflows.cycles.spans import cycles_of
from workflows.models import Dispute, SummaryPaper


def indicators_in_dispute(paper: SummaryPaper) -> list[str]:
    """Return the names of the indicators in printed order, each once: two statements."""
    rows = Dispute.objects.contested().filter(cycle__in=cycles_of(paper.span))
    found = rows.order_by("indicator__number").values_list("indicator__name", flat=True)
    return list(dict.fromkeys(found))
