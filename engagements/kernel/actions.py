"""The registry of actions: what anyone may be allowed to do, by name.

The kernel knows no action itself; `engagements.roles` registers them all. Asking for an unknown
action raises, so a typing error can never read as "not allowed" or, worse, as "allowed".
"""

from dataclasses import dataclass


class UnknownAction(LookupError):  # noqa: N818 -- a lookup that failed
    """The action is not declared in `engagements.roles`."""


@dataclass(frozen=True)
class Action:
    """One right. `gated` actions touch charts: the vendor needs a BAA in force for them."""

    name: str
    label: str
    gated: bool = False


_ACTIONS: dict[str, Action] = {}


def action_register(action: Action) -> None:
    _ACTIONS[action.name] = action


def action_get(name: str) -> Action:
    try:
        return _ACTIONS[name]
    except KeyError:
        raise UnknownAction(f"{name!r} is not an action; declare it in engagements.roles") from None


def action_names() -> tuple[str, ...]:
    return tuple(_ACTIONS)
