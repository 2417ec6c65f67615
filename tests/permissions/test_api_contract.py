"""What other systems are promised: answers fit the published description, whatever is asked."""

import json

import pytest
import requests
import schemathesis
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.transport import Response

from engagements.kernel.scope import engagement_scope
from tests.charts.test_api_work import fill
from tests.factories import workforce

pytestmark = pytest.mark.django_db

READS = (
    ("engagements_api:work", {}),
    ("engagements_api:alert_list", {}),
    ("engagements_api:roster", {}),
    ("charts_api:queue_list", {}),
    ("charts_api:board", {}),
    ("charts_api:late_list", {}),
    ("charts_api:chart_refusals", {"chart_id": 1}),
)
FEW = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def template(name, keys):
    """The address as the description has it, with its names in braces."""
    url = reverse(name, kwargs={"engagement": "SLUG", **keys})
    return url.replace("SLUG", "{engagement}").replace("charts/1/", "charts/{chart_id}/")


def as_received(response):
    """Django's answer as a client on the wire has it."""
    return Response(
        status_code=response.status_code,
        headers={name.lower(): [value] for name, value in response.headers.items()},
        content=response.content,
        request=requests.Request("GET", "http://localhost/").prepare(),
        elapsed=0,
        verify=False,
    )


@pytest.mark.parametrize(("name", "keys"), READS, ids=[name.split(":")[1] for name, _ in READS])
def test_a_read_answers_as_described_whatever_is_asked(world, client_of, name, keys):
    with engagement_scope(world.own.pk):
        fill(world, 2)
        workforce.credential(world)
    client = client_of("practice_manager")
    description = json.loads(client.get(reverse("api-schema") + "?format=json").content)
    operation = schemathesis.openapi.from_dict(description)[template(name, keys)]["GET"]

    @FEW
    @given(case=operation.as_strategy())
    def asked(case):
        case.path_parameters["engagement"] = world.own.slug
        response = client.get(case.formatted_path, case.query)
        assert response.status_code in {200, 400, 404}
        if response.status_code == 200:
            operation.validate_response(as_received(response))

    asked()
