"""Which figures of a summary's cycle two units state differently (存疑): they block 签发 alone."""

from workflows.models import Dispute, SummaryPaper


def indicators_in_dispute(paper: SummaryPaper) -> list[str]:
    """Return the names of the indicators in printed order, each once: one statement."""
    rows = Dispute.objects.contested().filter(cycle=paper.cycle_id)
    found = rows.order_by("indicator__number").values_list("indicator__name", flat=True)
    return list(dict.fromkeys(found))
