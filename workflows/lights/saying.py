"""How days are said in the words of lights: a count where there is one, never 还有0个工作日."""

from datetime import date

from workflows.lights.facts import Reckoner


def past(what: str, days: int) -> str:
    """Return how long something is past, `days` working days to it.

    >>> past("节点逾期", -12), past("节点逾期", 0)  # due on Friday, and today is Saturday
    ('节点逾期12个工作日', '节点逾期')
    """
    return f"{what}{-days}个工作日" if days else what


def ahead(what: str, day: date, *, on: date, reckoning: Reckoner) -> str:
    """Return how long there is until a day: that it is today, or that no working day is left."""
    if day == on:
        return f"{what}今天到期"
    days, mark = reckoning.days_to(day), reckoning.mark(day)
    return f"{what}还有{days}个工作日{mark}" if days else f"{what}即将到期，其间没有工作日"


def distance(label: str, day: date, reckoning: Reckoner, on: date) -> str:
    """Return the working days from the day of judging to another, as 亮灯依据 prints them."""
    days = reckoning.days_to(day)
    if day == on:
        return f"{label}：就是今天"
    left = f"还有{days}个工作日{reckoning.mark(day)}"
    return f"{label}：{left}" if day > on else f"{label}：已过{-days}个工作日"
