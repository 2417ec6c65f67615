import csv
import hashlib
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from charts.models import Coding
from charts.policies import CodingPolicy
from engagements.kernel.scope import engagement_scope
from engagements.selectors import actor_for
from qa.models import Audit, Finding, Sample
from qa.panels import work_cards
from qa.services import audit_agree, audit_start, sample_lock
from tests.factories.charts import chart, coding
from tests.qa.factories import (
    PERIOD,
    UNDERCODED,
    chart_coded_as,
    coded_by_auditor,
    coded_charts,
    completed,
    one_audit,
    one_finding,
    sample,
)

pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(f"qa:{name}", kwargs={"engagement": "own", **kwargs})


@pytest.fixture
def own(world):
    """The own engagement's scope for arranging; requests open their own."""
    with engagement_scope(world.own.pk):
        yield world


@pytest.fixture
def acting(own):
    return lambda role: actor_for(user=own.user(role), engagement=own.own)


@pytest.fixture
def charts(own):
    return coded_charts(own.own, own.user("vendor_coder"), 6)


@pytest.fixture
def finding(own, acting):
    return one_finding(
        own.own, own.user("vendor_coder"), acting("vendor_qa_lead"), acting("vendor_auditor")
    )


def lines_data(*, code="99213", do="save", **fields):
    return {
        "dx-TOTAL_FORMS": "1",
        "dx-INITIAL_FORMS": "0",
        "dx-0-code": "i10",
        "dx-0-place": "1",
        "px-TOTAL_FORMS": "1",
        "px-INITIAL_FORMS": "0",
        "px-0-system": "cpt",
        "px-0-code": code,
        "px-0-units": "1",
        "px-0-pointers": "A",
        "do": do,
    } | fields


SAMPLE_DATA = {
    "name": "March",
    "sample_type": "random",
    "drawn_for": "vendor",
    "period_start": PERIOD["period_start"].isoformat(),
    "period_end": PERIOD["period_end"].isoformat(),
    "size": "3",
    "spares": "2",
}


