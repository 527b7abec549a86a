"""The stage of the flow's property test: five rows, fifteen people, and the clock."""

from collections import Counter
from dataclasses import dataclass, field

from time_machine import TimeMachineFixture

from project.accounts.models import Role, User
from tests.cast import person, report_on
from workflows.models import Cycle

UNITS = ("mzj", "czj", "cl", "rsj", "ybj")
ROLES = (Role.LIAISON, Role.SIGNER, Role.REVIEWER)


@dataclass
class Stage:
    """The cast, the five rows and the clock; what was played is counted for ./test --long."""

    people: list[User]
    reports: list[int]
    security: User
    clock: TimeMachineFixture
    played: Counter[str] = field(default_factory=Counter)


def set_stage(cycle: Cycle, security_admin: User, leader: User, clock: TimeMachineFixture) -> Stage:
    """Lead and co-responsible row of task 1, 市残联's of task 3 (自审), both leads of task 8."""
    rows = (("1", "mzj"), ("1", "czj"), ("3", "cl"), ("8", "rsj"), ("8", "ybj"))
    reports = [report_on(cycle, number, code).pk for number, code in rows]
    liaisons = [person(f"{code}联络员", code, (Role.LIAISON, code)) for code in UNITS]
    signers = [person(f"{code}签批人", code, (Role.SIGNER, code)) for code in UNITS]
    all_three = [(role, "cl") for role in ROLES]
    office = [(Role.REVIEWER, code) for code in UNITS]
    others = [
        person("残工委办审核人", "cgwb", *office),
        person("残工委办审核人乙", "cgwb", *office),
        person("民政复核人", "mzj", (Role.REVIEWER, "cl"), (Role.LIAISON, "mzj")),
        person("残联多岗人员", "cl", *all_three),
    ]
    return Stage([*liaisons, *signers, *others, leader], reports, security_admin, clock)
