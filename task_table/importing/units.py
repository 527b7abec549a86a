"""Loads a profile's committee, its units with their names and permissions, and unit groups."""

from collections.abc import Callable
from typing import Any

from project.accounts.granting import make_groups
from project.accounts.models import Committee, Unit, UnitGroup, UnitGroupMembership, UnitName
from task_table.importing.reading import PlanProfile
from task_table.importing.reading.profile import GroupProfile, UnitProfile

Ensure = Callable[..., Any]
Groups = dict[str, tuple[UnitGroup, list[Unit]]]


def load_committee(
    ensure: Ensure, profile: PlanProfile
) -> tuple[Committee, dict[str, Unit], Groups]:
    """Return the committee, its units by printed name, its groups by printed name with members."""
    committee = ensure(
        Committee,
        {"code": profile.committee.code},
        name=profile.committee.name,
        level=profile.committee.level,
    )
    units = {unit.name: _load_unit(ensure, committee, unit) for unit in profile.units}
    groups = {group.name: _load_group(ensure, committee, group) for group in profile.groups}
    host = Unit.objects.get(code=profile.secretariat.host)
    _load_unit(ensure, committee, profile.secretariat.unit, host=host)
    return committee, units, groups


def _load_unit(
    ensure: Ensure, committee: Committee, each: UnitProfile, host: Unit | None = None
) -> Unit:
    """Units are renamed later on: a loaded unit is held by its code, its name is not compared."""
    known = Unit.objects.filter(code=each.code).first()
    if known is not None:
        return known
    unit: Unit = ensure(
        Unit, {"code": each.code}, name=each.name, kind=each.kind, committee=committee, host=host
    )
    UnitName.objects.create(unit=unit, name=each.name)
    make_groups(unit)
    return unit


def _load_group(
    ensure: Ensure, committee: Committee, each: GroupProfile
) -> tuple[UnitGroup, list[Unit]]:
    group = ensure(UnitGroup, {"code": each.code}, name=each.name, committee=committee)
    members = [_load_unit(ensure, committee, member) for member in each.members]
    for place, unit in enumerate(members, 1):
        ensure(UnitGroupMembership, {"group": group, "unit": unit}, place=place)
    return group, members
