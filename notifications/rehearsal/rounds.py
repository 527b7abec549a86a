"""What of a day is told to the committee as a whole: the overdue digest, and groups' counts."""

from collections.abc import Iterator
from datetime import date

from notifications.digesting import week_of
from notifications.rehearsal.desk import Desk
from notifications.rehearsal.turning import anything_overdue
from notifications.rehearsal.world import World
from notifications.robots.telling import DAYS_AFTER
from project.accounts.models import Role

# Whether anything changed by then since the last one left is not foretold (decision 0045).
UNLESS = "（与上次发出的相比没有变化的不生成，暂缓的不发送）"


def told_on(world: World, day: date) -> list[str]:
    """Return the lines of a working day; nothing on a day off."""
    if day not in world.calendar.worked:
        return []
    return [*_digests(world, day), *_posts(world, day)]


def _digests(world: World, day: date) -> Iterator[str]:
    """Say what is prepared on the first working day of a week, and what leaves at 15:00."""
    readers = len(Desk(world, day).readers())
    to_whom = f"发给领导和观察员{readers}人" if readers else "没有领导、观察员可发，留待授权"
    if _is_first_of_week(world, day) and anything_overdue(world, day):
        office = _office(world, day)
        yield f"逾期摘要：9:00生成，先给残工委办公室{office}人；15:00{to_whom}{UNLESS}"
    for leaves_on in world.told.prepared.values():
        if leaves_on == day:
            yield f"逾期摘要：已经生成，{to_whom}"


def _is_first_of_week(world: World, day: date) -> bool:
    """Say whether the week's digest is prepared on that day: a later day makes up for the first."""
    if week_of(day) in world.told.weeks:
        return False
    earlier = (each for each in world.calendar.worked if world.on <= each < day)
    return not any(week_of(each) == week_of(day) for each in earlier)


def _office(world: World, day: date) -> int:
    """Return how many work in the committee's office: at home there, reviewing any unit."""
    people = {
        each.person for each in Desk(world, day).holdings
        if each.role == Role.REVIEWER and world.people[each.person].is_of_office
    }  # fmt: skip
    return len(people)


def _posts(world: World, day: date) -> Iterator[str]:
    """Say how many groups get the counts: from opening until some working days after the day."""
    window, ordinals = world.window, world.calendar.ordinals
    is_open = window.opens_on <= day <= window.closes_on
    is_told = ordinals[window.due_on] - ordinals[day] >= -DAYS_AFTER
    robots = world.robots - (world.told.posted if day == world.on else 0)
    if is_open and is_told and world.unfiled and robots > 0:
        yield f"群机器人：{robots}个群各收到一条计数（未报{world.unfiled}份）"
