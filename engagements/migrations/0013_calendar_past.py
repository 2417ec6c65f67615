"""A day that passed before a calendar changed is counted as it was counted then."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("engagements", "0012_query_pauses"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="calendar",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="calendar",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="calendar",
            name="past",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="The rules by which the days before a change were counted, the oldest first.",
            ),
        ),
        migrations.AddField(
            model_name="calendarevent",
            name="past",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="The rules by which the days before a change were counted, the oldest first.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="calendar",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_calendarevent" ("engagement_id", "holiday_country", "holiday_subdivision", "id", "is_default", "name", "past", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "side", "time_zone", "weekly_hours") SELECT old_values."engagement_id", old_values."holiday_country", old_values."holiday_subdivision", old_values."id", old_values."is_default", old_values."name", old_values."past", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."side", old_values."time_zone", old_values."weekly_hours" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="521e956078ad0b9897643f37b1ba89a7194cd8f9",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c6a93",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="engagements_calendar",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="calendar",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_calendarevent" ("engagement_id", "holiday_country", "holiday_subdivision", "id", "is_default", "name", "past", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "side", "time_zone", "weekly_hours") SELECT old_values."engagement_id", old_values."holiday_country", old_values."holiday_subdivision", old_values."id", old_values."is_default", old_values."name", old_values."past", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."side", old_values."time_zone", old_values."weekly_hours" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="43b5419029d74c4c6147b2f2437fc1c1d5af3b2a",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_36d10",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="engagements_calendar",
                    when="AFTER",
                ),
            ),
        ),
    ]
