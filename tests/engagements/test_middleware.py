"""What holds for every request: the caller's address, and input that no page can use."""

import pytest

from engagements.kernel.scope import engagement_scope
from engagements.kernel.views import request_origin
from engagements.middleware import ClientAddressMiddleware
from engagements.models import AccessLog
from tests.factories.charts import chart


@pytest.fixture
def base(world):
    return f"/e/{world.own.slug}"


@pytest.fixture
def chart_url(world, base):
    with engagement_scope(world.own.pk):
        return f"{base}/charts/{chart(world.own).pk}/"


def read_from(world):
    with engagement_scope(world.own.pk):
        return AccessLog.objects.values_list("ip_address", flat=True).last()


@pytest.mark.covers("R48", "R49")
@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 192.0.2.7", "203.0.113.9"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "", "127.0.0.1"),
        (1, "unknown", "127.0.0.1"),
        (2, "203.0.113.9", "127.0.0.1"),
    ],
)
def test_the_caller_is_whom_the_outermost_trusted_proxy_saw(settings, rf, proxies, told, address):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", headers={"X-Forwarded-For": told})
    assert ClientAddressMiddleware(request_origin)(request)["ip_address"] == address


@pytest.mark.covers("R48")
def test_the_access_log_keeps_the_callers_address(world, client_of, settings, chart_url):
    settings.TRUSTED_PROXIES = 1
    client = client_of("practice_manager")
    client.get(chart_url, headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
    assert read_from(world) == "203.0.113.9"


@pytest.mark.parametrize("page", ["charts/?q=%00", "charts/?view=%00", "invoices/?month=%00"])
def test_a_nul_character_in_an_address_is_refused(client_of, base, page):
    answer = client_of("practice_manager").get(f"{base}/{page}")
    assert (answer.status_code, "could not be read" in answer.text) == (400, True)


def test_a_nul_character_in_a_form_is_refused_and_nothing_is_written(client_of, chart_url):
    client = client_of("practice_manager")
    assert client.post(f"{chart_url}cancel/", {"reason": "a\0b"}).status_code == 400
    assert "Cancelled" not in client.get(chart_url).text


def test_a_nul_character_is_refused_by_the_api(client_of, world):
    charts = f"/api/v1/e/{world.own.slug}/charts/charts/"
    answer = client_of("practice_manager").get(charts, {"q": "\0"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")


@pytest.mark.parametrize(
    "page",
    [
        "charts/?uncoded_on=9999-12-31",
        "qa/accuracy/?start=0001-01-01&end=9999-12-31",
        "invoices/draft/?month=9999-12",
        "workforce/validity/?month=9999-12",
        "workforce/validity/?month=0001-01",
    ],
)
def test_a_day_beyond_the_calendar_is_refused(client_of, base, page):
    assert client_of("practice_manager").get(f"{base}/{page}").status_code == 400


@pytest.mark.parametrize(
    "page",
    [
        "queries/ask/{chart}/?template=²",
        "workforce/validity/{chart}/?coder=²",
        "invoices/draft/rows/?line=²",
        "alerts/?among=arm:1",
    ],
)
def test_a_number_that_is_none_is_no_error_of_the_server(client_of, base, chart_url, page):
    number = chart_url.rstrip("/").rpartition("/")[2]
    answer = client_of("vendor_lead").get(f"{base}/{page.format(chart=number)}")
    assert answer.status_code in {200, 404}
