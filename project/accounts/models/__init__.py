"""The nouns of `accounts`, gathered for Django."""

from project.accounts.models.delegations import DELEGABLE, Delegation, DelegationState
from project.accounts.models.grants import Grant, GrantState, Role
from project.accounts.models.people import Sphere, User
from project.accounts.models.units import (
    Committee,
    Unit,
    UnitGroup,
    UnitGroupMembership,
    UnitKind,
    UnitName,
)

__all__ = [
    "DELEGABLE",
    "Committee",
    "Delegation",
    "DelegationState",
    "Grant",
    "GrantState",
    "Role",
    "Sphere",
    "Unit",
    "UnitGroup",
    "UnitGroupMembership",
    "UnitKind",
    "UnitName",
    "User",
]
