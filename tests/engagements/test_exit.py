"""The exit: the package equals the database and proves itself, both sign, access ends."""

import csv
import datetime as dt
import io
import json
import zipfile

import pytest
from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from psycopg2 import sql

from engagements.enums import Phase
from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.kernel.scope import engagement_transaction
from engagements.models import (
    AccessEnding,
    AccessLog,
    DataReturn,
    Document,
    Engagement,
    EngagementUserPermission,
    ExitCertificate,
    Job,
    Membership,
)
from engagements.selectors import actor_for, system_actor
from engagements.selectors.leaving import access_endings, exit_steps
from engagements.selectors.owned import owned_tables
from engagements.services import membership_grant
from engagements.services.leaving.access import vendor_access_end
from engagements.services.leaving.certificates import (
    STEPS,
    certificate_draft,
    certificate_render,
    certificate_sign,
    certificate_withdraw,
    exit_step_mark,
)
from engagements.services.leaving.package import package_write
from engagements.services.leaving.returning import data_return_build, data_return_request
from engagements.services.leaving.verify import package_verify
from tests.factories import days
from tests.factories.charts import chart, coded_chart, work_item
from tests.factories.queries import sent_query

NOW = dt.datetime(2026, 3, 3, 15, 0, tzinfo=dt.UTC)
WORDS = "Heart failure, EF 30 %, on furosemide"


@pytest.fixture
def leaving(scoped):
    """The own engagement in its exit, with work of every kind."""
    Engagement.objects.filter(pk=scoped.own.pk).update(phase=Phase.EXIT)
    scoped.own.refresh_from_db()
    coder = scoped.user("vendor_coder")
    coded_chart(scoped.own, coder)
    asked = chart(scoped.own, state="in_coding")
    work_item(asked, state="leased", assignee=coder)
    sent_query(actor_for(user=coder, engagement=scoped.own), asked)
    document = Document(engagement=scoped.own, kind="baa", title="BAA", sha256="0" * 64, size=5)
    document.file.save("signed.pdf", ContentFile(b"%PDF-"))
    gone = Document(engagement=scoped.own, kind="soc2", title="SOC 2", sha256="1" * 64, size=5)
    gone.file.save("gone.pdf", ContentFile(b"%PDF-"))
    gone.file.storage.delete(gone.file.name)
    return scoped


def written(world, tmp_path):
    path = tmp_path / "package.zip"
    steps: list[tuple[int, int, str]] = []
    package = package_write(
        engagement=world.own,
        path=path,
        version="Concord 0.1.0",
        generated_at=NOW,
        progress=lambda done, total, words: steps.append((done, total, words)),
    )
    assert [done for done, _, _ in steps] == list(range(1, steps[-1][1] + 1))
    return path, package