@pytest.mark.covers("R28", "R81", "N9")
def test_the_practice_plans_draws_and_verifies_a_sample(charts, client_of):
    client = client_of("practice_manager")
    planned = client.get(url("sample_new"), SAMPLE_DATA).content.decode()
    assert "What this sample can show" in planned
    assert "Charts in the frame</dt><dd>6</dd>" in planned
    drawn = client.post(url("sample_new"), SAMPLE_DATA, follow=True)
    page = drawn.content.decode()
    assert drawn.status_code == 200
    made = Sample.objects.get()
    assert made.frame_sha256 in page
    assert made.seed in page
    assert "Verified" in page
    frame = client.get(url("sample_frame", sample_id=made.pk)).content.decode()
    rows = list(csv.DictReader(io.StringIO(frame)))
    assert [row["position"] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    assert sorted(row["ordinal"] for row in rows) == ["", "1", "2", "3", "4", "5"]
    lines = "".join(f"{row['position']},{row['chart']},{row['coding']}\n" for row in rows)
    assert hashlib.sha256(lines.encode()).hexdigest() == made.frame_sha256  # as the page says
    assert "position,chart,coding</span>, each ended by a line feed" in page


def test_a_plan_that_cannot_be_drawn_says_why(charts, client_of):
    client = client_of("vendor_qa_lead")
    answer = client.post(url("sample_new"), SAMPLE_DATA | {"size": "7"})
    assert answer.status_code == 400
    assert "A sample of 7 cannot be drawn from 6 charts." in answer.content.decode()
    answer = client.post(url("sample_new"), SAMPLE_DATA | {"code": "992"})
    assert "make a targeted sample" in answer.content.decode()
    assert not Sample.objects.exists()


@pytest.mark.covers("R57")
def test_the_auditors_codes_meet_the_coders_edits_before_they_are_compared(
    charts, acting, client_of
):
    audit = one_audit(acting("vendor_qa_lead"))
    client = client_of("vendor_auditor")
    detail = url("audit_detail", audit_id=audit.pk)
    client.post(url("audit_start", audit_id=audit.pk), {"mode": "blind"})
    wrong = lines_data(code="9921", do="compare")
    refused = client.post(detail, wrong)
    page = refused.content.decode()
    assert refused.status_code == 400
    assert "Saved, but not compared" in page
    assert "9921 is not written like CPT codes: search for it." in page
    assert 'value="9921"' in page
    audit.refresh_from_db()
    assert audit.state == "in_progress"
    client.post(detail, wrong | {"do": "save"})
    assert "9921 is not written like CPT codes" in client.get(detail).content.decode()
    assert client.post(detail, lines_data(code="99214", do="compare")).status_code == 302


@pytest.mark.covers("R81")
def test_a_coder_sees_the_own_accuracy_by_month_and_nobody_elses(own, charts, acting, client_of):
    auditor, lead = acting("vendor_auditor"), acting("vendor_qa_lead")
    drawn = list(sample(lead, 3).audits.order_by("ordinal"))
    completed(auditor, coded_by_auditor(auditor, drawn[0], UNDERCODED))
    for audit in drawn[1:]:
        audit_agree(actor=auditor, audit=audit_start(actor=auditor, audit=audit, mode="assisted"))
    page = client_of("vendor_coder").get(url("audit_list")).content.decode()
    assert "Your accuracy by month" in page
    assert '<td class="num">66.7%</td><td>2 of 3</td><td>13.5% to 98.3%</td>' in page
    assert "floor 95.0%" in page
    for other in ("vendor_qa_lead", "practice_manager"):
        assert "Your accuracy" not in client_of(other).get(url("audit_list")).content.decode()


def test_a_coder_finds_no_link_to_a_sample_that_is_closed_to_them(charts, acting, client_of):
    audit = one_audit(acting("vendor_qa_lead"))
    auditor = acting("vendor_auditor")
    coded_by_auditor(auditor, audit, UNDERCODED)
    detail = url("audit_detail", audit_id=audit.pk)
    drawn = url("sample_detail", sample_id=audit.sample_id)
    coder, lead = client_of("vendor_coder"), client_of("vendor_qa_lead")
    assert (coder.get(drawn).status_code, lead.get(drawn).status_code) == (403, 200)
    assert drawn not in coder.get(detail).content.decode()
    assert drawn in lead.get(detail).content.decode()


@pytest.mark.covers("R88")
def test_an_audit_goes_from_blind_to_complete(charts, acting, client_of):
    audit = one_audit(acting("vendor_qa_lead"))
    client = client_of("vendor_auditor")
    detail = url("audit_detail", audit_id=audit.pk)
    assert "Start blind" in client.get(detail).content.decode()
    client.post(url("audit_start", audit_id=audit.pk), {"mode": "blind"})
    page = client.get(detail).content.decode()
    assert "Hidden until you compare" in page
    assert "99213" not in page
    client.post(detail, lines_data(code="99214"))
    page = client.get(detail).content.decode()
    assert 'value="99214"' in page
    assert "99213" not in page
    assert client.post(detail, lines_data(code="99214", do="compare")).status_code == 302
    page = client.get(detail).content.decode()
    assert "Judge what differs" in page
    assert "99213" in page
    found = Finding.objects.get()
    prefix = f"finding-{found.pk}"
    incomplete = client.post(url("audit_judge", audit_id=audit.pk), {})
    assert incomplete.status_code == 400
    done = client.post(
        url("audit_judge", audit_id=audit.pk),
        {
            f"{prefix}-category": found.category_id,
            f"{prefix}-direction": "under",
            f"{prefix}-severity": "major",
            f"{prefix}-rule_source": "AMA CPT",
            f"{prefix}-rationale": "Moderate decision making.",
            f"{prefix}-owner_side": "vendor",
            f"{prefix}-handoff": "provider_coding",
            "payment_direction": "under",
            "payment_effect": "38.10",
        },
        follow=True,
    )
    assert "3 of 4 components correct" in done.content.decode()
    told = client.get(url("finding_detail", finding_id=found.pk)).content.decode()
    assert "Provider to coding: the record" in told
    audit.refresh_from_db()
    assert (audit.state, audit.procedures_correct) == ("completed", False)


def test_agreeing_takes_one_press(charts, acting, client_of):
    audit = one_audit(acting("vendor_qa_lead"))
    client = client_of("vendor_auditor")
    client.post(url("audit_start", audit_id=audit.pk), {"mode": "assisted"})
    page = client.get(url("audit_detail", audit_id=audit.pk)).content.decode()
    assert 'data-command="audit.agree"' in page
    client.post(url("audit_agree", audit_id=audit.pk))
    audit.refresh_from_db()
    assert (audit.state, audit.encounter_correct) == ("completed", True)


def test_rows_may_move_and_go_and_pointers_follow(charts, acting, client_of):
    audit = one_audit(acting("vendor_qa_lead"))
    client = client_of("vendor_auditor")
    client.post(url("audit_start", audit_id=audit.pk), {"mode": "blind"})
    client.post(
        url("audit_detail", audit_id=audit.pk),
        lines_data(
            **{
                "dx-TOTAL_FORMS": "3",
                "dx-0-place": "2",
                "dx-1-code": "E119",
                "dx-1-place": "1",
                "dx-2-code": "R079",
                "dx-2-remove": "on",
                "px-0-pointers": "A C B",
                "px-0-modifiers": "25, rt",
            }
        ),
    )
    audit.refresh_from_db()
    lines = audit.auditor_coding.lines.values_list("sequence", "code", "modifiers", "pointers")
    assert list(lines) == [
        (1, "E11.9", [], []),
        (2, "I10", [], []),
        (3, "99213", ["25", "RT"], [2, 1]),
    ]


def test_who_works_blind_sees_the_coders_coding_nowhere(charts, acting):
    auditor, lead = acting("vendor_auditor"), acting("vendor_qa_lead")
    audit = one_audit(lead)
    assert not CodingPolicy.allows(auditor, "coding.view", audit.coding)
    audit_start(actor=auditor, audit=audit, mode="blind")
    assert not CodingPolicy.allows(auditor, "coding.view", audit.coding)
    assert CodingPolicy.allows(lead, "coding.view", audit.coding)


@pytest.mark.covers("R11")
def test_names_are_withheld_on_both_sides_of_the_blind(own, charts, acting, client_of):
    independent = acting("independent_auditor")
    drawn = sample(independent, 1, drawn_for="auditor", coder=own.user("vendor_coder"))
    audit = drawn.audits.get()
    pages = [
        url("audit_list"),
        url("audit_detail", audit_id=audit.pk),
        url("sample_list"),
        url("sample_detail", sample_id=drawn.pk),
    ]
    coder, auditor = own.user("vendor_coder").name, own.user("independent_auditor").name
    client = client_of("independent_auditor")
    for page in pages:
        assert coder not in client.get(page).content.decode(), page
    vendor = client_of("vendor_lead")
    assert vendor.get(url("audit_detail", audit_id=audit.pk)).status_code == 403
    completed(independent, coded_by_auditor(independent, audit, UNDERCODED), "under")
    assert coder not in client.get(url("audit_detail", audit_id=audit.pk)).content.decode()
    sample_lock(actor=independent, sample=drawn)
    found = Finding.objects.get()
    for page in [*pages, url("finding_detail", finding_id=found.pk), url("finding_list")]:
        answer = vendor.get(page)
        assert answer.status_code == 200, page
        assert auditor not in answer.content.decode(), page
    assert coder in client.get(url("audit_detail", audit_id=audit.pk)).content.decode()


@pytest.mark.covers("R88")
def test_a_coder_disputes_and_the_auditor_overturns(finding, client_of):
    coder, detail = client_of("vendor_coder"), url("finding_detail", finding_id=finding.pk)
    assert "Dispute" in coder.get(detail).content.decode()
    refused = coder.post(url("finding_respond", finding_id=finding.pk), {"agrees": "no"})
    assert refused.status_code == 400
    assert "A dispute needs its grounds." in refused.content.decode()
    coder.post(
        url("finding_respond", finding_id=finding.pk), {"agrees": "no", "response": "HPI line 4"}
    )
    assert "Your answer" not in coder.get(detail).content.decode()
    auditor = client_of("vendor_auditor")
    assert "Overturn" in auditor.get(detail).content.decode()
    auditor.post(
        url("finding_decide", finding_id=finding.pk), {"upheld": "no", "decision": "Granted."}
    )
    audit = Audit.objects.get()
    assert (audit.encounter_correct, audit.disputes_overturned) == (True, 1)
    assert "Granted." in coder.get(detail).content.decode()


def test_another_coder_sees_no_finding_of_this_one(own, finding, client_of):
    client = client_of("in_house_coder")
    assert client.get(url("finding_list")).status_code == 403
    other = client_of("vendor_coder").get(url("finding_list"))
    assert other.status_code == 200


@pytest.mark.covers("R18", "R87", "R91", "R114", "N3")
def test_accuracy_shows_every_method_with_its_interval_and_verdict(finding, client_of):
    page = client_of("practice_manager").get(url("accuracy")).content.decode()
    for label in ("Encounter (all four", "Code over code", "Components", "Financial impact"):
        assert label in page
    assert "contracted" in page
    assert "Not met" in page  # one chart of a frame of one, wrong: nothing is left uncertain
    assert "hypergeometric" in page
    assert "behind=audits.encounters_correct" in page


@pytest.mark.covers("R114")
def test_the_number_and_its_rows_agree(own, finding, acting, client_of):
    coded_charts(own.own, own.user("vendor_coder"), 2)
    for audit in sample(acting("vendor_qa_lead"), 2).audits.all():
        audit_agree(actor=acting("vendor_auditor"), audit=audit)
    client = client_of("practice_manager")
    page = client.get(url("accuracy"))
    total = page.context["report"].total
    behind = client.get(total.url)
    assert behind.context["pager"].count == total.n == 3
    correct = client.get(total.contracted.url)
    assert correct.context["pager"].count == total.contracted.accuracy.numerator


LISTS = {"sample_list": 11, "audit_list": 11, "finding_list": 12}


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_as_often_for_three_rows_as_for_one(
    own, acting, client_of, django_assert_num_queries, rows
):
    for _ in range(rows):
        one_finding(
            own.own, own.user("vendor_coder"), acting("vendor_qa_lead"), acting("vendor_auditor")
        )
    client = client_of("practice_manager")
    for name, queries in LISTS.items():
        client.get(url(name))  # content types and session settled
        with django_assert_num_queries(queries):
            assert client.get(url(name)).status_code == 200


def api(name, **kwargs):
    return reverse(f"qa_api:{name}", kwargs={"engagement": "own", **kwargs})


def test_the_api_draws_and_proves_a_sample(charts, client_of):
    client = client_of("practice_manager")
    made = client.post(api("samples"), SAMPLE_DATA, content_type="application/json")
    assert made.status_code == 201, made.content
    shown = client.get(api("sample", sample_id=made.json()["id"])).json()
    assert (shown["verified"], len(shown["audits"]), shown["frame_size"]) == (True, 3, 6)
    frame = client.get(api("sample-frame", sample_id=shown["id"])).json()
    assert [row["position"] for row in frame] == [1, 2, 3, 4, 5, 6]
    refused = client.post(
        api("samples"), SAMPLE_DATA | {"size": 99}, content_type="application/json"
    )
    assert refused.status_code == 400
    assert refused.json()["field"] == "size"
    assert client_of("vendor_coder").get(api("samples")).status_code == 403


def test_the_api_answers_and_decides_findings(finding, client_of):
    coder, auditor = client_of("vendor_coder"), client_of("vendor_auditor")
    assert [row["id"] for row in coder.get(api("findings")).json()["results"]] == [finding.pk]
    body = {"agrees": False, "response": "HPI line 4"}
    answer = coder.post(
        api("finding-response", finding_id=finding.pk), body, content_type="application/json"
    )
    assert answer.json()["state"] == "disputed"
    again = coder.post(
        api("finding-response", finding_id=finding.pk), body, content_type="application/json"
    )
    assert again.status_code == 409
    decided = auditor.post(
        api("finding-decision", finding_id=finding.pk),
        {"upheld": True, "decision": "Not in the HPI."},
        content_type="application/json",
    )
    assert decided.json()["state"] == "upheld"


def test_home_counts_what_waits(own, finding, acting):
    coded_charts(own.own, own.user("vendor_coder"), 1)
    sample(acting("vendor_qa_lead"), 1)
    assert [(card.title, card.count) for card in work_cards(acting("vendor_coder"))] == [
        ("Findings to answer", 1)
    ]
    assert [(card.title, card.count) for card in work_cards(acting("vendor_auditor"))] == [
        ("Audits to do", 1)
    ]
    assert work_cards(acting("practice_manager")) == []


@pytest.mark.covers("R86", "R88")
def test_my_work_leads_the_independent_auditor_to_the_sign_off(own, acting, client_of):
    """What nobody signs off never counts, so it waits in My work as soon as it can be."""
    coder, auditor = own.user("vendor_coder"), acting("independent_auditor")
    chart_coded_as(own.own, coder, [("icd10cm", "I10"), ("cpt", "99214", [], 1, [1])])
    audit = one_audit(auditor, drawn_for="auditor", name="First quarter")

    def told(role="independent_auditor"):
        return [(card.title, card.count) for card in work_cards(acting(role))]

    assert told() == [("Audits to do", 1)]
    coded_by_auditor(auditor, audit, UNDERCODED)
    assert (told(), told("vendor_qa_lead")) == ([("Samples to sign off", 1)], [])
    client, page = client_of("independent_auditor"), work_cards(auditor)[0].url
    assert "First quarter" in client.get(page).text
    sample_lock(actor=auditor, sample=audit.sample)
    assert told() == []
    assert "First quarter" not in client.get(page).text


@pytest.mark.covers("R83", "R89")
def test_findings_are_exported_with_category_coder_and_rule(finding, client_of):
    answer = client_of("compliance_officer").get(url("finding_list"), {"export": "csv"})
    body = b"".join(answer.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(body))
    names = ("State", "Kind", "Coded", "Should be", "Category", "Direction", "Severity", "Coder")
    assert {name: row[name] for name in (*names, "Rule")} == {
        "State": "Awaiting the coder",
        "Kind": "Wrong code",
        "Coded": "99213",
        "Should be": "99214",
        "Category": "Downcoding",
        "Direction": "Undercoded",
        "Severity": "Major",
        "Coder": "Vendor Coder",
        "Rule": "AMA CPT 2021 E/M",
    }


@pytest.mark.covers("R55")
def test_the_auditor_sees_where_each_code_is_documented(own, acting, client_of):
    coder = own.user("vendor_coder")
    made = chart(own.own, state="coded", coded_at=timezone.now(), coded_by=coder)
    lines = [("icd10cm", "I10"), ("cpt", "99213", [], 1, [1])]
    answer = coding(made, coder, lines, attest=False)
    answer.lines.filter(code="99213").update(evidence="Assessment, line 4")
    Coding.objects.filter(pk=answer.pk).update(state="attested", attested_at=timezone.now())
    audit = one_audit(acting("vendor_qa_lead"))
    client = client_of("vendor_auditor")
    page = url("audit_detail", audit_id=audit.pk)
    assert "Assessment, line 4" not in client.get(page).text
    client.post(url("audit_start", audit_id=audit.pk), {"mode": "assisted"})
    assert "Assessment, line 4" in client.get(page).text
