"""All rights and all roles: who may do what."""

from engagements.roles.actions import ACTIONS
from engagements.roles.grants import GRANTS, grants_of
from engagements.roles.people import MFA_SIDES, PLATFORM_ADMIN, SIDES, Role, role_side

__all__ = [
    "ACTIONS",
    "GRANTS",
    "MFA_SIDES",
    "PLATFORM_ADMIN",
    "SIDES",
    "Role",
    "grants_of",
    "role_side",
]
