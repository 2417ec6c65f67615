"""Every page of the URLconf: its address, and somebody who may see it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from engagements.kernel.scope import engagement_transaction
from engagements.roles import GRANTS, Role
from tests.factories.world import World
from tests.permissions.samples import SAMPLES
from tests.permissions.test_walk import Route, routes

ADMIN = "platform_admin"


@dataclass(frozen=True)
class Shown:
    """A page as somebody sees it."""

    name: str
    url: str
    role: str


def values_of(world: World) -> dict[str, Any]:
    """One object per URL keyword, committed, so that the live server has it too."""
    with engagement_transaction(world.own.pk):
        made = {keyword: make(world) for keyword, make in SAMPLES.items()}
    return made | {"engagement": world.own.slug}


def _roles_for(route: Route) -> list[str]:
    """Who is likely to see the page, the widest right first."""
    action = getattr(route.view, "action", "")
    order = {"any": 0, "own": 1}
    holders = [role for role in (*Role, ADMIN) if action in GRANTS[role]]
    ranked = sorted(holders, key=lambda role: order[GRANTS[role][action]])
    return [str(role) for role in ranked] or [str(Role.PRACTICE_MANAGER)]


def _is_page(response: Any) -> bool:
    kind = response.headers.get("Content-Type", "")
    return kind.startswith("text/html") and "<html" in response.text


def pages(
    world: World, client_of: Callable[[str], Client], *, part: int = 0, parts: int = 1
) -> Iterator[Shown]:
    """One address per GET page and the first role that gets it; every `parts`-th route."""
    values = values_of(world)
    clients: dict[str, Client] = {}
    for route in routes()[part::parts]:
        if not hasattr(route.view, "get") or route.name.startswith("api"):
            continue
        url = reverse(route.name, kwargs={k: values[k] for k in route.keywords})
        for role in _roles_for(route):
            client = clients.setdefault(role, client_of(role))
            response = client.get(url)
            if response.status_code != 200:
                continue
            if _is_page(response):
                yield Shown(name=route.name, url=url, role=role)
            break
