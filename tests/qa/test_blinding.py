"""Until a blind audit is compared, its auditor finds the coder's codes nowhere."""

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from charts.policies import CodingPolicy
from charts.selectors.naming import asks_for_coder
from engagements.kernel.errors import DomainError
from engagements.kernel.scope import engagement_scope
from engagements.selectors import actor_for
from qa.enums import AuditMode
from qa.models import Audit, Sample
from qa.policies import FindingPolicy, codes_are_hidden
from qa.selectors import audit_findings
from qa.services import audit_release, audit_start, finding_respond
from tests.qa.factories import UNDERCODED, coded_by_auditor, coded_charts, one_audit, one_finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(world):
    with engagement_scope(world.own.pk):
        yield world


@pytest.fixture
def acting(own):
    return lambda role: actor_for(user=own.user(role), engagement=own.own)


@pytest.fixture
def audit(own, acting):
    coded_charts(own.own, own.user("vendor_coder"), 1)
    return one_audit(acting("vendor_qa_lead"))


def shown(client, audit, name="charts:chart_detail"):
    """Whether the coder's procedure stands on a page or an answer about the audit's chart."""
    kwargs = {"engagement": "own", "chart_id": audit.chart_id}
    response = client.get(reverse(name, kwargs=kwargs))
    assert response.status_code == 200
    return b"99213" in response.content


@pytest.mark.covers("R11")
@pytest.mark.parametrize("name", ["charts:chart_detail", "charts_api:chart"])
def test_the_chart_shows_no_codes_before_a_blind_audit_is_compared(audit, acting, client_of, name):
    client, auditor = client_of("vendor_auditor"), acting("vendor_auditor")
    assert not shown(client, audit, name)
    started = audit_start(actor=auditor, audit=audit, mode=AuditMode.BLIND)
    assert not shown(client, audit, name)
    audit_release(actor=auditor, audit=started)
    audit.refresh_from_db()
    coded_by_auditor(auditor, audit, UNDERCODED)
    assert shown(client, audit, name)


def test_the_page_says_that_the_codes_are_withheld(audit, client_of):
    kwargs = {"engagement": "own", "chart_id": audit.chart_id}
    page = client_of("vendor_auditor").get(reverse("charts:chart_detail", kwargs=kwargs))
    assert b"The codes are withheld until your audit" in page.content
    page = client_of("vendor_lead").get(reverse("charts:chart_detail", kwargs=kwargs))
    assert b"withheld" not in page.content


def test_who_audits_from_the_codes_sees_them_on_the_chart(audit, acting, client_of):
    audit_start(actor=acting("vendor_auditor"), audit=audit, mode=AuditMode.ASSISTED)
    assert shown(client_of("vendor_auditor"), audit)


def test_who_has_had_the_codes_does_not_audit_blind(audit, acting):
    auditor = acting("vendor_auditor")
    started = audit_start(actor=auditor, audit=audit, mode=AuditMode.ASSISTED)
    audit_release(actor=auditor, audit=started)
    audit.refresh_from_db()
    with pytest.raises(DomainError, match="you have seen them"):
        audit_start(actor=auditor, audit=audit, mode=AuditMode.BLIND)
    audit_start(actor=acting("vendor_qa_lead"), audit=audit, mode=AuditMode.BLIND)


def test_other_charts_and_other_people_are_not_concerned(own, audit, acting):
    coded_charts(own.own, own.user("vendor_coder"), 1)
    for role in ("vendor_lead", "practice_manager"):
        assert CodingPolicy.allows(acting(role), "coding.view", audit.coding)
    seen = CodingPolicy.visible(acting("vendor_auditor"), "coding.view")
    assert audit.coding not in seen
    assert seen.count() == 1


