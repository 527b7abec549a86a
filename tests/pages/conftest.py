"""What the tests of pages share: signing in without a password, and a report moved to a step."""

from collections.abc import Callable

import pytest
from django.test import Client

from project.accounts.models import User
from tests.workflows import playing
from workflows.models import Report
from workflows.steps import Step

Browser = Callable[[User | None], Client]
Bring = Callable[[Step], Report]


def browser_of(user: User | None) -> Client:
    """Return a browser: of a person, signed in, or of a stranger."""
    client = Client()
    if user is not None:
        client.force_login(user, backend="project.accounts.backend.PasswordBackend")
    return client


@pytest.fixture
def browser() -> Browser:
    return browser_of


@pytest.fixture
def bring(report: Report, liaison: User, reviewer: User, signer: User) -> Bring:
    """Return what moves 市民政局's report on task 1 along its happy line to a step."""

    def moved(step: Step) -> Report:
        current = report
        for stop, act, by in (
            (Step.REPORT, playing.submit, liaison),
            (Step.REVIEW, playing.approve, reviewer),
            (Step.SIGN_OFF, playing.sign, signer),
        ):
            if step == stop:
                return current
            current = act(current, by)
        return current

    return moved
