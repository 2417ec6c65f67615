"""Every URL of the URLconf, with every role: in the own engagement, from a foreign one, signed out.

What is expected comes from the grants alone: without the right 403, outside the scope 404, and
with it neither of the two. A server error fails everywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, include, path, reverse
from django.views import View
from django.views.defaults import page_not_found

from engagements.kernel.api import EngagementAPIView
from engagements.kernel.scope import engagement_scope
from engagements.kernel.views import ActionView, ControlView, EngagementView
from engagements.roles import GRANTS, Role
from tests.permissions.samples import SAMPLES

pytestmark = pytest.mark.django_db

# Pages outside any engagement that need no declared right, each with its reason.
OPEN = {
    "api-schema": "the API's description, for signed-in people",
    "healthz": "says that the process answers, and nothing else",
    "readyz": "says that the engines answer, and nothing else",
    "control:home": "leads to the engagements one may enter",
    "control:engagements": "lists only the engagements one may enter",
    "control:switcher": "lists only the engagements one may enter",
    "control:preferences": "one's own look",
}
# The sign-in pages: django-allauth guards its own.
LIBRARY_MOUNT = "accounts/"
DENIED = {403, 404}


@dataclass(frozen=True)
class Route:
    name: str
    view: type
    keywords: tuple[str, ...]

    @property
    def in_engagement(self) -> bool:
        return "engagement" in self.keywords

    def url(self, values: dict[str, object]) -> str:
        return reverse(self.name, kwargs={k: values[k] for k in self.keywords})


def _walk(
    resolver: URLResolver, namespace: str, keywords: tuple[str, ...]
) -> Iterator[tuple[str, object, tuple[str, ...]]]:
    for entry in resolver.url_patterns:
        if str(entry.pattern) == LIBRARY_MOUNT:
            continue
        names = keywords + tuple(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner, names)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry.callback, names


def routes(urlconf: object = None) -> list[Route]:
    found = []
    for name, callback, keywords in _walk(get_resolver(urlconf), "", ()):
        # A function view has no class of ours, so it counts as unguarded until it is listed.
        view = getattr(callback, "view_class", getattr(callback, "cls", type(callback)))
        found.append(Route(name, view, tuple(dict.fromkeys(keywords))))
    return found


def methods_of(view: type) -> list[str]:
    return [m for m in ("get", "post") if hasattr(view, m)]


def required(view: type, method: str) -> str:
    if method == "post" and view.write_action:
        return view.write_action
    return view.action


def ask(client: Client, method: str, url: str) -> int:
    """The status of one request, its effects rolled back."""
    client.raise_request_exception = False
    with transaction.atomic():
        response = getattr(client, method)(url)
        transaction.set_rollback(True)
    return response.status_code


@pytest.fixture
def values(world):
    with engagement_scope(world.own.pk):
        made = {keyword: make(world) for keyword, make in SAMPLES.items()}
    return made | {"engagement": world.own.slug}


def unguarded(found: list[Route]) -> set[str]:
    return {r.name for r in found if not issubclass(r.view, ActionView | EngagementAPIView)}


def test_every_url_is_guarded_or_listed_as_open():
    assert unguarded(routes()) == set(OPEN)


class Forgotten(View):
    """A page that nobody guards."""


def test_a_view_without_a_policy_is_noticed():
    patterns = (
        path("e/<slug:engagement>/forgotten/", Forgotten.as_view(), name="forgotten"),
        path("e/<slug:engagement>/function/", page_not_found, name="function"),
        path("", include("config.urls")),
    )
    assert unguarded(routes(patterns)) == set(OPEN) | {"forgotten", "function"}


def test_every_engagement_url_is_an_engagement_view():
    wrong = {
        r.name
        for r in routes()
        if r.name not in OPEN
        and r.in_engagement != issubclass(r.view, (EngagementView, EngagementAPIView))
    }
    assert wrong == set()


def test_every_url_keyword_has_a_sample_and_no_sample_is_stale():
    used = {keyword for route in routes() for keyword in route.keywords} - {"engagement"}
    assert used == set(SAMPLES)


@pytest.mark.covers("R48", "R13")
@pytest.mark.parametrize("role", list(Role))
def test_role_gets_what_its_grants_say(role, values, client_of):
    client = client_of(role.value)
    wrong = []
    for route in routes():
        if route.name in OPEN or not route.in_engagement:
            continue
        for method in methods_of(route.view):
            grant = GRANTS[role].get(required(route.view, method))
            status = ask(client, method, route.url(values))
            if status >= 500 or not fits(grant, status):
                wrong.append((route.name, method, required(route.view, method), grant, status))
    assert wrong == []


def fits(grant: str | None, status: int) -> bool:
    if grant is None:
        return status == 403
    if grant == "own":
        return True
    return status not in DENIED


@pytest.mark.parametrize("role", list(Role))
def test_foreign_engagement_is_not_found(role, values, world, client_of):
    client = client_of(world.foreign_user(role.value))
    wrong = [
        (route.name, method, status)
        for route in routes()
        if route.name not in OPEN and route.in_engagement
        for method in methods_of(route.view)
        if (status := ask(client, method, route.url(values))) != 404
    ]
    assert wrong == []


def test_signed_out_sees_nothing(values):
    client = Client()
    wrong = [
        (route.name, method, status)
        for route in routes()
        if route.name not in OPEN
        for method in methods_of(route.view)
        if (status := ask(client, method, route.url(values))) not in {302, 401, 403}
    ]
    assert wrong == []


@pytest.mark.parametrize("role", [*(r.value for r in Role), "platform_admin"])
def test_control_plane_is_the_admins(role, values, client_of):
    client = client_of(role)
    wrong = []
    for route in routes():
        if route.name in OPEN or route.in_engagement or not issubclass(route.view, ControlView):
            continue
        for method in methods_of(route.view):
            grant = GRANTS[role].get(required(route.view, method))
            status = ask(client, method, route.url(values))
            if status >= 500 or not fits(grant, status):
                wrong.append((route.name, method, grant, status))
    assert wrong == []


def test_platform_admin_enters_no_engagement(values, client_of):
    client = client_of("platform_admin")
    wrong = [
        route.name
        for route in routes()
        if route.in_engagement and route.name not in OPEN
        for method in methods_of(route.view)
        if ask(client, method, route.url(values)) != 404
    ]
    assert wrong == []


def test_a_view_without_an_action_cannot_be_defined():
    with pytest.raises(Exception, match="declares no action"):
        type("Forgotten", (EngagementView,), {})
    with pytest.raises(Exception, match="declares no action"):
        type("ForgottenAPI", (EngagementAPIView,), {})