def rewritten(path, target, changes):
    """The same package with the content of some entries changed, dropped (None) or added."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as out:
        for name in source.namelist():
            content = changes.get(name, source.read(name))
            if content is not None:
                out.writestr(name, content)
        for name in set(changes) - set(source.namelist()):
            out.writestr(name, changes[name])
    return target


def counted(cursor, table, engagement):
    statement = sql.SQL("SELECT count(*) FROM {} WHERE engagement_id = %s")
    cursor.execute(statement.format(sql.Identifier(table)), [engagement.pk])
    return cursor.fetchone()[0]


@pytest.mark.covers("R32", "N12")
def test_package_holds_every_table_with_as_many_rows_as_the_database(leaving, tmp_path):
    path, package = written(leaving, tmp_path)
    stated = {table["table"]: table["rows"] for table in package.manifest["tables"]}
    with connection.cursor() as cursor:
        expected = {
            table.name: counted(cursor, table.name, leaving.own) for table in owned_tables()
        }
    assert {name: rows for name, rows in stated.items() if name in expected} == expected
    assert set(stated) - set(expected) == {"engagement", "organizations", "people"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name = 'engagement_id'"
        )
        assert {row[0] for row in cursor.fetchall()} == set(expected)
    assert expected["charts_chart"] == 2
    with zipfile.ZipFile(path) as archive:
        for table in package.manifest["tables"]:
            rows = json.loads(archive.read(table["json"]["file"]))
            text = io.StringIO(archive.read(table["csv"]["file"]).decode(), newline="")
            header, *cells = csv.reader(text)
            assert header == [column["name"] for column in table["columns"]]
            assert (len(rows), len(cells)) == (table["rows"], table["rows"])
            if "engagement_id" in header:
                assert {row["engagement_id"] for row in rows} <= {leaving.own.pk}


def test_package_decrypts_texts_keeps_files_and_names_those_that_are_gone(leaving, tmp_path):
    path, package = written(leaving, tmp_path)
    with zipfile.ZipFile(path) as archive:
        texts = json.loads(archive.read("tables/queries_querytext.json"))
        assert WORDS in {row["ciphertext"] for row in texts}
        people = json.loads(archive.read("tables/people.json"))
        assert "password" not in people[0]
        assert {row["email"].split("@")[1] for row in people} == {"own.example"}
        files = package.manifest["files"]
        assert [archive.read(entry["file"]) for entry in files] == [b"%PDF-"]
    assert [entry["as_stored"] for entry in files] == [False]
    assert [entry["sha256"] for entry in package.manifest["missing_files"]] == ["1" * 64]


@pytest.mark.covers("R32")
def test_package_is_verified_by_its_hashes_and_every_change_is_named(leaving, tmp_path, capsys):
    path, package = written(leaving, tmp_path)
    result = package_verify(path=path)
    assert result.problems == []
    assert result.manifest_sha256 == package.manifest_sha256
    assert result.rows == package.rows
    call_command("exit_verify", str(path), manifest_sha256=package.manifest_sha256)
    assert package.manifest_sha256 in capsys.readouterr().out
    name = "tables/charts_chart.json"
    changed = rewritten(path, tmp_path / "a.zip", {name: b"[]", "added.txt": b"x"})
    problems = package_verify(path=changed).problems
    assert len(problems) == 2
    assert problems[0].startswith(f"{name} has the SHA-256 ")
    assert problems[1] == "added.txt is not in the manifest."
    dropped = rewritten(path, tmp_path / "b.zip", {"tables/charts_chart.csv": None})
    assert package_verify(path=dropped).problems == ["tables/charts_chart.csv is missing."]
    (tmp_path / "c.zip").write_bytes(path.read_bytes()[:500])
    for broken in ("a.zip", "b.zip", "c.zip"):
        with pytest.raises(CommandError):
            call_command("exit_verify", str(tmp_path / broken))
    with pytest.raises(CommandError, match="not the one of the certificate"):
        call_command("exit_verify", str(path), manifest_sha256="0" * 64)


@pytest.mark.django_db(transaction=True)
@pytest.mark.covers("R32")
def test_job_builds_the_package_once_and_records_its_hash(world):
    Engagement.objects.filter(pk=world.own.pk).update(phase=Phase.EXIT)
    world.own.refresh_from_db()
    with engagement_transaction(world.own.pk):
        coded_chart(world.own, world.user("vendor_coder"))
        manager = actor_for(user=world.user("practice_manager"), engagement=world.own)
        job = data_return_request(actor=manager)
        assert data_return_request(actor=manager) == job
    system = system_actor(world.own)
    made = data_return_build(actor=system, job_id=job.pk)
    assert data_return_build(actor=system, job_id=job.pk) == made
    with engagement_transaction(world.own.pk):
        job.refresh_from_db()
        assert (job.state, job.done, job.result["rows"]) == ("done", job.total, made.rows)
        verified = package_verify(path=made.document.file.path)
        assert (verified.problems, verified.manifest_sha256) == ([], made.manifest_sha256)
        assert DataReturn.objects.get().software_version == "Concord 0.1.0"


def test_exit_is_refused_in_another_phase_and_to_other_roles(scoped, actor_of):
    with pytest.raises(DomainError, match="Change the phase to Exit first"):
        data_return_request(actor=actor_of("practice_manager"))
    with pytest.raises(DomainError, match="Change the phase"):
        vendor_access_end(actor=actor_of("practice_manager"), typed_slug="own", reason="Over")
    with pytest.raises(NotAllowed):
        data_return_request(actor=actor_of("vendor_lead"))
    assert not Job.objects.filter(kind="data_return").exists()


@pytest.fixture
def package(leaving):
    document = Document(
        engagement=leaving.own, kind="data_return", title="Package", sha256="2" * 64, size=9
    )
    document.file.save("package.zip", ContentFile(b"PK"))
    return DataReturn.objects.create(
        engagement=leaving.own,
        document=document,
        manifest_sha256="3" * 64,
        generated_at=NOW,
        software_version="Concord 0.1.0",
        tables=2,
        rows=5,
        files=1,
    )


def drafted(actor, package, **fields):
    values = {"kind": "destruction", "method": "Wiped", "retained": "Six years by the practice"}
    return certificate_draft(actor=actor, data_return=package, **(values | fields))


@pytest.mark.covers("R32")
def test_certificate_is_signed_once_by_each_side_and_printed(package, actor_of):
    manager, lead = actor_of("practice_manager"), actor_of("vendor_lead")
    assert drafted(manager, package) != drafted(manager, package)
    certificate = ExitCertificate.objects.get(withdrawn_at=None)
    with pytest.raises(DomainError, match="says how"):
        drafted(manager, package, method=" ")
    with pytest.raises(NotAllowed):
        certificate_sign(
            actor=actor_of("compliance_officer"), certificate=certificate, name="A", title="B"
        )
    certificate_sign(actor=manager, certificate=certificate, name="Pat Owner", title="Partner")
    system = system_actor(manager.engagement)
    assert certificate_render(actor=system, certificate_id=certificate.pk).pdf is None
    with pytest.raises(StaleState):
        certificate_sign(actor=manager, certificate=certificate, name="Pat Owner", title="Owner")
    with pytest.raises(DomainError, match="signed already"):
        drafted(manager, package)
    certificate_sign(actor=lead, certificate=certificate, name="Vi Lead", title="President")
    rendered = certificate_render(actor=system, certificate_id=certificate.pk)
    assert certificate_render(actor=system, certificate_id=certificate.pk).pdf == rendered.pdf
    from pypdf import PdfReader

    text = " ".join(page.extract_text() for page in PdfReader(rendered.pdf.file).pages)
    signed = certificate.practice_signed_at.astimezone(days.ZONE)
    assert f"Pat Owner, Partner, signed {signed:%Y-%m-%d %H:%M %Z}" in " ".join(text.split())
    for words in ("as of 2026-03-03 10:00 EST", "Vi Lead, President", "3" * 64, "2" * 64, "Six"):
        assert words in " ".join(text.split()) or words in text.replace("\n", "")
    certificate_withdraw(actor=manager, certificate=certificate)
    assert not ExitCertificate.objects.filter(withdrawn_at=None).exists()


def test_another_certificate_is_offered_until_one_side_has_signed(package, actor_of, client_of):
    manager = actor_of("practice_manager")
    certificate = drafted(manager, package)
    page, offer = reverse("engagements:exit", args=["own"]), "Draft another"
    assert offer in client_of("practice_manager").get(page).content.decode()
    certificate_sign(actor=manager, certificate=certificate, name="Pat Owner", title="Partner")
    assert offer not in client_of("practice_manager").get(page).content.decode()


@pytest.mark.covers("R32", "N12")
def test_access_of_all_the_vendors_people_ends_in_one_stroke(leaving, actor_of, client_of):
    manager = actor_of("practice_manager")
    client_of("vendor_coder").get("/e/own/")
    vendor = {
        role: leaving.user(role)
        for role in ("vendor_coder", "vendor_lead", "vendor_auditor", "vendor_qa_lead")
    }
    with pytest.raises(DomainError, match="Type own to confirm"):
        vendor_access_end(actor=manager, typed_slug="other", reason="Contract ended")
    ended = vendor_access_end(actor=manager, typed_slug="own", reason="Contract ended")
    assert {(e.email, tuple(e.roles)) for e in ended} == {
        (user.email, (role,)) for role, user in vendor.items()
    }
    assert vendor_access_end(actor=manager, typed_slug="own", reason="Again") == []
    users = list(vendor.values())
    assert not Membership.objects.filter(user__in=users, engagement=leaving.own).exists()
    assert not EngagementUserPermission.objects.filter(user__in=users).exists()
    assert not UserSession.objects.filter(user__in=users).exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM engagements_membershipevent WHERE pgh_label = 'delete'"
        )
        assert cursor.fetchone() == (4,)
    # The practice and the auditor go on.
    assert Membership.objects.filter(engagement=leaving.own).count() == 7
    assert [e.read_after for e in access_endings(leaving.own)] == [None] * 4
    AccessLog.objects.create(
        engagement=leaving.own, user=vendor["vendor_coder"], action="chart.view", model="x"
    )
    late = {e.email for e in access_endings(leaving.own) if e.read_after}
    assert late == {"vendor_coder@own.example"}
    with pytest.raises(DomainError, match="in its exit"):
        membership_grant(
            actor=None, engagement=leaving.own, user=vendor["vendor_lead"], role="vendor_lead"
        )
    assert AccessEnding.objects.count() == 4


def test_checklist_counts_what_is_known_and_what_was_marked_with_evidence(leaving, actor_of):
    manager = actor_of("practice_manager")

    def done():
        return {step.title for step in exit_steps(manager, STEPS) if step.done}

    assert done() == {"The phase is Exit"}
    exit_step_mark(actor=manager, step="work", note="One chart is still with the vendor")
    with pytest.raises(DomainError, match="marked with its evidence"):
        exit_step_mark(actor=manager, step="copies", note=" ")
    with pytest.raises(DomainError, match="no such step"):
        exit_step_mark(actor=manager, step="nonsense", note="x")
    exit_step_mark(actor=manager, step="copies", note="Letter of 3 March")
    exit_step_mark(actor=manager, step="copies", note="Another")
    vendor_access_end(actor=manager, typed_slug="own", reason="Over")
    assert done() == {"The phase is Exit", STEPS["copies"], "The vendor's access has ended"}
    details = {step.key: step.detail for step in exit_steps(manager, STEPS) if step.key}
    assert details["copies"].endswith("Letter of 3 March")
