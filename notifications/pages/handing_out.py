"""Gives a kept file to a browser: to save, never to run."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def file_answer(content: bytes, *, mime: str, name: str) -> HttpResponse:
    """Return a file's bytes under a name, whatever the browser would make of them."""
    answer = HttpResponse(content, content_type=mime)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox"
    return answer
