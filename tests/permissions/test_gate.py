"""R13: without a BAA in force, the vendor's side gets 403 on every chart page and API."""

import datetime as dt

import pytest
from django.db import transaction

from engagements.kernel.actions import action_get
from engagements.kernel.scope import engagement_scope
from engagements.kernel.views import EngagementView
from engagements.models import BusinessAssociateAgreement
from engagements.roles import GRANTS, SIDES, Role
from engagements.selectors import closed_gate_reason
from engagements.services import baa_sign, baa_terminate
from tests.factories.agreement import baa_drafted
from tests.permissions.samples import SAMPLES
from tests.permissions.test_walk import OPEN, ask, methods_of, required, routes

DAY = dt.timedelta(days=1)
CLOSED = {
    "none": "No business associate agreement is on file",
    "unsigned": "still needs the signature of the practice and the vendor",
    "one_signature": "still needs the signature of the vendor",
    "future": "takes effect on",
    "expired": "expired on",
    "terminated": "was terminated on",
}


@pytest.fixture
def values(world):
    with engagement_scope(world.own.pk):
        made = {keyword: make(world) for keyword, make in SAMPLES.items()}
    return made | {"engagement": world.own.slug}


@pytest.fixture
def bring_to(values, scoped, actor_of, today):
    """`bring_to("expired")` leaves one agreement in that state, made through the services."""

    def make(state):
        BusinessAssociateAgreement.objects.all().delete()
        if state == "none":
            return
        manager = actor_of("practice_manager")
        start = today + 5 * DAY if state == "future" else today - 30 * DAY
        baa = baa_drafted(manager, effective_on=start)
        if state != "unsigned":
            baa_sign(actor=manager, baa=baa, name="Ann Lee", title="CEO")
        if state not in {"unsigned", "one_signature"}:
            baa_sign(actor=actor_of("vendor_lead"), baa=baa, name="Bo Diaz", title="President")
        if state == "expired":
            BusinessAssociateAgreement.objects.update(expires_on=today - 2 * DAY)
        if state == "terminated":
            baa_terminate(actor=manager, baa=baa, on=today + DAY, reason="End of contract")
            BusinessAssociateAgreement.objects.update(terminated_on=today - DAY)

    return make


def gated_routes(role):
    """The routes and methods whose right the role has, and the gate keeps."""
    for route in routes():
        if route.name in OPEN or not route.in_engagement:
            continue
        for method in methods_of(route.view):
            action = required(route.view, method)
            if action in GRANTS[role] and action_get(action).gated:
                yield route, method


WORK = {"chart", "worklist", "coding", "sample", "audit", "finding", "accuracy", "query"}
WORK |= {"denial", "dashboard", "board", "pending", "guard"}


@pytest.mark.covers("R13")
def test_every_right_of_the_vendor_to_work_on_charts_is_behind_the_gate():
    held = {name for role, side in SIDES.items() if side == "vendor" for name in GRANTS[role]}
    assert not {
        name for name in held if name.partition(".")[0] in WORK and not action_get(name).gated
    }


@pytest.mark.covers("R13")
@pytest.mark.parametrize("state", CLOSED)
def test_closed_gate_keeps_the_vendor_from_every_chart_page_and_api(
    state, bring_to, values, scoped, client_of
):
    bring_to(state)
    assert CLOSED[state] in closed_gate_reason(scoped.own)
    for role in (Role.VENDOR_LEAD, Role.VENDOR_CODER):
        client = client_of(role.value)
        visited = list(gated_routes(role))
        before = transaction.savepoint()
        assert any(issubclass(route.view, EngagementView) for route, _ in visited)
        assert any(not issubclass(route.view, EngagementView) for route, _ in visited)
        passed = [
            (route.name, method, status)
            for route, method in visited
            if (status := ask(client, method, route.url(values), before)) != 403
        ]
        assert passed == []


@pytest.mark.covers("R13")
def test_gate_binds_the_vendor_alone_and_opens_with_the_agreement(
    bring_to, values, scoped, client_of
):
    charts = f"/e/{scoped.own.slug}/charts/"
    bring_to("one_signature")
    assert client_of("practice_manager").get(charts).status_code == 200
    assert client_of("vendor_lead").get(charts).status_code == 403
    bring_to("in_force")
    assert client_of("vendor_lead").get(charts).status_code == 200
