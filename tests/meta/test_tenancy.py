"""What keeps tenancy true: asserted from PostgreSQL's catalog, not from our intentions."""

import psycopg2
import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import ForeignKey

from charts.models import Chart
from config import env
from engagements.kernel.errors import ScopeMissing
from engagements.kernel.scope import all_engagements, engagement_scope
from engagements.kernel.tenancy import POLICY, is_history_model, is_tenant_model
from tests.factories.charts import chart

pytestmark = [pytest.mark.django_db, pytest.mark.covers("R48", "R49")]

# Tables without an engagement, each with its reason. A stale entry fails the test.
CONTROL_PLANE = {
    "engagements_organization": "control plane",
    "engagements_organizationevent": "history of the control plane",
    "engagements_user": "control plane",
    "engagements_user_groups": "Django's groups, unused",
    "engagements_user_user_permissions": "Django's permissions, unused",
    "engagements_userevent": "history of the control plane",
    "engagements_engagement": "control plane",
    "engagements_engagementevent": "history of the control plane",
    "engagements_engagementuserpermission": "guardian's projection, control plane",
    "engagements_engagementgrouppermission": "guardian's projection, control plane",
    "engagements_selection": "vendor selection: before any engagement",
    "engagements_selectionevent": "history of a vendor selection",
    "engagements_candidate": "vendor selection: before any engagement",
    "engagements_candidateevent": "history of a vendor selection",
    "engagements_criterionscore": "vendor selection: before any engagement",
    "engagements_criterionscoreevent": "history of a vendor selection",
    "engagements_candidateflag": "vendor selection: before any engagement",
    "engagements_candidateflagevent": "history of a vendor selection",
    "engagements_referencecall": "vendor selection: before any engagement",
    "engagements_referencecallevent": "history of a vendor selection",
    "engagements_selectionbaseline": "vendor selection: before any engagement",
    "charts_codesetrelease": "public reference data",
    "charts_code": "public reference data",
    "charts_codeedit": "public reference data",
    "charts_feescheduleamount": "public reference data",
    "charts_embenchmark": "public reference data",
    "qa_findingcategory": "reference data",
}
# Control-plane tables that do carry an engagement: guarded by policy, read before a scope opens.
CONTROL_PLANE_WITH_ENGAGEMENT = {
    "engagements_membership": "read to find out who may open the scope",
    "engagements_membershipevent": "history of the control plane",
}
OUR_APPS = ("engagements", "charts", "qa", "queries", "denials", "reporting")


def our_models() -> list[type[models.Model]]:
    return [
        model
        for app in OUR_APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]


def tables_with_row_security(cursor=None) -> set[str]:
    if cursor is None:
        with connection.cursor() as own:
            return tables_with_row_security(own)
    cursor.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
        " WHERE c.relrowsecurity AND p.polname = %s AND p.polcmd = '*'"
        " AND p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL",
        [POLICY],
    )
    return {row[0] for row in cursor.fetchall()}


def unprotected(secured: set[str], exempt: set[str]) -> set[str]:
    """Our tables that nothing keeps apart and nobody exempted."""
    return {model._meta.db_table for model in our_models()} - secured - exempt


def stale(secured: set[str], without: set[str], with_engagement: set[str]) -> set[str]:
    """Exemptions of tables that are gone, are protected, or are not what the list says."""
    tenants = {model._meta.db_table: is_tenant_model(model) for model in our_models()}
    exempt = without | with_engagement
    wrong = {t for t in without if tenants.get(t)} | {
        t for t in with_engagement if not tenants.get(t)
    }
    return wrong | (exempt & secured) | (exempt - set(tenants))


EXEMPT = set(CONTROL_PLANE) | set(CONTROL_PLANE_WITH_ENGAGEMENT)


def test_every_data_plane_table_has_row_security():
    assert unprotected(tables_with_row_security(), EXEMPT) == set()


def test_exemptions_are_not_stale():
    secured = tables_with_row_security()
    assert stale(secured, set(CONTROL_PLANE), set(CONTROL_PLANE_WITH_ENGAGEMENT)) == set()


def test_a_stale_exemption_is_noticed():
    secured = tables_with_row_security()
    without, with_engagement = set(CONTROL_PLANE), set(CONTROL_PLANE_WITH_ENGAGEMENT)
    for table in ("charts_chart", "charts_chart_that_is_gone"):
        assert stale(secured, without | {table}, with_engagement) == {table}
        assert stale(secured, without, with_engagement | {table}) == {table}
    moved = {"engagements_organization"}
    assert stale(secured, without - moved, with_engagement | moved) == moved
    assert unprotected(secured, EXEMPT - moved) == moved


