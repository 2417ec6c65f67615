"""What people chose for their lists."""

import json
from collections.abc import Sequence
from typing import Any

from engagements.kernel.policy import Actor
from engagements.models import SavedView
from engagements.policies import SavedViewPolicy

ACTION = "savedview.manage"


def saved_views(*, actor: Actor, list_key: str) -> list[SavedView]:
    """One's own views of a list and those one's organization shares, by name."""
    if not actor.can(ACTION):
        return []
    return list(SavedViewPolicy.visible(actor, ACTION).filter(list_key=list_key).order_by("name"))


def hidden_columns(*, user: Any, list_key: str) -> Sequence[str] | None:
    """None while nothing was chosen. From the user's preferences, which came with the session."""
    stored = (getattr(user, "preferences", None) or {}).get("hidden_columns", {})
    return [str(name) for name in stored[list_key]] if list_key in stored else None


def chosen_keys(user: Any) -> str:
    """The keys a person gave to commands, as the page's script reads them."""
    return json.dumps((getattr(user, "preferences", None) or {}).get("shortcuts", {}))
