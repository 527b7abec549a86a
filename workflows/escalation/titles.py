"""What is wrong with a paper's title: one rule for every paper on the route."""

from collections.abc import Mapping
from typing import Any

from workflows.models.escalating import LONGEST_TITLE


def wrong_title(said: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with a paper's title, by field; nothing where it does.

    >>> wrong_title({"title": ""}), wrong_title({"title": "关于按时报送的督办"})
    ({'title': '请填写标题。'}, {})
    """
    if not said.get("title"):
        return {"title": "请填写标题。"}
    if len(said["title"]) > LONGEST_TITLE:
        return {"title": f"标题最多{LONGEST_TITLE}个字，现在{len(said['title'])}个字。"}
    return {}
