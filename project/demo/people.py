"""The cast of the demo: for every unit who reports and who signs, the secretariat, the committee.

Every name begins with 演示. Some things are wrong on purpose, so that `doctor` has something to
say: one liaison's grant has ended, one unit has a single person, one account is closed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from project.accounts.granting import give
from project.accounts.models import Committee, Role, Sphere, Unit, UnitKind, User
from project.audit.recording import record
from project.desk.first_accounts import ADMINISTRATORS
from task_table.models import Assignment, Plan

SINCE_THE_PLAN = date(2021, 1, 1)
SINCE_THIS_YEAR = date(2025, 1, 1)
WHY = "演示授权"

OFFICE = "cgwb"
HOST = "cl"
OUTSIDE = "mzj-fhr"
CHIEF = "cgwb-zr"
# Units with a second liaison; the second one of 市残联 has left and is deactivated.
WITH_TWO = ("mzj", "cl", "rsj", "jyj", "pengjiang", "taishan")
LEFT = "cl-llr2"
ALONE = "jmzy"
ENDED = "fl-llr"
LAST_DAY_OF_THE_ENDED = date(2026, 6, 30)
WITHOUT_MAIL = frozenset({"yzglj-llr", "enping-qpr", "tsw-llr", "dx-qpr", "gcy"})
SAMPLES = (
    ("pengjiang-llr", "联络员"),
    ("mzj-qpr", "签批人"),
    ("cgwb-shr1", "审核人"),
    ("ld1", "残工委领导"),
    ("gcy", "观察员"),
    ("xitong", "系统管理员"),
    ("anquan", "安全管理员"),
    ("shenji", "审计管理员"),
)


@dataclass(frozen=True)
class Post:
    """A person to be: user name, name, home, and the units of each role."""

    username: str
    name: str
    home: Unit
    roles: tuple[tuple[Role, Unit], ...] = ()
    of_committee: Role | None = None
    until_on: date | None = None


def load_people(plan: Plan, *, on: date, password: str) -> int:
    """Make the cast with its grants; `password` is a hash, for making it a hundred times is slow.

    The caller's transaction holds it whole. Returns how many people there are.
    """
    administrators = {
        role: _administrator(username, name, role, password)
        for username, name, _, role in ADMINISTRATORS
    }
    posts = list(_posts(plan, on))
    for post in posts:
        _fill(post, plan.committee, administrators[Role.SECURITY_ADMIN], password)
    return len(posts) + len(administrators)


def _administrator(username: str, name: str, role: Role, password: str) -> User:
    user = _open(username, name, password, sphere=role.sphere)
    give(user, role, by=None, why="系统初始化", from_on=SINCE_THE_PLAN)
    return user


def _open(username: str, name: str, password: str, **fields: object) -> User:
    mail = "" if username in WITHOUT_MAIL else f"{username}@example.invalid"
    user = User.objects.create(
        username=username, name=f"演示·{name}", password=password, email=mail, **fields
    )
    record("account.open", user, by=None, account=username, sphere=str(Sphere(user.sphere).label))
    return user


def _fill(post: Post, committee: Committee, security: User, password: str) -> None:
    user = _open(post.username, post.name, password, home_unit=post.home)
    since = SINCE_THIS_YEAR if post.home.kind == UnitKind.COUNTY else SINCE_THE_PLAN
    for role, unit in post.roles:
        give(
            user, role, by=security, why=WHY, from_on=since, until_on=post.until_on, unit=unit
        )  # fmt: skip
    if post.of_committee:
        give(user, post.of_committee, by=security, why=WHY, from_on=since, committee=committee)


def _posts(plan: Plan, on: date) -> Iterator[Post]:
    units = {unit.code: unit for unit in Unit.objects.of_committee(plan.committee)}
    for code, unit in units.items():
        if code != OFFICE:
            yield from _of_unit(unit, on)
    yield from _of_office(units[OFFICE], list(_leading(plan)))
    host_reviewer = ((Role.REVIEWER, units[HOST]),)
    yield Post(OUTSIDE, "市民政局复核人", units["mzj"], host_reviewer)
    for username, name, role in (
        ("ld1", "残工委领导甲", Role.LEADER),
        ("ld2", "残工委领导乙", Role.LEADER),
        ("gcy", "残工委观察员", Role.OBSERVER),
    ):
        yield Post(username, name, units[OFFICE], of_committee=role)


def _of_unit(unit: Unit, on: date) -> Iterator[Post]:
    first, signs = (Role.LIAISON, unit), (Role.SIGNER, unit)
    if unit.code == ALONE:
        yield Post(f"{unit.code}-llr", f"{unit}联络员", unit, (first, signs))
        return
    username = f"{unit.code}-llr"
    ended = min(LAST_DAY_OF_THE_ENDED, on - timedelta(days=1)) if username == ENDED else None
    yield Post(username, f"{unit}联络员", unit, (first,), until_on=ended)
    if unit.code in WITH_TWO:
        yield Post(f"{unit.code}-llr2", f"{unit}联络员乙", unit, (first,))
    yield Post(f"{unit.code}-qpr", f"{unit}签批人", unit, (signs,))


def _of_office(office: Unit, leading: list[Unit]) -> Iterator[Post]:
    """The chief reviews every leading unit, two colleagues share them, all three the host."""
    heads = ((Role.SIGNER, office), *_reviews(leading))
    yield Post(CHIEF, "残工委办公室主任", office, heads)
    for number in (1, 2):
        share = [unit for place, unit in enumerate(leading) if place % 2 == number - 1]
        host = [unit for unit in leading if unit.code == HOST and unit not in share]
        name = f"残工委办公室审核人{'甲乙'[number - 1]}"
        yield Post(f"{OFFICE}-shr{number}", name, office, _reviews([*share, *host]))


def _reviews(units: list[Unit]) -> tuple[tuple[Role, Unit], ...]:
    return tuple((Role.REVIEWER, unit) for unit in units)


def _leading(plan: Plan) -> list[Unit]:
    keys = Assignment.objects.of_plan(plan).leading().values("unit")
    return list(Unit.objects.filter(pk__in=keys).order_by("pk"))
