"""Intake in the browser, as the people who do it."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from charts.importers import template_csv
from charts.importers.uploads import upload_job
from charts.models import Chart, ImportBatch
from charts.services.intake import batch_open, batch_start, batches_expire, upload_path
from engagements.enums import JobState
from engagements.kernel.scope import engagement_scope
from engagements.models import AccessLog, Document, Job
from engagements.selectors import system_actor

HEADER, EXAMPLE = template_csv().splitlines()
GOOD = "\n".join((HEADER, EXAMPLE, EXAMPLE.replace("100234", "100235"))) + "\n"
BAD = GOOD + EXAMPLE.replace("100234", "100236").replace("1234567893", "1234567890") + "\n"


def url(world, name, **kwargs):
    return reverse(f"charts:{name}", kwargs={"engagement": world.own.slug, **kwargs})


@pytest.fixture
def manager(client_of):
    return client_of("practice_manager")


def upload(manager, world, content, name="list.csv"):
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    answer = manager.post(url(world, "import_upload"), {"uploads": [file]})
    assert answer.status_code == 302, answer.content
    with engagement_scope(world.own.pk):
        return ImportBatch.objects.latest("pk")


def batch_now(world, batch):
    with engagement_scope(world.own.pk):
        return ImportBatch.objects.get(pk=batch.pk)


def test_upload_is_looked_at_before_anything_is_imported(manager, world):
    batch = upload(manager, world, BAD)
    page = manager.get(url(world, "import_detail", batch_id=batch.pk)).content.decode()
    assert "All 3 rows were checked" in page
    assert "2 rows can go in" in page
    assert "1 row will be refused" in page
    assert "is no NPI" in page
    with engagement_scope(world.own.pk):
        assert Chart.objects.count() == 0
    assert default_storage.exists(upload_path(batch, 0))


def test_a_row_with_several_errors_is_counted_once(manager, world):
    worse = (
        EXAMPLE.replace("100234", "100236").replace("1234567893", "1").replace("outpatient", "?")
    )
    batch = upload(manager, world, GOOD + worse + "\n")
    page = url(world, "import_detail", batch_id=batch.pk)
    text = manager.get(page).content.decode()
    assert "All 3 rows were checked" in text
    assert "1 row will be refused" in text
    manager.post(page)
    done = batch_now(world, batch)
    assert (done.rows, done.created, done.errors) == (3, 2, 1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEADER + "\n", "There are no rows to import"),
        (f"{HEADER}\n{EXAMPLE}\n", "The only row was checked"),
    ],
)
def test_none_and_one_are_told_in_words(manager, world, content, said):
    batch = upload(manager, world, content)
    assert said in manager.get(url(world, "import_detail", batch_id=batch.pk)).content.decode()


def test_short_list_is_applied_at_once_and_its_file_forgotten(
    manager, world, django_capture_on_commit_callbacks
):
    batch = upload(manager, world, BAD)
    with django_capture_on_commit_callbacks(execute=True):
        answer = manager.post(url(world, "import_detail", batch_id=batch.pk))
    assert answer.status_code == 302
    done = batch_now(world, batch)
    assert (done.state, done.created, done.errors) == ("done", 2, 1)
    assert not default_storage.exists(upload_path(batch, 0))
    page = manager.get(url(world, "import_detail", batch_id=batch.pk)).content.decode()
    assert "is no NPI" in page
    errors = manager.get(url(world, "import_errors", batch_id=batch.pk))
    assert b"provider_npi,1234567890" in b"".join(errors.streaming_content)
    with engagement_scope(world.own.pk):
        assert AccessLog.objects.filter(model="charts.importbatch", object_id=batch.pk).exists()
        assert Chart.objects.count() == 2


def test_applying_twice_is_a_conflict(manager, world):
    batch = upload(manager, world, GOOD)
    with engagement_scope(world.own.pk):
        ImportBatch.objects.update(state="running")
    answer = manager.post(url(world, "import_detail", batch_id=batch.pk))
    assert answer.status_code == 409


def test_headers_may_be_mapped_by_hand(manager, world):
    content = GOOD.replace("encounter_ref", "Our number").replace("payer,", "Who pays,")
    batch = upload(manager, world, content)
    detail = url(world, "import_detail", batch_id=batch.pk)
    assert "has no column encounter_ref" in manager.get(detail).content.decode()
    names = HEADER.split(",")
    mapping = {f"column-{index}": name for index, name in enumerate(names)}
    looked = manager.post(detail, {**mapping, "look": "1"}).content.decode()
    assert "2 rows can go in" in looked
    assert manager.post(detail, mapping).status_code == 302
    assert batch_now(world, batch).created == 2


def test_two_headers_for_one_column_are_refused(manager, world):
    batch = upload(manager, world, GOOD)
    detail = url(world, "import_detail", batch_id=batch.pk)
    answer = manager.post(detail, {"column-0": "payer", "column-1": "payer"})
    assert answer.status_code == 422
    assert "Two headers are read as Payer" in answer.content.decode()
    assert batch_now(world, batch).state == "queued"


def test_long_list_goes_to_the_worker_with_a_progress_page(
    manager, world, django_capture_on_commit_callbacks
):
    lines = [EXAMPLE.replace("100234", str(number)) for number in range(300)]
    batch = upload(manager, world, "\n".join((HEADER, *lines)))
    with django_capture_on_commit_callbacks() as enqueued:
        answer = manager.post(url(world, "import_detail", batch_id=batch.pk))
    with engagement_scope(world.own.pk):
        job = Job.objects.get()
    assert answer.url == reverse("engagements:job", kwargs={"engagement": "own", "job_id": job.pk})
    assert len(enqueued) == 1
    arguments = {
        "engagement_id": world.own.pk, "batch_id": batch.pk, "job_id": job.pk,
        "user_id": world.user("practice_manager").pk, "chosen": {},
    }  # fmt: skip
    upload_job(**arguments)
    done = batch_now(world, batch)
    assert (done.state, done.created, done.job_id) == ("done", 300, job.pk)
    upload_job(**arguments)
    with engagement_scope(world.own.pk):
        job.refresh_from_db()
        assert (job.state, job.result["created"], job.done) == ("done", 300, 300)
        assert Chart.objects.count() == 300


def test_lost_upload_fails_the_job_in_words(manager, world):
    batch = upload(manager, world, GOOD)
    default_storage.delete(upload_path(batch, 0))
    page = manager.get(url(world, "import_detail", batch_id=batch.pk))
    assert page.status_code == 400
    assert "no longer kept" in page.content.decode()


def test_discarded_upload_is_gone(manager, world, django_capture_on_commit_callbacks):
    batch = upload(manager, world, GOOD)
    with django_capture_on_commit_callbacks(execute=True):
        manager.post(url(world, "import_discard", batch_id=batch.pk))
    assert not default_storage.exists(upload_path(batch, 0))
    with engagement_scope(world.own.pk):
        assert not ImportBatch.objects.exists()
    assert manager.get(url(world, "import_detail", batch_id=batch.pk)).status_code == 404


def test_upload_that_nobody_applies_is_thrown_away_after_a_day(
    manager, world, django_capture_on_commit_callbacks
):
    batch = upload(manager, world, GOOD)
    young = upload(manager, world, BAD)
    with engagement_scope(world.own.pk), django_capture_on_commit_callbacks(execute=True):
        yesterday = timezone.now() - dt.timedelta(hours=25)
        ImportBatch.objects.filter(pk=batch.pk).update(created_at=yesterday)
        assert batches_expire(actor=system_actor(world.own)) == 1
        assert list(ImportBatch.objects.values_list("pk", flat=True)) == [young.pk]
    assert not default_storage.exists(upload_path(batch, 0))


def test_an_import_that_died_is_told_as_failed_after_a_day(world):
    with engagement_scope(world.own.pk):
        actor = system_actor(world.own)
        batch = batch_open(actor=actor, fmt="csv", file_names=["list.csv"], sha256="0" * 64)
        batch_start(actor=actor, batch=batch)
        batches_expire(actor=actor)
        batch.refresh_from_db()
        assert batch.state == JobState.RUNNING
        yesterday = timezone.now() - dt.timedelta(hours=25)
        ImportBatch.objects.filter(pk=batch.pk).update(created_at=yesterday)
        batches_expire(actor=actor)
        batch.refresh_from_db()
        assert batch.state == JobState.FAILED


def test_of_two_headers_alike_the_first_is_offered_and_read(manager, world):
    content = GOOD.replace(HEADER, HEADER + ",urgency").replace("\n", ",x\n").replace("y,x", "y")
    batch = upload(manager, world, content)
    page = url(world, "import_detail", batch_id=batch.pk)
    form = manager.get(page).context["form"]
    sent = {name: field.initial for name, field in form.fields.items()}
    assert "urgency" in sent.values()
    manager.post(page, sent)
    with engagement_scope(world.own.pk):
        assert Chart.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\0\1\2" * 600, "is a binary file"),
        (b"PK\x03\x04rubbish", "is damaged or cut off"),
    ],
)
def test_file_that_is_no_worklist_is_refused_on_the_page(manager, world, content, said):
    batch = upload(manager, world, content, "list.xlsx")
    page = manager.get(url(world, "import_detail", batch_id=batch.pk)).content.decode()
    assert said in page
    assert ">Import</button>" not in page


def test_too_large_an_upload_is_refused(manager, world, settings):
    settings.UPLOAD_LIMIT_BYTES = 100
    file = SimpleUploadedFile("list.csv", GOOD.encode())
    answer = manager.post(url(world, "import_upload"), {"uploads": [file]})
    assert answer.status_code == 400
    with engagement_scope(world.own.pk):
        assert not ImportBatch.objects.exists()
        assert not Document.objects.filter(kind="upload").exists()


def test_nothing_chosen_is_told_at_the_field(manager, world):
    answer = manager.post(url(world, "import_upload"), {})
    assert answer.status_code == 422
    assert "This field is required" in answer.content.decode()


def test_template_download_is_readable(manager, world):
    answer = manager.get(url(world, "import_template"))
    assert answer["Content-Disposition"] == 'attachment; filename="worklist-template.csv"'
    assert answer.content.decode() == template_csv()


@pytest.mark.parametrize("count", [1, 3])
def test_list_issues_a_constant_number_of_queries(manager, world, count, django_assert_num_queries):
    with engagement_scope(world.own.pk):
        for _ in range(count):
            ImportBatch.objects.create(
                engagement=world.own, format="csv", sha256="0", file_names=["a.csv"],
                imported_by=world.user("practice_manager"),
            )  # fmt: skip
    manager.get(url(world, "import_list"))
    with django_assert_num_queries(11):
        page = manager.get(url(world, "import_list"))
    assert page.content.decode().count("a.csv") >= count


@pytest.mark.covers("R2", "R48")
@pytest.mark.parametrize("role", ["vendor_lead", "vendor_coder", "denial_analyst", "provider"])
def test_only_the_practice_manager_imports(client_of, world, role):
    for name in ("import_list", "import_upload", "import_template"):
        assert client_of(role).get(url(world, name)).status_code == 403


def test_empty_lists_lead_who_may_import_to_the_upload(manager, world, client_of):
    link = f'href="{url(world, "import_upload")}"'
    page = manager.get(url(world, "import_list")).content.decode()
    assert "No imports yet" in page
    assert page.count(link) == 2
    page = manager.get(url(world, "chart_list")).content.decode()
    assert "No charts yet" in page
    assert page.count(link) == 1
    page = client_of("compliance_officer").get(url(world, "chart_list")).content.decode()
    assert "No charts yet" in page
    assert link not in page
