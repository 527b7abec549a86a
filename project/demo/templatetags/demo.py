"""What the sign-in page of a demo shows: which accounts there are, and the password."""

from dataclasses import dataclass

from django import template

from project.demo.passwords import demo_password
from project.demo.people import SAMPLES

register = template.Library()


@dataclass(frozen=True)
class Offer:
    """An account to try for each role, and the one password of all."""

    password: str
    accounts: list[tuple[str, str]]


@register.simple_tag
def demo_offer() -> Offer:
    """Return how to sign in; the page asks only in a demo."""
    return Offer(demo_password(), [(role, username) for username, role in SAMPLES])
