"""A state machine on the database: each example begins with the test's world and is taken back."""

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine


class TakenBack(RuleBasedStateMachine):
    """Plays each example in a transaction of its own, which leaves nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)
