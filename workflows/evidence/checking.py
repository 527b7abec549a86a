"""Are the files of evidence where their rows say, and still what they were."""

from collections.abc import Iterator
from itertools import chain

from workflows.evidence.store import is_there, is_whole
from workflows.models import Evidence, PaperSignOff, ReceivedSheet


def lost_files(*, read: bool) -> Iterator[str]:
    """Yield a sentence for each file that is gone or changed; `read` says whether to read them all.

    Without it only presence and size are asked: a thousand files take a moment.
    """
    facts = ("digest", "size", "name")
    rows = [
        kind.objects.order_by("digest").values_list(*facts)
        for kind in (Evidence, ReceivedSheet, PaperSignOff)
    ]
    judged: dict[str, bool] = {}
    for digest, size, name in chain(*(each.iterator() for each in rows)):
        if digest not in judged:
            judged = {digest: is_there(digest, size) and (not read or is_whole(digest))}
        if not judged[digest]:
            yield (
                f"佐证材料、代录来件或线下签批扫描件“{name}”的文件不在文件库中，或与摘要不符："
                "请从备份恢复数据目录中的 files/evidence。"
            )
