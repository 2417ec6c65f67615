"""Every address of the URLconf that may be a page, and who may see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from playwright.sync_api import Response

from engagements.kernel.scope import engagement_transaction
from engagements.roles import GRANTS, Role
from tests.factories.world import World
from tests.permissions.samples import SAMPLES
from tests.permissions.test_walk import Route, routes

ADMIN = "platform_admin"


@dataclass(frozen=True)
class Address:
    """A GET route, and who is likely to see it: the widest right first."""

    name: str
    url: str
    roles: list[str]


def values_of(world: World) -> dict[str, Any]:
    """One object per URL keyword, committed, so that the live server has it too."""
    with engagement_transaction(world.own.pk):
        made = {keyword: make(world) for keyword, make in SAMPLES.items()}
    return made | {"engagement": world.own.slug}


def _roles_for(route: Route) -> list[str]:
    action = getattr(route.view, "action", "")
    order = {"any": 0, "own": 1}
    holders = [role for role in (*Role, ADMIN) if action in GRANTS[role]]
    ranked = sorted(holders, key=lambda role: order[GRANTS[role][action]])
    return [str(role) for role in ranked] or [str(Role.PRACTICE_MANAGER)]


def is_page(response: Response | None) -> bool:
    """Whether a whole page came; a file or a fragment is none."""
    if response is None or response.status != 200:
        return False
    kind = response.headers.get("content-type", "")
    return kind.startswith("text/html") and "<html" in response.text()


def addresses(world: World, *, part: int = 0, parts: int = 1) -> Iterator[Address]:
    """Every `parts`-th GET route."""
    values = values_of(world)
    for route in routes()[part::parts]:
        if hasattr(route.view, "get") and not route.name.startswith("api"):
            url = reverse(route.name, kwargs={k: values[k] for k in route.keywords})
            yield Address(route.name, url, _roles_for(route))
