"""The exit over HTTP, and what every vendor user still reaches afterwards: nothing."""

import zipfile

import pytest
from django.db import transaction
from django.utils import timezone

from charts.models import WorkItem
from engagements.enums import Phase
from engagements.kernel.scope import engagement_scope, engagement_transaction
from engagements.models import AccessLog, Engagement, ExitCertificate, Job
from engagements.selectors import system_actor
from engagements.services.leaving.package import package_write
from engagements.services.leaving.returning import data_return_keep
from tests.factories import charts as make
from tests.permissions.samples import SAMPLES
from tests.permissions.test_walk import methods_of, routes

VENDOR = ("vendor_coder", "vendor_lead", "vendor_auditor", "vendor_qa_lead")


@pytest.fixture
def leaving(world):
    Engagement.objects.filter(pk=world.own.pk).update(phase=Phase.EXIT)
    world.own.refresh_from_db()
    return world


def built(world, path):
    """What the worker does with the job that the manager started."""
    with engagement_transaction(world.own.pk):
        job = Job.objects.get(kind="data_return")
        now = timezone.now()
        package = package_write(
            engagement=world.own, path=path, version="1", generated_at=now, progress=lambda *_: None
        )
        actor = system_actor(world.own)
        return data_return_keep(actor=actor, job=job, path=path, package=package, now=now)


@pytest.mark.covers("R32", "N12")
def test_exit_from_package_to_revoked_access(leaving, client_of, tmp_path):
    manager, officer, lead = map(
        client_of, ("practice_manager", "compliance_officer", "vendor_lead")
    )
    assert manager.post("/e/own/exit/package/").status_code == 302
    package = built(leaving, tmp_path / "package.zip")
    page = manager.get("/e/own/exit/").text
    assert package.manifest_sha256 in page
    url = f"/e/own/exit/package/{package.pk}/"
    content = b"".join(officer.get(url).streaming_content)
    (tmp_path / "downloaded.zip").write_bytes(content)
    assert zipfile.is_zipfile(tmp_path / "downloaded.zip")
    with engagement_transaction(leaving.own.pk):
        read = AccessLog.objects.get(action="exit.download")
        assert (read.model, read.object_id) == ("engagements.datareturn", package.pk)
    assert lead.get(url).status_code == 403
    assert manager.get(f"/e/own/documents/{package.document_id}/").status_code == 403
    draft = {"kind": "return", "data_return": package.pk, "retained": "Six years"}
    assert manager.post("/e/own/exit/certificate/", draft).status_code == 302
    with engagement_transaction(leaving.own.pk):
        certificate = ExitCertificate.objects.get()
    sign = f"/e/own/exit/certificate/{certificate.pk}/sign/"
    assert package.manifest_sha256 in lead.get(sign).text
    for client in (manager, lead):
        assert (
            client.post(sign, {"name": "N. N.", "title": "Partner", "authorized": "on"}).status_code
            == 302
        )
    assert (
        officer.post(sign, {"name": "N. N.", "title": "Partner", "authorized": "on"}).status_code
        == 403
    )
    assert lead.get("/e/own/exit/access/").status_code == 403
    assert manager.get("/e/own/exit/access/").status_code == 200
    wrong = {"reason": "The contract ended", "typed_slug": "foreign"}
    assert manager.post("/e/own/exit/access/", wrong).status_code == 400
    assert manager.post("/e/own/exit/access/", wrong | {"typed_slug": "own"}).status_code == 302
    page = manager.get("/e/own/exit/").text
    assert "Nobody of Own Vendor has a role here." in page
    assert page.count("vendor_") == 4
    assert client_of("vendor_lead").get("/e/own/exit/").status_code == 404


@pytest.mark.covers("R32", "N12")
def test_after_the_exit_every_vendor_user_is_refused_on_every_address(leaving, client_of):
    with transaction.atomic(), engagement_scope(leaving.own.pk):
        values = {keyword: make(leaving) for keyword, make in SAMPLES.items()}
    values["engagement"] = leaving.own.slug
    end = {"reason": "The contract ended", "typed_slug": "own"}
    assert client_of("practice_manager").post("/e/own/exit/access/", end).status_code == 302
    reached = []
    walked = [route for route in routes() if route.in_engagement]
    for role in VENDOR:
        client = client_of(role)  # signs in anew
        for route in walked:
            for method in methods_of(route.view):
                status = getattr(client, method)(route.url(values)).status_code
                if status not in {403, 404}:
                    reached.append((role, method, route.name, status))
    assert reached == []
    assert len(walked) > 100


def test_before_the_exit_the_page_says_what_begins_it(client_of, world):
    page = client_of("practice_manager").get("/e/own/exit/").text
    assert "It begins with the phase Exit" in page
    assert client_of("practice_manager").post("/e/own/exit/package/").status_code == 400


@pytest.mark.covers("R32")
def test_open_charts_are_handed_over_when_the_vendor_has_none_left(leaving, client_of):
    with engagement_transaction(leaving.own.pk):
        items = [make.work_item(make.chart(leaving.own), state=s) for s in ("open", "pending")]
        make.work_item(make.chart(leaving.own), side="practice")
        make.work_item(make.chart(leaving.own), state="done")
    manager, officer = client_of("practice_manager"), client_of("compliance_officer")
    note = {"step": "work", "note": "To the in-house team"}
    assert manager.post("/e/own/exit/steps/", note).status_code == 302

    def step(client):
        steps = client.get("/e/own/exit/").context["steps"]
        return next(each for each in steps if each.key == "work")

    found = step(manager)
    assert (found.done, found.noted, found.count) == (
        False,
        True,
        "2 open on the vendor's worklist",
    )
    assert found.detail.endswith("To the in-house team")
    assert manager.get(found.url).context["table"].paginator.count == 2
    assert step(officer) == found
    with engagement_transaction(leaving.own.pk):
        WorkItem.objects.filter(pk__in=[item.pk for item in items]).update(side="practice")
    assert step(manager).done
    assert "0 open on the vendor" in manager.get("/e/own/exit/").text
