"""Every URL of the URLconf, with every role: in the own engagement, from a foreign one, signed out.

What is expected comes from the grants alone: without the right 403, outside the scope 404, and
with it neither of the two. A server error fails everywhere.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, include, path, reverse
from django.views import View
from django.views.defaults import page_not_found

from engagements.kernel.api import EngagementAPIView
from engagements.kernel.scope import engagement_scope
from engagements.kernel.views import ActionView, ControlView, EngagementView
from engagements.middleware import SEEN_KEY, STARTED_KEY
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
# Every request is rolled back, so the roles of a part share one set of samples; parts may run
# beside each other.
PARTS = 4
WALK_SECONDS = 3600
each_part = pytest.mark.parametrize("part", range(PARTS))


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


@dataclass(frozen=True)
class Answer:
    route: Route
    method: str
    status: int

    @property
    def action(self) -> str:
        return required(self.route.view, self.method)


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


def ask(client: Client, method: str, url: str, before: str) -> int:
    """The status of one request, its effects rolled back to the savepoint `before` it; what was
    refused has rolled back its own.
    """
    client.raise_request_exception = False
    response = getattr(client, method)(url)
    if response.status_code not in DENIED:
        transaction.savepoint_rollback(before)
    return response.status_code


def stay_signed_in(client: Client) -> None:
    """What a session notes as it is used is noted once for the whole walk, not by every request."""
    session = client.session
    session.update({STARTED_KEY: time.time(), SEEN_KEY: time.time() + WALK_SECONDS})
    session.save()


def as_a_script(client: Client) -> Client:
    """Asks from now on as a page's own scripts do, who are refused in a line, not in a page."""
    client.defaults["HTTP_HX_REQUEST"] = "true"
    return client


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


def roles_of(part: int) -> list[Role]:
    return list(Role)[part::PARTS]


def asked(client: Client, found: list[Route], values: dict[str, object]) -> Iterator[Answer]:
    """What the client is answered at every route, by every method it knows."""
    client.get(reverse("control:home"))  # writes what a session's first request writes
    if SESSION_KEY in client.session:
        stay_signed_in(client)
    before = transaction.savepoint()
    for route in found:
        for method in methods_of(route.view):
            yield Answer(route, method, ask(client, method, route.url(values), before))


def in_engagement() -> list[Route]:
    return [route for route in routes() if route.in_engagement and route.name not in OPEN]


@pytest.mark.covers("R48", "R13")
@each_part
def test_role_gets_what_its_grants_say(part, values, client_of):
    wrong = [
        (role, answer, grant)
        for role in roles_of(part)
        for answer in asked(client_of(role.value), in_engagement(), values)
        if not fits(grant := GRANTS[role].get(answer.action), answer.status)
    ]
    assert wrong == []


def fits(grant: str | None, status: int) -> bool:
    if status >= 500:
        return False
    if grant is None:
        return status == 403
    if grant == "own":
        return True
    return status not in DENIED


@each_part
def test_foreign_engagement_is_not_found(part, values, world, client_of):
    users = [world.foreign_user(role.value) for role in roles_of(part)]
    wrong = [
        (user, answer)
        for user in users
        for answer in asked(as_a_script(client_of(user)), in_engagement(), values)
        if answer.status != 404
    ]
    assert wrong == []


def test_signed_out_sees_nothing(values):
    closed = [route for route in routes() if route.name not in OPEN]
    wrong = [a for a in asked(Client(), closed, values) if a.status not in {302, 401, 403}]
    assert wrong == []


def test_control_plane_is_the_admins(values, client_of):
    control = [
        route
        for route in routes()
        if route.name not in OPEN
        and not route.in_engagement
        and issubclass(route.view, ControlView)
    ]
    wrong = [
        (role, answer, grant)
        for role in [*(r.value for r in Role), "platform_admin"]
        for answer in asked(client_of(role), control, values)
        if not fits(grant := GRANTS[role].get(answer.action), answer.status)
    ]
    assert wrong == []


def test_platform_admin_enters_no_engagement(values, client_of):
    wrong = [
        answer
        for answer in asked(client_of("platform_admin"), in_engagement(), values)
        if answer.status != 404
    ]
    assert wrong == []


def test_a_view_without_an_action_cannot_be_defined():
    with pytest.raises(Exception, match="declares no action"):
        type("Forgotten", (EngagementView,), {})
    with pytest.raises(Exception, match="declares no action"):
        type("ForgottenAPI", (EngagementAPIView,), {})
