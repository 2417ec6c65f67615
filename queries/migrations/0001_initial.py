"""Provider queries."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from engagements.kernel.migrating import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("charts", "0001_initial"),
        ("engagements", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Query",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("multiple_choice", "Multiple choice"),
                                    ("yes_no", "Yes or no"),
                                    ("open", "Open-ended"),
                                ],
                                max_length=16,
                            ),
                        ),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("conflicting", "Conflicting documentation"),
                                    ("incomplete", "Incomplete documentation"),
                                    ("ambiguous", "Ambiguous documentation"),
                                    ("specificity", "Greater specificity"),
                                    ("clinical_validation", "Clinical validation"),
                                    ("cause_effect", "Cause and effect"),
                                    ("present_on_admission", "Present on admission"),
                                    ("indicators_no_diagnosis", "Indicators without a diagnosis"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("title", models.CharField(max_length=120)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("sent", "Waiting for the provider"),
                                    ("answered", "Answered"),
                                    ("unresolved", "Unresolved (no answer in the window)"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="draft",
                                max_length=12,
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("agreed", "Agreed (documentation changes)"),
                                    ("disagreed", "Disagreed"),
                                    ("other", "Other"),
                                    ("undetermined", "Unable to determine"),
                                    ("not_mine", "Not my patient"),
                                    ("need_info", "Needs more information"),
                                    ("no_response", "No response"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("lint", models.JSONField(blank=True, default=list)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("due_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("response_seconds", models.BigIntegerField(blank=True, null=True)),
                        ("needs_physician_review", models.BooleanField(default=False)),
                        ("provider_notified_at", models.DateTimeField(blank=True, null=True)),
                        ("practice_notified_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "chart",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="queries",
                                to="charts.chart",
                            ),
                        ),
                        (
                            "engagement",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="engagements.engagement",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="queries",
                                to="engagements.provider",
                            ),
                        ),
                        (
                            "resend_of",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="resent_as",
                                to="queries.query",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "queries",
                        "ordering": ["due_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="QueryTemplate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("key", models.SlugField(max_length=60)),
                        ("title", models.CharField(max_length=120)),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("conflicting", "Conflicting documentation"),
                                    ("incomplete", "Incomplete documentation"),
                                    ("ambiguous", "Ambiguous documentation"),
                                    ("specificity", "Greater specificity"),
                                    ("clinical_validation", "Clinical validation"),
                                    ("cause_effect", "Cause and effect"),
                                    ("present_on_admission", "Present on admission"),
                                    ("indicators_no_diagnosis", "Indicators without a diagnosis"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("multiple_choice", "Multiple choice"),
                                    ("yes_no", "Yes or no"),
                                    ("open", "Open-ended"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("question", models.TextField()),
                        ("options", models.JSONField(blank=True, default=list)),
                        ("review_on", models.DateField(blank=True, null=True)),
                        ("is_active", models.BooleanField(default=True)),
                        (
                            "engagement",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="engagements.engagement",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["title"],
                    },
                ),
                migrations.CreateModel(
                    name="QueryEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("multiple_choice", "Multiple choice"),
                                    ("yes_no", "Yes or no"),
                                    ("open", "Open-ended"),
                                ],
                                max_length=16,
                            ),
                        ),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("conflicting", "Conflicting documentation"),
                                    ("incomplete", "Incomplete documentation"),
                                    ("ambiguous", "Ambiguous documentation"),
                                    ("specificity", "Greater specificity"),
                                    ("clinical_validation", "Clinical validation"),
                                    ("cause_effect", "Cause and effect"),
                                    ("present_on_admission", "Present on admission"),
                                    ("indicators_no_diagnosis", "Indicators without a diagnosis"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("title", models.CharField(max_length=120)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("sent", "Waiting for the provider"),
                                    ("answered", "Answered"),
                                    ("unresolved", "Unresolved (no answer in the window)"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="draft",
                                max_length=12,
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("agreed", "Agreed (documentation changes)"),
                                    ("disagreed", "Disagreed"),
                                    ("other", "Other"),
                                    ("undetermined", "Unable to determine"),
                                    ("not_mine", "Not my patient"),
                                    ("need_info", "Needs more information"),
                                    ("no_response", "No response"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("lint", models.JSONField(blank=True, default=list)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("due_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("response_seconds", models.BigIntegerField(blank=True, null=True)),
                        ("needs_physician_review", models.BooleanField(default=False)),
                        ("provider_notified_at", models.DateTimeField(blank=True, null=True)),
                        ("practice_notified_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "chart",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="charts.chart",
                            ),
                        ),
                        (
                            "engagement",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="engagements.engagement",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="queries.query",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="engagements.provider",
                            ),
                        ),
                        (
                            "resend_of",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="queries.query",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="queries.querytemplate",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.AddField(
                    model_name="query",
                    name="template",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="queries.querytemplate",
                    ),
                ),
                migrations.CreateModel(
                    name="QueryTemplateEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("key", models.SlugField(db_index=False, max_length=60)),
                        ("title", models.CharField(max_length=120)),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("conflicting", "Conflicting documentation"),
                                    ("incomplete", "Incomplete documentation"),
                                    ("ambiguous", "Ambiguous documentation"),
                                    ("specificity", "Greater specificity"),
                                    ("clinical_validation", "Clinical validation"),
                                    ("cause_effect", "Cause and effect"),
                                    ("present_on_admission", "Present on admission"),
                                    ("indicators_no_diagnosis", "Indicators without a diagnosis"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("multiple_choice", "Multiple choice"),
                                    ("yes_no", "Yes or no"),
                                    ("open", "Open-ended"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("question", models.TextField()),
                        ("options", models.JSONField(blank=True, default=list)),
                        ("review_on", models.DateField(blank=True, null=True)),
                        ("is_active", models.BooleanField(default=True)),
                        (
                            "engagement",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="engagements.engagement",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="queries.querytemplate",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="QueryText",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("indicators", "Clinical indicators"),
                                    ("question", "Question"),
                                    ("answer", "Answer"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("ciphertext", models.BinaryField()),
                        (
                            "source",
                            models.CharField(
                                blank=True,
                                help_text="Document and date an indicator is quoted from.",
                                max_length=120,
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "engagement",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="engagements.engagement",
                            ),
                        ),
                        (
                            "query",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="texts",
                                to="queries.query",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["query", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="QueryOption",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("ordinal", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("substantive", "Option"),
                                    ("other", "Other"),
                                    ("undetermined", "Unable to determine"),
                                    ("not_mine", "Not my patient"),
                                    ("need_info", "Need more information"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("ciphertext", models.BinaryField()),
                        (
                            "supports_change",
                            models.BooleanField(
                                default=True,
                                help_text="Choosing it changes the documentation (agreement).",
                            ),
                        ),
                        ("chosen", models.BooleanField(default=False)),
                        (
                            "engagement",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="engagements.engagement",
                            ),
                        ),
                        (
                            "query",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="options",
                                to="queries.query",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["query", "ordinal"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("engagement", "query", "ordinal"),
                                name="queryoption_ordinal_once",
                            )
                        ],
                    },
                ),
                migrations.AddConstraint(
                    model_name="querytemplate",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "key"), name="querytemplate_key_once"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="querytemplate",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "queries_querytemplateevent" ("category", "engagement_id", "id", "is_active", "key", "kind", "options", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "review_on", "title") SELECT old_values."category", old_values."engagement_id", old_values."id", old_values."is_active", old_values."key", old_values."kind", old_values."options", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."question", old_values."review_on", old_values."title" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="7c8f6401e228df300dc9e28989a52a19235bbd10",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_99696",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="queries_querytemplate",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="querytemplate",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "queries_querytemplateevent" ("category", "engagement_id", "id", "is_active", "key", "kind", "options", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "review_on", "title") SELECT old_values."category", old_values."engagement_id", old_values."id", old_values."is_active", old_values."key", old_values."kind", old_values."options", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."question", old_values."review_on", old_values."title" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="45781fa0c1a529a83468336fa69de32478125631",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_f9f87",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="queries_querytemplate",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="query",
                    index=models.Index(
                        fields=["engagement", "state", "due_at"],
                        name="queries_que_engagem_e593d6_idx",
                    ),
                ),
                migrations.AddIndex(
                    model_name="query",
                    index=models.Index(
                        fields=["engagement", "provider", "state"],
                        name="queries_que_engagem_6cb6ea_idx",
                    ),
                ),
                migrations.AddIndex(
                    model_name="query",
                    index=models.Index(
                        fields=["engagement", "chart"], name="queries_que_engagem_57dfda_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="query",
                    index=models.Index(
                        fields=["engagement", "sent_at"], name="queries_que_engagem_3e86df_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="query",
                    index=models.Index(
                        fields=["engagement", "closed_at"], name="queries_que_engagem_bc5763_idx"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="query",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True),
                            models.Q(("due_at__isnull", False), ("sent_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="query_sent_has_window",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="query",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "queries_queryevent" ("answered_by_id", "asked_by_id", "category", "chart_id", "closed_at", "created_at", "due_at", "engagement_id", "id", "kind", "lint", "needs_physician_review", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_notified_at", "provider_id", "provider_notified_at", "resend_of_id", "response_seconds", "sent_at", "state", "template_id", "title") SELECT old_values."answered_by_id", old_values."asked_by_id", old_values."category", old_values."chart_id", old_values."closed_at", old_values."created_at", old_values."due_at", old_values."engagement_id", old_values."id", old_values."kind", old_values."lint", old_values."needs_physician_review", old_values."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."practice_notified_at", old_values."provider_id", old_values."provider_notified_at", old_values."resend_of_id", old_values."response_seconds", old_values."sent_at", old_values."state", old_values."template_id", old_values."title" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="9fedc6f940283d90c38407c07b5321f358da5e14",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f0df9",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="queries_query",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="query",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "queries_queryevent" ("answered_by_id", "asked_by_id", "category", "chart_id", "closed_at", "created_at", "due_at", "engagement_id", "id", "kind", "lint", "needs_physician_review", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_notified_at", "provider_id", "provider_notified_at", "resend_of_id", "response_seconds", "sent_at", "state", "template_id", "title") SELECT old_values."answered_by_id", old_values."asked_by_id", old_values."category", old_values."chart_id", old_values."closed_at", old_values."created_at", old_values."due_at", old_values."engagement_id", old_values."id", old_values."kind", old_values."lint", old_values."needs_physician_review", old_values."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."practice_notified_at", old_values."provider_id", old_values."provider_notified_at", old_values."resend_of_id", old_values."response_seconds", old_values."sent_at", old_values."state", old_values."template_id", old_values."title" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="5b6f141842b8b30d654faad50cbe5dcc7e117429",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_1d5c8",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="queries_query",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="querytext",
                    index=models.Index(
                        fields=["engagement", "query"], name="queries_que_engagem_b718f8_idx"
                    ),
                ),
            ]
        ),
    ]
