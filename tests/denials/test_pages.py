"""The pages of denials, as the people who use them."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from denials.models import Claim, Denial, RemittanceFile
from denials.services import remittance_import
from denials.tasks import remittance_import_task
from engagements.kernel.scope import engagement_scope
from engagements.models import AccessLog, Job, Payer
from engagements.selectors import actor_for
from tests.denials.x12.builders import interchange
from tests.factories import denials as make
from tests.factories.charts import coded_chart

SLUG = {"engagement": "own"}
PAGES = ("denial_list", "pareto", "claim_list", "remittance_list", "remittance_import", "deadlines")


def _url(name, **keywords):
    return reverse(f"denials:{name}", kwargs=SLUG | keywords)


@pytest.fixture
def analyst(client_of):
    return client_of("denial_analyst")


@pytest.fixture
def denial(world):
    with engagement_scope(world.own.pk):
        chart = coded_chart(world.own, world.user("vendor_coder"), encounter_ref="E-1")
        claim = make.claim(
            world.own,
            patient_control_number="E-1",
            chart=chart,
            coder=world.user("vendor_coder"),
            paid=0,
        )
        make.denial(claim, carc="29", rarcs=[], amount=10, procedure="", suggested_class="billing")
        return make.denial(claim)


def _reload(denial):
    with engagement_scope(denial.engagement_id):
        denial.refresh_from_db()
    return denial


def test_empty_pages_say_what_to_do_next(analyst):
    for name in PAGES:
        page = analyst.get(_url(name)).content.decode()
        if name in {"claim_list", "remittance_list"}:
            assert "Import a remittance" in page, name
    assert "No rules yet" in analyst.get(_url("deadlines")).content.decode()
    assert "No denials in this period" in analyst.get(_url("pareto")).content.decode()


@pytest.mark.covers("R100")
def test_the_worklist_opens_with_mine_and_unassigned_open_dearest_first(analyst, world, denial):
    with engagement_scope(world.own.pk):
        claim = make.claim(world.own)
        make.denial(claim, amount=500, assignee=world.user("practice_manager"))
        make.denial(claim, amount=400, state="written_off")
        mine = make.denial(claim, amount=75, assignee=world.user("denial_analyst"))
    rows = analyst.get(_url("denial_list")).context["table"].page.object_list
    assert [row.record.pk for row in rows][:2] == [mine.pk, denial.pk]
    assert len(rows) == 3
    everything = analyst.get(_url("denial_list"), {"show": "all"})
    assert len(everything.context["table"].page.object_list) == 5


NARROWED = (
    ({"attributed": "coding"}, 1),
    ({"carc": "29"}, 1),
    ({"q": "e-1"}, 2),
    ({"q": "20610"}, 1),
    ({"specialty": "family_medicine"}, 2),
    ({"cause": "missing"}, 2),
    ({"cause": "named"}, 0),
    ({"cause": "overdue"}, 0),
    ({"denied_min": "2026-03-03"}, 0),
    ({"denied_max": "2026-03-02"}, 2),
    ({"show": "closed"}, 0),
)


def test_filters_narrow_the_worklist(analyst, denial):
    for query, found in NARROWED:
        response = analyst.get(_url("denial_list"), query)
        assert len(response.context["table"].page.object_list) == found, query


def test_the_export_holds_what_is_filtered(analyst, denial):
    response = analyst.get(_url("denial_list"), {"carc": "97", "export": "csv"})
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "CO-97 N19" in lines[1]


# The first page of a session also writes the session: three statements more.
COUNTS = {"denial_list": 17, "claim_list": 14, "remittance_list": 12}


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_same_number_of_queries(analyst, world, rows):
    with engagement_scope(world.own.pk):
        for _ in range(rows):
            make.denial(make.claim(world.own, coder=world.user("vendor_coder")))
    found = {}
    for name in COUNTS:
        with CaptureQueriesContext(connection) as asked:
            assert analyst.get(_url(name)).status_code == 200
        found[name] = len(asked)
    assert found == COUNTS


@pytest.mark.covers("R98")
def test_a_denial_shows_all_denials_of_its_claim_its_chart_and_coder(analyst, world, denial):
    page = analyst.get(_url("denial_detail", denial_id=denial.pk)).content.decode()
    assert "Included in the payment of another service" in page
    assert "Filed after the time limit" in page
    assert "E-1" in page
    assert "Vendor Coder" in page
    assert "Incidental to the main procedure" in page
    with engagement_scope(world.own.pk):
        assert AccessLog.objects.filter(model="denials.denial", object_id=denial.pk).count() == 1


def test_codes_are_explained_to_keyboards_too(analyst, denial):
    """No title-only tooltips: a button opens the words, and they are in the page."""
    page = analyst.get(_url("denial_list")).content.decode()
    assert f'popovertarget="codes-{denial.pk}"' in page
    assert re.search(rf'<div popover id="codes-{denial.pk}"[^>]*>.*?CARC 97', page, re.DOTALL)


@pytest.mark.covers("R4")
def test_the_analyst_names_the_cause_and_the_claim_follows(analyst, world, denial):
    url = _url("denial_root_cause", denial_id=denial.pk)
    response = analyst.post(url, {"root_cause": "payer", "evidence": "Contract says otherwise."})
    assert response.status_code == 302
    assert _reload(denial).root_cause == "payer"
    with engagement_scope(world.own.pk):
        claim = Claim.objects.get(pk=denial.claim_id)
        assert (claim.is_coding_denial, claim.coding_denied_amount) == (False, 0)
    page = analyst.get(_url("denial_detail", denial_id=denial.pk)).content.decode()
    assert "Contract says otherwise." in page


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"root_cause": "", "evidence": "Long enough text"}, "is not a root cause"),
        ({"root_cause": "coding", "evidence": "short"}, "needs its evidence"),
    ],
)
def test_an_incomplete_cause_is_refused_in_words(analyst, denial, sent, says):
    url = _url("denial_root_cause", denial_id=denial.pk)
    page = analyst.post(url, sent, follow=True).content.decode()
    assert says in page
    assert _reload(denial).root_cause == ""


def test_a_denial_moves_only_with_a_cause(analyst, denial):
    url = _url("denial_move", denial_id=denial.pk)
    page = analyst.post(url, {"step": "appeal"}, follow=True).content.decode()
    assert "Set the root cause first" in page
    analyst.post(
        _url("denial_root_cause", denial_id=denial.pk),
        {"root_cause": "coding", "evidence": "Modifier 59 was due."},
    )
    analyst.post(url, {"step": "appeal", "reason": "Sent with notes"})
    assert _reload(denial).state == "appeal"
    analyst.post(url, {"step": "overturn"})
    assert _reload(denial).state == "overturned"
    assert denial.closed_at is not None


def test_unprocessable_claims_offer_a_new_claim_and_no_appeal(analyst, world):
    with engagement_scope(world.own.pk):
        denial = make.denial(make.claim(world.own), rarcs=["MA130"], appeal_allowed=False)
    page = analyst.get(_url("denial_detail", denial_id=denial.pk)).content.decode()
    assert "send a new claim" in page
    assert 'value="new_claim"' in page
    assert 'value="appeal"' not in page
    analyst.post(
        _url("denial_root_cause", denial_id=denial.pk),
        {"root_cause": "billing", "evidence": "Subscriber id was missing."},
    )
    refused = analyst.post(
        _url("denial_move", denial_id=denial.pk), {"step": "appeal"}, follow=True
    )
    assert "no appeal rights" in refused.content.decode()
    assert _reload(denial).state == "open"


@pytest.mark.covers("R100")
def test_assigning_one_and_many(analyst, world, denial):
    me = world.user("denial_analyst")
    analyst.post(_url("denial_assign", denial_id=denial.pk), {"assignee": me.pk})
    assert _reload(denial).assignee_id == me.pk
    coder = world.user("vendor_coder")
    refused = analyst.post(
        _url("denial_assign", denial_id=denial.pk), {"assignee": coder.pk}, follow=True
    )
    assert "Nobody of that name" in refused.content.decode()
    sent = {"list_do": "bulk", "bulk": "assign", "all": "1", "confirmed": "1", "assignee": me.pk}
    analyst.post(_url("denial_list"), sent)
    with engagement_scope(world.own.pk):
        assert Denial.objects.filter(assignee=me).count() == 2


@pytest.mark.covers("R104")
def test_the_pareto_adds_up_and_opens_its_rows(analyst, world, denial):
    with engagement_scope(world.own.pk):
        make.denial(make.claim(world.own, specialty="cardiology"), carc="197", amount=200)
    query = {"by": "carc", "then": "specialty", "from": "2026-03-01", "to": "2026-03-31"}
    response = analyst.get(_url("pareto"), query)
    bars = [(bar.key, bar.amount, bar.denials) for bar, _ in response.context["bars"]]
    assert bars == [
        (("197", "cardiology"), 200, 1),
        (("97", "family_medicine"), 50, 1),
        (("29", "family_medicine"), 10, 1),
    ]
    assert response.context["bars"][-1][0].running == 1
    for bar, url in response.context["bars"]:
        rows = analyst.get(url).context["table"].page.object_list
        assert len(rows) == bar.denials


def test_a_wrong_pareto_question_is_answered_with_the_remedy(analyst):
    for query in ({"by": "name"}, {"from": "yesterday"}, {"from": "2030-01-01"}):
        assert analyst.get(_url("pareto"), query).status_code == 400, query


@pytest.mark.covers("R99")
def test_deadline_rules_reach_the_open_denials(analyst, denial):
    analyst.post(_url("deadlines"), {"appeal_days": 90})
    assert str(_reload(denial).deadline_on) == "2026-05-31"
    page = analyst.get(_url("denial_detail", denial_id=denial.pk)).content.decode()
    assert "Deadline missed" in page


def test_the_claim_page_lists_every_line_and_adjustment(analyst, world):
    import_data(world, interchange())
    with engagement_scope(world.own.pk):
        claim = Claim.objects.get()
    page = analyst.get(_url("claim_detail", claim_id=claim.pk)).content.decode()
    for words in ("99214-25", "20610", "Coinsurance", "CO-97", "N19", "(patient)"):
        assert words in page


def import_data(world, data):
    with engagement_scope(world.own.pk):
        actor = actor_for(user=world.user("denial_analyst"), engagement=world.own)
        return remittance_import(actor=actor, stream=io.BytesIO(data), name="era.835")


def test_a_remittance_out_of_balance_says_so(analyst, world):
    import_data(world, interchange().replace(b"BPR*I*80", b"BPR*I*81"))
    page = analyst.get(_url("remittance_list")).content.decode()
    assert "Out of balance" in page
    with engagement_scope(world.own.pk):
        pk = Claim.objects.get().remittance_id
    detail = analyst.get(_url("remittance_detail", remittance_id=pk)).content.decode()
    assert "a difference of 1" in detail


def _uploaded(client, data, name="march.835"):
    """Uploads a file; the page hands it to a worker once the transaction commits."""
    response = client.post(_url("remittance_import"), {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302
    return Job.objects.get(pk=int(response.url.rstrip("/").rsplit("/", 1)[1]))


def test_an_upload_becomes_a_job_whose_file_is_gone_afterwards(analyst, world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with engagement_scope(world.own.pk):
        job = _uploaded(analyst, interchange())
        (spooled,) = (path for path in tmp_path.rglob("*") if path.is_file())
        assert b"PATIENTSURNAME" not in spooled.read_bytes()
        remittance_import_task(engagement_id=world.own.pk, job_id=job.pk)
        job.refresh_from_db()
        assert (job.state, job.error) == ("done", "")
        assert (job.result["claims"], job.result["denials"]) == (1, 1)
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
        remittance_import_task(engagement_id=world.own.pk, job_id=job.pk)
        assert RemittanceFile.objects.count() == 1
    page = analyst.get(reverse("engagements:job", kwargs=SLUG | {"job_id": job.pk}))
    assert "1 remittance imported from march.835" in page.content.decode()


def test_a_bad_upload_fails_its_job_with_place_and_remedy(analyst, world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with engagement_scope(world.own.pk):
        job = _uploaded(analyst, interchange().replace(b"CAS*CO*97*50", b"CAS*CO*97*fifty"))
        remittance_import_task(engagement_id=world.own.pk, job_id=job.pk)
        job.refresh_from_db()
        assert job.state == "failed"
        assert "segment 16: CAS03 is not an amount" in job.error
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
        assert Claim.objects.count() == 0


def test_a_job_whose_upload_is_gone_says_so(analyst, world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with engagement_scope(world.own.pk):
        job = _uploaded(analyst, interchange())
        for path in tmp_path.rglob("*"):
            if path.is_file():
                path.unlink()
        remittance_import_task(engagement_id=world.own.pk, job_id=job.pk)
        job.refresh_from_db()
        assert (job.state, "Upload it again" in job.error) == ("failed", True)


@pytest.mark.covers("R98", "R48")
def test_a_coder_reads_the_denials_of_their_own_charts_alone(client_of, world, denial):
    with engagement_scope(world.own.pk):
        of_another = chart_of_lead = coded_chart(world.own, world.user("vendor_lead"))
        claim = make.claim(world.own, chart=chart_of_lead, coder=world.user("vendor_lead"))
        make.denial(claim)
        Denial.objects.filter(pk=denial.pk).update(
            root_cause="coding", root_cause_evidence="The note supports 99213.", state="reviewed"
        )
    coder, path = client_of("vendor_coder"), _url("denial_mine")
    shown = coder.get(path).content.decode()
    for words in ("E-1", "The note supports 99213.", "Denials of my charts"):
        assert words in shown, words
    for words in (of_another.encounter_ref, "$50.00"):
        assert words not in shown, words
    chart_page = reverse("charts:chart_detail", kwargs=SLUG | {"chart_id": denial.chart_id})
    assert chart_page in shown
    assert coder.get(chart_page).status_code == 200
    for asked, count in (({}, 1), ({"q": "20610"}, 1), ({"q": "29"}, 0)):
        assert coder.get(path, asked).context["pager"].count == count, asked
    assert coder.get(path, {"export": "csv"}).status_code == 403
    assert "No denials of your charts" in client_of("in_house_coder").get(path).content.decode()
    for role in ("vendor_lead", "provider", "denial_analyst", "vendor_auditor"):
        assert client_of(role).get(path).status_code == 403, role


@pytest.mark.parametrize("rows", [1, 3])
def test_the_coders_list_asks_the_same_number_of_queries(
    client_of, world, rows, django_assert_num_queries
):
    user = world.user("vendor_coder")
    with engagement_scope(world.own.pk):
        for _ in range(rows):
            made = coded_chart(world.own, user)
            make.denial(make.claim(world.own, chart=made, coder=user))
    coder = client_of("vendor_coder")
    coder.get(_url("denial_mine"))
    with django_assert_num_queries(12):
        assert coder.get(_url("denial_mine")).status_code == 200


def test_the_vendors_coders_see_nothing_else(client_of):
    coder = client_of("vendor_coder")
    assert {coder.get(_url(name)).status_code for name in PAGES} == {403}


@pytest.mark.covers("R104")
def test_the_pareto_is_told_by_coder_and_payer_too(analyst, world, denial):
    with engagement_scope(world.own.pk):
        other = Payer.objects.create(engagement=world.own, name="Acme Health")
        for payer, coder, amount in (
            (other, "vendor_coder", 200),
            (other, "vendor_lead", 40),
            (denial.claim.payer, "vendor_lead", 5),
        ):
            claim = make.claim(
                world.own, payer=payer, payer_name=payer.name, coder=world.user(coder)
            )
            make.denial(claim, amount=amount)
    span = {"from": "2026-03-01", "to": "2026-03-31"}
    response = analyst.get(_url("pareto"), {"by": "payer", "then": "coder"} | span)
    bars = [(bar.labels, bar.amount, bar.denials) for bar, _ in response.context["bars"]]
    assert bars == [
        (("Acme Health", "Vendor Coder"), 200, 1),
        (("Medicare", "Vendor Coder"), 60, 2),
        (("Acme Health", "Vendor Lead"), 40, 1),
        (("Medicare", "Vendor Lead"), 5, 1),
    ]
    for bar, url in response.context["bars"]:
        rows = analyst.get(url).context["table"].page.object_list
        assert sum(row.record.amount for row in rows) == bar.amount


@pytest.mark.covers("R100")
def test_a_denial_leads_to_its_chart_where_the_analyst_asks_the_provider(analyst, world, denial):
    with engagement_scope(world.own.pk):
        provider = denial.chart.provider_id
    chart = reverse("charts:chart_detail", kwargs=SLUG | {"chart_id": denial.chart_id})
    ask = reverse("queries:query_ask", kwargs=SLUG | {"chart_id": denial.chart_id})
    assert f'href="{chart}"' in analyst.get(_url("denial_detail", denial_id=denial.pk)).text
    assert f'href="{ask}"' in analyst.get(chart).text
    form = {
        "provider": provider,
        "category": "conflicting",
        "kind": "open",
        "question": "Which side was treated?",
        "indicator_1": "Right knee in the plan, left knee in the procedure note",
        "source_1": "Procedure note 2026-03-02",
    }
    sent = analyst.post(ask, form, follow=True)
    assert "Which side was treated?" in sent.text
    assert analyst.get(chart).context["chart"].state == "coded"


def test_a_refused_cause_keeps_what_was_typed(analyst, denial):
    url = _url("denial_root_cause", denial_id=denial.pk)
    refused = analyst.post(url, {"root_cause": "coding", "evidence": "p. <4>"})
    page = refused.content.decode()
    assert refused.status_code == 400
    assert "needs its evidence" in page
    assert "p. &lt;4&gt;</textarea>" in page
    assert '<option value="coding" selected>' in page


@pytest.mark.covers("R100")
def test_the_analyst_asks_the_provider_from_the_denial(analyst, client_of, denial):
    detail = _url("denial_detail", denial_id=denial.pk)
    ask = reverse("queries:query_ask", kwargs=SLUG | {"chart_id": denial.chart_id})
    assert ask in analyst.get(detail).content.decode()
    assert analyst.get(ask).status_code == 200
    officer = client_of("compliance_officer")
    assert ask not in officer.get(detail).content.decode()
    assert officer.get(ask).status_code == 403


def test_lifting_the_first_filter_shows_every_denial(analyst, denial):
    path = _url("denial_list")
    analyst.post(
        _url("denial_root_cause", denial_id=denial.pk),
        {"root_cause": "payer", "evidence": "Contract says otherwise."},
    )
    moved = {"step": "write_off", "reason": "Below the threshold."}
    analyst.post(_url("denial_move", denial_id=denial.pk), moved)
    detail = _url("denial_detail", denial_id=denial.pk)
    first = analyst.get(path).content.decode()
    assert detail not in first
    assert 'href="?show=all" aria-label="Remove the filter Show"' in first
    assert f'href="{path}?show=all">Clear all</a>' in first
    every = analyst.get(path, {"show": "all"}).content.decode()
    assert detail in every
    assert "Remove the filter" not in every
