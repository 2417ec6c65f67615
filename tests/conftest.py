"""The test bed: PostgreSQL as the application role, two engagements, one person per role."""

import datetime as dt
import functools
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.template import Context, Template
from django.test import Client, TransactionTestCase
from django.test.signals import template_rendered
from django.utils.safestring import SafeString
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from config.dbroles import owner_connection
from engagements.accounts.sessions import SessionStore
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_scope
from engagements.middleware import ENROLLED_KEY
from engagements.models import Engagement, User
from engagements.selectors import actor_for, system_actor
from tests.affinity import keep_to_one_processor
from tests.database import empty_tables, prepare_emptying, template_database
from tests.factories import days
from tests.factories.world import World, build_world

# A busy machine is no finding: examples are never judged by the clock.
hypothesis_settings.register_profile(
    "concord", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("concord")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
# Rows that migrations put in and a flush must leave alone.
REFERENCE_TABLES = frozenset(
    {
        "django_migrations",
        "django_content_type",
        "auth_permission",
        "qa_findingcategory",
    }
)

EMPTYING_ATTEMPTS = 100
WALKS = frozenset({"flows", "permissions"})


def pytest_configure(config: pytest.Config) -> None:
    worker = getattr(config, "workerinput", None)
    if worker is not None and hasattr(os, "sched_setaffinity"):
        keep_to_one_processor(worker["workerid"])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two processes begin with a half each. Long tests come first in both, so that they end
    together; those of the browser in one of them, because two browsers slow each other down.
    """
    browsed = [item for item in items if "browser" in item.path.parts]
    walked = [item for item in items if not WALKS.isdisjoint(item.path.parts)]
    long = {*browsed, *walked}
    short = [item for item in items if item not in long]
    rest_of_half = max(0, len(items) // 2 - len(browsed))
    items[:] = [*browsed, *short[:rest_of_half], *walked, *short[rest_of_half:]]


def pytest_collection_finish() -> None:
    """What is imported stays: the collector need not walk through it again at every turn, and
    takes its turns seldom.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(request: Any, django_test_environment: None, django_db_blocker: Any) -> Any:
    """A test database copied from a migrated template; the tests are the application role."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = f"test_concord_{os.getpid()}_{worker}"
    original = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        with owner_connection():
            template = template_database()
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
        prepare_emptying(name)
        yield
        connection.close()
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = original
        with connection._nodb_cursor() as cursor:
            # Threads of the tests may have left connections; each role may end its own.
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = %s AND usename = current_user",
                [name],
            )
        with owner_connection(), connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


@functools.cache
def _filled_by_tests() -> tuple[str, ...]:
    names = connection.introspection.django_table_names()
    return tuple(name for name in names if name not in REFERENCE_TABLES)


def _empty(self: TransactionTestCase) -> None:
    """Empties what tests fill. A page's last request may still be answered: it goes first.

    The wait for a lock ends before PostgreSQL would call it a deadlock and end the request.
    """
    for attempt in range(EMPTYING_ATTEMPTS):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '200ms'")
                empty_tables(cursor, _filled_by_tests())
        except OperationalError:
            if attempt == EMPTYING_ATTEMPTS - 1:
                raise
        else:
            return


@pytest.fixture(scope="session", autouse=True)
def _keep_reference_rows() -> Iterator[None]:
    """A transactional test's flush spares what migrations seeded, and runs without the owner."""
    kept = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = _empty
    yield
    TransactionTestCase._fixture_teardown = kept


def _noted_render(self: Template, context: Context) -> SafeString:
    """As Django's test client wants it, but for the page alone and not for its every part: copies
    of a hundred contexts a page took a tenth of the time of all pages.
    """
    if context.template is self:
        template_rendered.send(sender=self, template=self, context=context)
    return self.nodelist.render(context)


@pytest.fixture(scope="session", autouse=True)
def _note_pages_alone(django_test_environment: None) -> Iterator[None]:
    kept = Template._render
    Template._render = _noted_render
    yield
    Template._render = kept


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real input data; the product works without it."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"real input data is not here ({SHARED_DATA.name} folder beside the project)")
    return SHARED_DATA


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Rate limits and used codes of one test are none of the next one's business."""
    cache.clear()


@pytest.fixture
def world(db: None) -> World:
    """Two engagements with every role filled; `world.own` is the one under test.

    Opens no scope: requests open their own. For direct work use `scoped`.
    """
    return build_world()


@pytest.fixture
def engagement(world: World) -> Engagement:
    return world.own


@pytest.fixture
def scoped(world: World) -> Iterator[World]:
    """The world, with the scope of its own engagement open for the test."""
    with engagement_scope(world.own.pk):
        yield world


@pytest.fixture
def actor_of(scoped: World) -> Any:
    """`actor_of("vendor_coder")` -> the actor of that role in the own engagement."""

    def make(role: str) -> Actor:
        actor = actor_for(user=scoped.user(role), engagement=scoped.own)
        assert actor is not None
        return actor

    return make


@pytest.fixture
def system(scoped: World) -> Actor:
    return system_actor(scoped.own)


@pytest.fixture
def client_of(world: World) -> Any:
    """`client_of("vendor_coder")` -> a signed-in test client (MFA done where it is required)."""

    def make(role_or_user: str | User) -> Client:
        user = world.user(role_or_user) if isinstance(role_or_user, str) else role_or_user
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "engagements.accounts.backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session[ENROLLED_KEY] = user.pk
        session.save()
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        return client

    return make


@pytest.fixture
def today() -> dt.date:
    return days.today()
