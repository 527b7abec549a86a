"""The audit chain: it holds while nothing is touched, and says where it was."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from project.accounts.models import User
from project.audit.models import AuditEvent, AuditSeal
from project.audit.recording import record
from project.audit.sealing import breaks, seal_events
from task_table.models import Plan
from tests.conftest import lift_guards

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def two_seals(plan: Plan, liaison: User) -> list[AuditSeal]:
    seals = []
    for _ in range(2):
        record("plan.read", plan, by=liaison, words="中文")
        record("plan.read", plan, by=None)
        sealed = seal_events()
        assert sealed is not None
        seals.append(sealed)
    return seals


def test_an_event_names_actor_and_subject(plan: Plan, liaison: User) -> None:
    event = record("plan.read", plan, by=liaison, words="中文")
    assert (event.actor_id, event.actor_name) == (liaison.pk, "民政联络员")
    assert event.subject == f"task_table.plan:{plan.pk}"
    assert event.detail == '{"words": "中文"}'


def test_the_system_acts_without_a_number(plan: Plan) -> None:
    event = record("plan.read", plan, by=None)
    assert (event.actor_id, event.actor_name) == (None, "系统")


def test_an_untouched_chain_is_whole(two_seals: list[AuditSeal]) -> None:
    assert list(breaks()) == []


def test_seals_follow_one_another(two_seals: list[AuditSeal]) -> None:
    first, second = two_seals
    assert second.number == first.number + 1
    assert second.previous == first


def test_sealing_nothing_makes_no_seal(two_seals: list[AuditSeal]) -> None:
    assert seal_events() is None


def test_a_changed_word_breaks_its_seal(two_seals: list[AuditSeal]) -> None:
    event = AuditEvent.objects.filter(seal=two_seals[0]).first()
    assert event is not None
    with lift_guards(AuditEvent):
        AuditEvent.objects.filter(pk=event.pk).update(actor_name="别人")
    found = list(breaks())
    assert len(found) == 1
    assert "内容被改动过" in found[0]


def test_a_removed_event_is_missed(two_seals: list[AuditSeal]) -> None:
    with lift_guards(AuditEvent):
        AuditEvent.objects.filter(seal=two_seals[1]).first().delete()  # type: ignore[union-attr]
    assert [sentence for sentence in breaks() if "现有" in sentence]


def test_a_seal_made_anew_breaks_the_next(two_seals: list[AuditSeal]) -> None:
    with lift_guards(AuditSeal):
        AuditSeal.objects.filter(pk=two_seals[0].pk).update(digest="0" * 64)
    assert len(list(breaks())) == 2


def test_events_left_unsealed_are_complained_of(plan: Plan) -> None:
    record("plan.read", plan, by=None, at=timezone.now() - timedelta(hours=1))
    assert [sentence for sentence in breaks() if "未封存" in sentence]


def test_verify_audit_fails_on_a_break(two_seals: list[AuditSeal]) -> None:
    call_command("verify_audit")
    with lift_guards(AuditSeal):
        AuditSeal.objects.filter(pk=two_seals[0].pk).update(digest="0" * 64)
    with pytest.raises((SystemExit, CommandError)):
        call_command("verify_audit")


def test_of_two_sealers_one_seals(two_seals: list[AuditSeal], plan: Plan) -> None:
    """The number is unique: a second sealer with the same predecessor is turned away."""
    from django.db import IntegrityError, transaction

    first, second = two_seals
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditSeal.objects.create(
            number=second.number, first_event=1, last_event=1, events=0,
            algorithm="sha256", digest="",
        )  # fmt: skip
    assert connection.is_usable()
    assert first.number < second.number
