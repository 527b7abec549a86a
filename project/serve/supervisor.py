"""Keeps the children running and ends them all together; single-threaded, woken by signals."""

import os
import signal
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from project.serve.children import Child
from project.serve.groups import forget, record
from project.serve.post import Post, in_words
from project.serve.saying import say
from project.serve.starting import Started, adopt_orphans, start

GRACE = 20.0
# No wait is longer than this, so that a clock or a signal gone wrong heals by itself.
LONGEST_WAIT = 30.0


def stop_signals() -> set[signal.Signals]:
    """Return the signals that end us; under `nohup` the terminal's end is none of them."""
    wanted = {signal.SIGINT, signal.SIGTERM}
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        wanted.add(signal.SIGHUP)
    return wanted


class Supervisor:
    """Runs the children; `folder` keeps their records, `grace` is what they get to end in."""

    def __init__(
        self,
        children: Iterable[Child],
        *,
        folder: Path,
        cwd: Path,
        environ: Mapping[str, str],
        grace: float = GRACE,
    ) -> None:
        self.posts = [Post(child) for child in children]
        self.folder, self.cwd, self.environ, self.grace = folder, cwd, environ, grace
        self.stops = stop_signals()
        self.heard = self.stops | {signal.SIGCHLD}

    def run(self) -> int:
        """Run until told to stop; return 0 if every child then ended by itself, else 1."""
        # Blocked and fetched one by one: no handler, hence no moment at which one may not run.
        signal.pthread_sigmask(signal.SIG_BLOCK, self.heard)
        adopt_orphans()
        try:
            while self._wait(self._patience()) not in self.stops:
                self._look_after(at=time.monotonic())
            say("正在停止，请稍候（再按一次 Ctrl-C 立即结束）…")
            return self._stop()
        finally:
            self._kill_all()

    def _patience(self) -> float:
        now = time.monotonic()
        return min([LONGEST_WAIT, *(post.patience(at=now) for post in self.posts)])

    def _wait(self, seconds: float) -> int | None:
        received = signal.sigtimedwait(self.heard, seconds)
        return received.si_signo if received else None

    def _look_after(self, *, at: float) -> None:
        self._bury_the_dead(at=at)
        for post in self.posts:
            if post.is_due(at=at):
                self._start(post, at=at)
            self._ask_after(post, at=at)

    # Starting ---------------------------------------------------------------------------------

    def _start(self, post: Post, *, at: float) -> None:
        try:
            started = start(
                post.child, cwd=self.cwd, environ=self.environ, signals=self.heard, at=at
            )
        except OSError as error:
            delay = post.ended(lived=0.0, at=at)
            say(f"无法启动{post.child.said}：{error.strerror}。{delay:.0f} 秒后重试。")
            return
        post.began(started, at=at)
        self._record(started)

    def _record(self, started: Started) -> None:
        try:
            record(started.group, self.folder)
        except OSError as error:  # the record is an insurance; a full disk is no reason to stop
            say(f"无法写入 {self.folder}：{error.strerror}。请检查磁盘空间。")

    def _ask_after(self, post: Post, *, at: float) -> None:
        if post.probe is None:
            return
        if post.probe.answered():
            say(f"责任台账已启动：{post.probe.address.url} （按 Ctrl-C 停止）")
            post.stop_asking()
        elif complaint := post.probe.complaint(at=at):
            say(complaint)

    # Dying ------------------------------------------------------------------------------------

    def _bury_the_dead(self, *, at: float) -> None:
        for post, code, lived in self._reaped(at=at):
            delay = post.ended(lived=lived, at=at)
            say(f"{post.child.said}意外结束（{in_words(code)}），{delay:.0f} 秒后重新启动。")

    def _reaped(self, *, at: float) -> list[tuple[Post, int, float]]:
        """Reap all that died, orphans included, and return the children among them."""
        leaders = {post.started.group.leader: post for post in self.posts if post.started}
        dead = []
        while (pid := _one_dead()) is not None:
            post = leaders.pop(pid, None)
            if post and post.started:
                dead.append((post, self._end(post.started), at - post.started.at))
            else:
                os.waitpid(pid, 0)
        return dead

    def _end(self, started: Started) -> int:
        """End what is left of a dead leader's group, then reap it.

        In this order: unreaped, it still holds its number, and no stranger can have it.
        """
        started.group.end()
        forget(started.group, self.folder)
        return started.reap()

    # Stopping ---------------------------------------------------------------------------------

    def _stop(self) -> int:
        for post in self._running():
            post.stop_asking()
            if post.started:
                post.started.ask_to_end()
        deadline = time.monotonic() + self.grace
        while self._running() and (left := deadline - time.monotonic()) > 0:
            if self._wait(left) == signal.SIGINT:
                break
            for post, _, _ in self._reaped(at=time.monotonic()):
                post.started = None
        return self._kill_all()

    def _running(self) -> list[Post]:
        return [post for post in self.posts if post.started]

    def _kill_all(self) -> int:
        """Kill every group that still has its leader; return 1 if there was one, else 0."""
        stubborn = self._running()
        for post in stubborn:
            if post.started:
                self._end(post.started)
                say(f"{post.child.said}未自行结束，已强行结束；中断的作业会重新执行。")
            post.started = None
        self._reaped(at=time.monotonic())
        return 1 if stubborn else 0


def _one_dead() -> int | None:
    """Return the pid of a dead child of ours, left unreaped, or None."""
    try:
        found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:  # we have no children at all
        return None
    return found.si_pid if found else None
