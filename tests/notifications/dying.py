"""A worker that dies: at a database statement or beside the mail server, and does nothing after."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from random import Random
from typing import Any
from unittest.mock import patch

from django.db import connection

from notifications.post import Post

STATEMENTS, LETTERS = 12, 4


class Killed(BaseException):
    """The process is gone: nothing that follows in it has an effect."""


class Death:
    """Comes before or after the n-th statement, or the n-th letter's words."""

    def __init__(self, chance: Random) -> None:
        self.left = {
            "statement": chance.randint(1, STATEMENTS) if chance.random() < 0.5 else -1,
            "letter": chance.randint(1, LETTERS),
        }
        self.before, self.dead = chance.random() < 0.5, False

    def at(self, what: str, act: Callable[[], Any]) -> Any:
        self.left[what] -= 1
        if self.left[what] != 0:
            return act()
        if not self.before:
            act()
        self.dead = True
        raise Killed

    def statement(self, execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith(("ROLLBACK", "RELEASE", "SAVEPOINT")):
            return execute(sql, *rest)
        if self.dead:
            raise Killed
        return self.at("statement", lambda: execute(sql, *rest))

    @contextmanager
    def near(self) -> Iterator[None]:
        """Let a worker live until it comes."""
        put = Post._put
        with ExitStack() as stack:
            stack.enter_context(connection.execute_wrapper(self.statement))
            stack.enter_context(
                patch.object(
                    Post, "_put", lambda post, it: self.at("letter", lambda: put(post, it))
                )
            )
            try:
                yield
            except Killed:
                return
