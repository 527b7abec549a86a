"""Acts at the same moment, each in a thread with a connection of its own."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connections

from workflows.refusals import Refused


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do the acts at the same moment; return what those read that were refused."""
    barrier, refused = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        barrier.wait(timeout=60)
        try:
            act()
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return refused
