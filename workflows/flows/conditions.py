"""The conditions of a flow's gateways: what was decided, in words a drawing can say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from viewflow.workflow.activation import Activation


@dataclass(frozen=True)
class Condition:
    """One of these outcomes was decided, and what else must be so; `words` is what it says."""

    outcomes: tuple[Any, ...]
    and_so: Callable[[Activation], bool] | None = None
    because: str = ""

    def __call__(self, activation: Activation) -> bool:
        was_decided = activation.task.data["outcome"] in self.outcomes
        return was_decided and (self.and_so is None or self.and_so(activation))

    @property
    def words(self) -> str:
        """Return the outcomes in Chinese, and what else must be so in brackets."""
        decided = "、".join(outcome.label for outcome in self.outcomes)
        return f"{decided}（{self.because}）" if self.because else decided


def decided(
    *outcomes: Any, and_so: Callable[[Activation], bool] | None = None, because: str = ""
) -> Condition:
    """Return the condition that one of these was decided, and that `and_so` holds if it is given.

    `because` says in a few words what `and_so` asks, for the drawing of the flow.
    """
    return Condition(outcomes, and_so, because)


def told(name: str) -> Callable[[Activation], bool]:
    """Return what else must be so: the flow's `decision` says it under that name."""
    return lambda activation: activation.task.data.get(name) is True


def what_was_decided(activation: Activation) -> dict[str, Any]:
    """Hand what the actor decided to the gateway behind the work item."""
    return dict(activation.task.data)


def no_page(request: Any) -> None:
    """Stand in for the page Viewflow asks of a node: ours live elsewhere, none is routed."""
    raise LookupError("流程节点没有自带页面，请使用系统页面办理。")