def test_what_an_earlier_audit_found_is_withheld_too(own, acting):
    lead, auditor = acting("vendor_qa_lead"), acting("vendor_auditor")
    finding = one_finding(own.own, own.user("vendor_coder"), lead, auditor)
    earlier = Audit.objects.get(pk=finding.audit_id)
    assert FindingPolicy.allows(lead, "finding.view", finding)
    one_audit(lead, name="Another")
    assert not FindingPolicy.allows(lead, "finding.view", finding)
    assert codes_are_hidden(lead, earlier)
    assert audit_findings(lead, earlier) == []
    assert FindingPolicy.allows(acting("vendor_lead"), "finding.view", finding)
    assert audit_findings(acting("vendor_lead"), earlier) == [finding]


@pytest.fixture
def independent(own, acting):
    """An open audit of the independent auditor, who may not know the coder."""
    coded_charts(own.own, own.user("vendor_coder"), 1)
    return one_audit(acting("independent_auditor"), drawn_for="auditor")


def asked(client, name, query="", **kwargs):
    return client.get(reverse(name, kwargs={"engagement": "own", **kwargs}) + query)


LISTS = ("charts:chart_list", "charts_api:chart_list")
OF_ONE = ("charts:chart_detail", "charts_api:chart")
GUARDS = ("workforce:chart-validity", "charts_api:chart_refusals")


@pytest.mark.covers("R11")
def test_no_page_of_the_chart_names_the_coder_to_an_independent_auditor(
    own, independent, client_of
):
    coder, chart = own.user("vendor_coder"), independent.chart_id
    client = client_of("independent_auditor")
    pages = [asked(client, name) for name in LISTS]
    for response in [*pages, *(asked(client, name, chart_id=chart) for name in OF_ONE)]:
        assert independent.chart.encounter_ref.encode() in response.content
        assert coder.name.encode() not in response.content, response.request["PATH_INFO"]
    assert [asked(client, name, chart_id=chart).status_code for name in GUARDS] == [403, 403]
    Sample.objects.update(locked_at=timezone.now())
    assert coder.name.encode() in asked(client, "charts:chart_detail", chart_id=chart).content
    assert asked(client, "workforce:chart-validity", chart_id=chart).status_code == 200


@pytest.mark.covers("R11")
def test_no_list_picked_or_ordered_by_coder_tells_who_coded_a_blind_chart(
    own, independent, client_of
):
    coder, chart = own.user("vendor_coder"), independent.chart.encounter_ref.encode()
    client = client_of("independent_auditor")
    behind = f"?behind=audits.planned&from=2020-01-01&to=2100-01-01&of=coder:{coder.pk}"
    for name, query in (
        *((name, f"?coder={coder.name}") for name in LISTS),
        ("charts:chart_list", f"?coder_email={coder.email}"),
        ("qa:audit_list", behind),
    ):
        assert chart not in asked(client, name, query).content, (name, query)
        assert chart in asked(client_of("practice_manager"), name, query).content, (name, query)
    for role, is_ordered in (("independent_auditor", False), ("practice_manager", True)):
        page = asked(client_of(role), "qa:audit_list", "?sort=-coder")
        assert ("-coder__name" in page.context["table"].data.data.query.order_by) is is_ordered


@pytest.mark.parametrize(
    ("query", "is_asked"),
    [
        ("of=coder:7", True),
        ("coded_side=vendor", True),
        ("among=arm:7", True),
        ("coder=&of=specialty:oncology&state=open", False),
    ],
)
def test_what_asks_for_a_coder(query, is_asked):
    assert asks_for_coder(QueryDict(query)) is is_asked


def test_the_coders_answer_to_a_finding_is_not_signed_for_who_may_not_know_the_coder(
    own, acting, client_of
):
    coder = own.user("vendor_coder")
    finding = one_finding(own.own, coder, acting("vendor_qa_lead"), acting("vendor_auditor"))
    finding_respond(actor=acting("vendor_coder"), finding=finding, agrees=True)
    for role, is_named in (("independent_auditor", False), ("practice_manager", True)):
        page = asked(client_of(role), "qa:finding_detail", finding_id=finding.pk)
        assert (coder.name.encode() in page.content) is is_named
