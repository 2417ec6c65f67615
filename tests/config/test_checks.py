import pytest
from django.core.checks import run_checks
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config import checks
from config.dbroles import owner_connection


def ids(messages):
    return [message.id for message in messages]


@pytest.mark.django_db
def test_application_role_and_current_schema_are_safe():
    assert checks.role_problems() == []
    assert checks.schema_problems() == []


@pytest.mark.django_db(transaction=True)
def test_owner_role_is_refused_because_it_owns_the_tables():
    with owner_connection():
        found = checks.role_problems()
    assert ids(found) == ["concord.E003"]
    assert "it may switch their row security off" in found[0].msg


@pytest.mark.django_db(transaction=True)
def test_superuser_is_refused(settings):
    if not connection.settings_dict["HOST"].startswith("/"):
        pytest.skip("only the embedded server lets this test sign in as its superuser")
    connection.close()
    kept = connection.settings_dict["USER"]
    connection.settings_dict["USER"] = "postgres"
    try:
        assert ids(checks.role_problems()) == ["concord.E001", "concord.E002", "concord.E003"]
    finally:
        connection.close()
        connection.settings_dict["USER"] = kept


@pytest.mark.django_db
def test_migration_that_is_not_applied_is_named():
    last = MigrationRecorder.Migration.objects.filter(app="charts").order_by("-name").first()
    name = last.name
    last.delete()
    found = checks.schema_problems()
    assert ids(found) == ["concord.E004"]
    assert found[0].msg == f"1 migrations are not applied: charts.{name}."


def test_public_host_with_development_keys_is_refused(settings):
    settings.ALLOWED_HOSTS = ["localhost", "concord.example"]
    settings.PRODUCTION = False
    found = checks.secret_problems()
    assert ids(found) == ["concord.E005"]
    assert "names concord.example, but PRODUCTION is off" in found[0].msg
    settings.PRODUCTION = True
    assert checks.secret_problems() == []


@pytest.mark.django_db
def test_database_checks_run_only_where_the_database_is_asked_for():
    MigrationRecorder.Migration.objects.filter(app="charts").delete()
    assert "concord.E004" not in ids(run_checks())
    assert "concord.E004" in ids(run_checks(databases=["default"]))


@pytest.mark.django_db
def test_unsafe_start_ends_with_the_problem_and_its_remedy(settings):
    settings.ALLOWED_HOSTS = ["concord.example"]
    with pytest.raises(SystemExit) as caught:
        checks.refuse_unsafe_start()
    assert "concord.E005" in str(caught.value)
    assert "Set PRODUCTION=true, SECRET_KEY and FIELD_ENCRYPTION_KEYS." in str(caught.value)
