"""What other systems are promised: every endpoint answers as described, whatever it is sent."""

import re

import pytest
import schemathesis
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.middleware.csrf import CSRF_SECRET_LENGTH
from django.urls import resolve, reverse
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from config.embedded.places import BASE_DIR
from engagements.kernel.scope import engagement_scope
from engagements.roles import GRANTS, Role
from tests.config.requests import kept_connection
from tests.permissions.samples import SAMPLES
from tests.permissions.test_walk import required

pytestmark = pytest.mark.django_db
HANDBOOK = BASE_DIR / "docs" / "api.md"
CHECKS = [not_a_server_error, response_schema_conformance]
TOKEN = "c" * CSRF_SECRET_LENGTH
FEW = hypothesis_settings(max_examples=6, derandomize=True, database=None)


@pytest.fixture
def description(client_of):
    client = client_of("practice_manager")
    return client.get(reverse("api-schema"), headers={"accept": "application/json"}).json()


@pytest.fixture
def parameters(world):
    """Records that exist, so that what is sent gets past the address."""
    with engagement_scope(world.own.pk):
        made = {keyword: make(world) for keyword, make in SAMPLES.items()}
    return made | {"engagement": world.own.slug}


def test_description_is_for_whoever_is_signed_in(client):
    assert client.get(reverse("api-schema")).status_code == 403


def test_handbook_names_addresses_that_are_described(description):
    known = {re.sub(r"{\w+}", "ID", path) for path in description["paths"]}
    rows = re.findall(r"^\| .* \| (`.*`) \| .* \|$", HANDBOOK.read_text(), re.MULTILINE)
    named = [address.split("?")[0] for row in rows for address in re.findall(r"`(.*?)`", row)]
    assert len(named) > 15
    assert {f"/api/v1/e/ID/{address}" for address in named} - known == set()


def may(operation, address):
    """A role that has the right to the operation, the widest first."""
    view = resolve(address).func.cls
    action = required(view, operation.method)
    holders = [role for role in Role if action in GRANTS[role]]
    return min(holders, key=lambda role: GRANTS[role][action])


def statuses(operation, parameters, client_of):
    """What the operation answers to what is made up from its description; nothing stays."""
    address = operation.path.format_map(parameters)
    client = client_of(may(operation, address).value)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    answered = set()

    @FEW
    @given(case=operation.as_strategy())
    def attempt(case):
        case.path_parameters = {name: parameters[name] for name in case.path_parameters or {}}
        case.cookies = {settings.SESSION_COOKIE_NAME: cookie, settings.CSRF_COOKIE_NAME: TOKEN}
        case.headers = {**(case.headers or {}), "X-CSRFToken": TOKEN}
        with kept_connection(), transaction.atomic():
            response = case.call()
            transaction.set_rollback(True)
        answered.add(response.status_code)
        case.validate_response(response, checks=CHECKS)

    attempt()
    return answered


def test_every_endpoint_answers_as_described(description, parameters, client_of):
    schema = schemathesis.openapi.from_dict(description)
    schema.app = get_wsgi_application()
    operations = [found.ok() for found in schema.get_all_operations()]
    answered = {each.label: statuses(each, parameters, client_of) for each in operations}
    reads = {label: found for label, found in answered.items() if label.startswith("GET")}
    # A read without its needed parameter is refused; the test has nothing to compare then.
    assert [label for label, found in reads.items() if not found & {200, 400}] == []
    assert sum(200 in found for found in reads.values()) > len(reads) / 2
