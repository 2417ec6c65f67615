"""The role presets, for people to read: what each may do, from the table that is enforced."""

from dataclasses import dataclass

from engagements.enums import Side
from engagements.kernel.actions import Action, action_get
from engagements.roles import GRANTS, Role, role_side


@dataclass(frozen=True)
class RolePreset:
    role: str
    label: str
    side_label: str
    any: tuple[Action, ...]
    own: tuple[Action, ...]


def role_presets() -> list[RolePreset]:
    return [
        RolePreset(
            role=role.value,
            label=str(role.label),
            side_label=str(Side(role_side(role)).label),
            any=_rights(role, "any"),
            own=_rights(role, "own"),
        )
        for role in Role
    ]


def _rights(role: Role, grant: str) -> tuple[Action, ...]:
    return tuple(action_get(name) for name, given in GRANTS[role].items() if given == grant)