def test_a_table_without_policy_is_noticed():
    """The check bites: taking one table's protection away is seen, and rolled back."""
    owner = env.database_from_url(settings.DATABASE_OWNER_URL)
    parameters = connection.get_connection_params() | {"user": owner["USER"]}
    if owner["PASSWORD"]:
        parameters["password"] = owner["PASSWORD"]
    for key in ("cursor_factory", "context"):
        parameters.pop(key, None)
    bare = psycopg2.connect(**parameters)
    try:
        with bare.cursor() as cursor:
            before = tables_with_row_security(cursor)
            cursor.execute("ALTER TABLE engagements_payer DISABLE ROW LEVEL SECURITY")
            after = tables_with_row_security(cursor)
            assert unprotected(before, EXEMPT) == set()
            assert unprotected(after, EXEMPT) == {"engagements_payer"}
    finally:
        bare.rollback()
        bare.close()


def test_application_role_neither_owns_nor_bypasses():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (settings.APP_DB_ROLE, False, False, False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relowner ="
            " (SELECT oid FROM pg_roles WHERE rolname = current_user)"
        )
        assert cursor.fetchone() == (0,)


def test_a_query_without_scope_fails():
    with pytest.raises(DatabaseError), transaction.atomic():
        list(Chart.objects.all())


def test_a_query_after_the_scope_closed_fails(world):
    with engagement_scope(world.own.pk):
        assert list(Chart.objects.all()) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        list(Chart.objects.all())


def test_work_across_engagements_sees_all_of_them_and_is_logged_with_its_reason(world, caplog):
    for engagement in (world.own, world.foreign):
        with engagement_scope(engagement.pk):
            chart(engagement)
    with caplog.at_level("WARNING", logger="concord.scope"), all_engagements(reason="A recall"):
        assert Chart.objects.count() == 2
    assert [record.getMessage() for record in caplog.records] == [
        "scope opened for all 2 engagements: A recall"
    ]


def test_work_across_engagements_without_a_reason_is_refused(world):
    with pytest.raises(ScopeMissing, match="needs a reason"), all_engagements(reason=" "):
        pass


def test_rows_of_another_engagement_are_invisible_and_unwritable(world):
    from engagements.models import Payer

    with engagement_scope(world.foreign.pk):
        foreign = Payer.objects.get()
    with engagement_scope(world.own.pk):
        assert list(Payer.objects.filter(pk=foreign.pk)) == []
        assert Payer.objects.filter(pk=foreign.pk).update(name="Taken over") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Payer.objects.create(engagement=world.foreign, name="Smuggled")


def test_a_child_cannot_hang_on_a_foreign_parent(world):
    from engagements.models import Payer

    with engagement_scope(world.foreign.pk):
        foreign = Payer.objects.get()
    with engagement_scope(world.own.pk):
        chart(world.own, payer=foreign)
        with connection.cursor() as cursor, pytest.raises(IntegrityError, match="payer"):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_every_foreign_key_between_data_plane_tables_is_composite():
    missing = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass::text,"
            " array(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k(attnum, nth)"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum"
            " ORDER BY k.nth)"
            " FROM pg_constraint c WHERE c.contype = 'f'"
        )
        keys = {(table, tuple(columns)) for table, columns in cursor.fetchall()}
    for model in our_models():
        if not is_tenant_model(model) or is_history_model(model):
            continue
        for field in model._meta.concrete_fields:
            if (
                isinstance(field, ForeignKey)
                and field.name != "engagement"
                and is_tenant_model(field.remote_field.model)
                and field.remote_field.model._meta.db_table not in CONTROL_PLANE_WITH_ENGAGEMENT
            ):
                key = (model._meta.db_table, ("engagement_id", field.column))
                if key not in keys:
                    missing.add(key)
    assert missing == set()


def test_history_and_ledgers_are_append_only():
    expected = {m._meta.db_table for m in our_models() if is_history_model(m)}
    expected |= {
        "engagements_stateevent",
        "engagements_accesslog",
        "engagements_baseline",
        "engagements_incidenttext",
        "engagements_signoff",
        "engagements_stepowner",
        "charts_clockevent",
        "charts_guardoverride",
        "engagements_accessending",
        "engagements_alertdelivery",
        "engagements_datareturn",
        "engagements_instructionacknowledgement",
        "engagements_noticereceipt",
        "charts_chartdocument",
        "charts_classchange",
        "qa_frameunit",
        "queries_querytext",
        "denials_attributionentry",
        "charts_parallelsettlement",
        "engagements_phasechange",
        "engagements_phaseplan",
        "engagements_boundreading",
        "reporting_slaresult",
        "reporting_systemicerrorchart",
        "reporting_invoiceline",
        "reporting_vendorfigure",
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind = 'r'"
            " AND has_table_privilege(c.oid, 'INSERT')"
            " AND NOT has_table_privilege(c.oid, 'UPDATE')"
            " AND NOT has_table_privilege(c.oid, 'DELETE')"
        )
        assert {row[0] for row in cursor.fetchall()} == expected
