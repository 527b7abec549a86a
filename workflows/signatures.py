"""Who signed, in words: the own hand, for another on leave (委托), or on paper (线下签批)."""

from workflows.models import PaperSignOff, ReportVersion, Transition


def signer_in_words(move: Transition) -> str:
    """Return who signed (fetched with by, on_behalf_of and the version's paper): never the clerk.

    李四; 李四（代张三）; 张三（线下签批）.
    """
    paper = paper_of(move)
    absent = str(move.on_behalf_of) if move.on_behalf_of else ""
    return hand_in_words(str(move.by), absent, paper.signer_name if paper else "")


def hand_in_words(name: str, absent: str, signer: str) -> str:
    """Return who signed, of whoever acted, for whom, and the name on the paper, if there is one.

    >>> hand_in_words("李四", "张三", ""), hand_in_words("李四", "", "张三")
    ('李四（代张三）', '张三（线下签批）')
    """
    return _on_paper(signer) if signer else for_another(name, absent)


def for_another(name: str, absent: str) -> str:
    """Return both names of an act for somebody on leave.

    >>> for_another("李四", "张三"), for_another("李四", "")
    ('李四（代张三）', '李四')
    """
    return f"{name}（代{absent}）" if absent else name


def on_paper(paper: PaperSignOff) -> str:
    """Return the signer of a paper, as a list names him."""
    return _on_paper(paper.signer_name)


def _on_paper(name: str) -> str:
    return f"{name}（线下签批）"


def paper_of(move: Transition) -> PaperSignOff | None:
    """Return the paper by which a version was signed in this move; None for one's own hand."""
    return paper_of_version(move.version) if move.outcome == "signed" else None


def paper_of_version(version: ReportVersion | None) -> PaperSignOff | None:
    """Return the paper by which a version was signed, if it was."""
    signature = getattr(version, "paper_signature", None)
    return signature.paper if signature else None
