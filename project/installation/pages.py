"""What every page knows of the installation: whether all that it shows is fictional."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from project.installation.models import is_demo


def marked(request: HttpRequest) -> dict[str, object]:
    """Give every template `demo`: true in a demo; asked of the database once a page, when read."""
    return {"demo": SimpleLazyObject(is_demo)}
