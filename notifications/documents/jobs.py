"""The job that typesets what leaders were sent, once each; the web process must not import it."""

from django.utils import timezone

from notifications.documents.digest import digest_facts
from notifications.documents.typesetting import Unprintable, typeset
from notifications.files import store
from notifications.models import Digest, DigestFile

# So many in one run, the newest first; the others follow with the next.
AT_ONCE = 10


class NotTypeset(Exception):
    """Some digests have no PDF; the others have theirs, the job fails, and `doctor` says so."""


def typeset_digests() -> str:
    """Make the PDF of each digest that was sent and has none; one line for the log.

    Raises NotTypeset with the typesetter's words where one holds what the font cannot print.
    """
    rows = Digest.objects.sent().filter(file=None).select_related("plan").order_by("-sent_at")
    made, failed = 0, []
    for digest in rows[:AT_ONCE]:
        try:
            made += typeset_digest(digest)
        except Unprintable as error:
            failed.append(f"{digest}：{error}")
    if failed:
        raise NotTypeset("；".join(failed))
    return f"逾期摘要PDF {made} 份"


def typeset_digest(digest: Digest) -> bool:
    """Typeset and keep one digest's file; say whether it is the first."""
    content = typeset("digest", digest_facts(digest), at=digest.prepared_at)
    # The file before its row: a row never names a file that is not there. Of two workers the same
    # facts give the same bytes, and one row.
    kept = {"fingerprint": store(content), "size": len(content), "rendered_at": timezone.now()}
    _, is_new = DigestFile.objects.get_or_create(digest=digest, defaults=kept)
    return is_new
