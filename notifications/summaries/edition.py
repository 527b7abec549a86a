"""Which edition of a summary a file is of: what stands above every page, and its title."""

from dataclasses import dataclass

from notifications.papers import Paper


@dataclass(frozen=True)
class Edition:
    """A paper's edition; `number` is None for a trial that is not kept.

    `issued` is as it leaves the office, without the word 底稿.
    """

    paper: Paper
    number: int | None
    issued: bool = False

    @property
    def mark(self) -> str:
        """Return what stands above every page: 演示 where all is fictional, and 底稿."""
        kept = f"第{self.number}稿" if self.number else "试生成，未存档"
        kept = self.paper.wording.name if self.paper.wording else kept
        return f"{self._demo}{kept}" if self.issued else f"{self._demo}底稿（{kept}）"

    @property
    def caveat(self) -> str:
        """Return what no page may be without, however it is drawn: 底稿 and 演示, or nothing."""
        return self._demo.strip() if self.issued else self.mark

    @property
    def _demo(self) -> str:
        return "演示数据，非真实情况　" if self.paper.demo else ""

    @property
    def title(self) -> str:
        return f"{'（演示）' if self.paper.demo else ''}{self.paper.title}"
