"""Daily rollups, the marks that keep them true, and monthly reports."""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from engagements.kernel.migrating import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("engagements", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="MonthlyReport",
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
                        ("month", models.DateField(help_text="First day of the month.")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("frozen", "Numbers frozen"),
                                    ("rendered", "PDF ready"),
                                    ("sent", "Sent"),
                                    ("empty", "No data, nothing sent"),
                                ],
                                default="frozen",
                                max_length=8,
                            ),
                        ),
                        ("numbers", models.JSONField()),
                        ("numbers_sha256", models.CharField(max_length=64)),
                        ("frozen_at", models.DateTimeField()),
                        ("pdf_sha256", models.CharField(blank=True, max_length=64)),
                        ("rendered_at", models.DateTimeField(null=True)),
                        ("sent_at", models.DateTimeField(null=True)),
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
                            "pdf",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="engagements.document",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-month"],
                    },
                ),
                migrations.CreateModel(
                    name="ProductionDaily",
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
                        ("grain", models.CharField(blank=True, max_length=80)),
                        ("day", models.DateField()),
                        ("specialty", models.CharField(blank=True, max_length=150)),
                        ("encounter_class", models.CharField(blank=True, max_length=150)),
                        ("payer", models.CharField(blank=True, max_length=150)),
                        ("coder", models.CharField(blank=True, max_length=150)),
                        ("received", models.BigIntegerField(default=0)),
                        ("documented", models.BigIntegerField(default=0)),
                        (
                            "documentation_seconds",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        ("due", models.BigIntegerField(default=0)),
                        ("due_on_time", models.BigIntegerField(default=0)),
                        ("due_late", models.BigIntegerField(default=0)),
                        ("coded", models.BigIntegerField(default=0)),
                        ("timed", models.BigIntegerField(default=0)),
                        (
                            "turnaround_seconds",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        (
                            "paused_seconds",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        (
                            "coded_amount",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
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
                    ],
                ),
                migrations.CreateModel(
                    name="QueryDaily",
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
                        ("grain", models.CharField(blank=True, max_length=80)),
                        ("day", models.DateField()),
                        ("provider", models.CharField(blank=True, max_length=150)),
                        ("category", models.CharField(blank=True, max_length=150)),
                        ("specialty", models.CharField(blank=True, max_length=150)),
                        ("encounter_class", models.CharField(blank=True, max_length=150)),
                        ("asked_by", models.CharField(blank=True, max_length=150)),
                        ("issued", models.BigIntegerField(default=0)),
                        ("answered", models.BigIntegerField(default=0)),
                        ("agreed", models.BigIntegerField(default=0)),
                        ("unresolved", models.BigIntegerField(default=0)),
                        ("responses", models.BigIntegerField(default=0)),
                        (
                            "response_seconds_total",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
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
                    ],
                ),
                migrations.CreateModel(
                    name="ReportDelivery",
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
                        ("email", models.EmailField(max_length=254)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "To be sent"),
                                    ("sending", "Handed to the mail server"),
                                    ("sent", "Sent"),
                                    ("refused", "Refused by the mail server"),
                                ],
                                default="pending",
                                max_length=8,
                            ),
                        ),
                        ("message_id", models.CharField(max_length=120)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("error", models.CharField(blank=True, max_length=300)),
                        ("claimed_at", models.DateTimeField(null=True)),
                        ("sent_at", models.DateTimeField(null=True)),
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
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="reporting.monthlyreport",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "report deliveries",
                        "ordering": ["report", "email"],
                    },
                ),
                migrations.CreateModel(
                    name="ReportRun",
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
                        ("month", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("failed", "Failed"),
                                ],
                                default="running",
                                max_length=8,
                            ),
                        ),
                        ("trigger", models.CharField(max_length=20)),
                        ("step", models.CharField(blank=True, max_length=40)),
                        ("message", models.CharField(blank=True, max_length=300)),
                        ("started_at", models.DateTimeField()),
                        ("finished_at", models.DateTimeField(null=True)),
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
                            "started_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-started_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="RollupState",
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
                        ("family", models.CharField(max_length=20)),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("refreshed_at", models.DateTimeField()),
                        ("rebuilt_at", models.DateTimeField()),
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
                ),
                migrations.CreateModel(
                    name="AuditDaily",
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
                        ("grain", models.CharField(blank=True, max_length=80)),
                        ("day", models.DateField()),
                        ("specialty", models.CharField(blank=True, max_length=150)),
                        ("coder", models.CharField(blank=True, max_length=150)),
                        ("side", models.CharField(blank=True, max_length=150)),
                        ("encounter_class", models.CharField(blank=True, max_length=150)),
                        ("audits", models.BigIntegerField(default=0)),
                        ("encounters_correct", models.BigIntegerField(default=0)),
                        ("payment_judged", models.BigIntegerField(default=0)),
                        ("payment_correct", models.BigIntegerField(default=0)),
                        (
                            "reviewer_codes",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        (
                            "coder_codes",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        (
                            "correct_codes",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        (
                            "extra_codes",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        (
                            "union_codes",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        (
                            "net_codes",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        (
                            "components_correct",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        (
                            "components",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        (
                            "findings",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        (
                            "findings_over",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        (
                            "findings_under",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        ("overcoded", models.BigIntegerField(default=0)),
                        ("undercoded", models.BigIntegerField(default=0)),
                        (
                            "payment_effect",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        (
                            "disputes_decided",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        (
                            "disputes_overturned",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        ("planned", models.BigIntegerField(default=0)),
                        ("planned_done", models.BigIntegerField(default=0)),
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
                        "indexes": [models.Index(fields=["engagement", "day"], name="audits_day")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=(
                                    "engagement",
                                    "grain",
                                    "day",
                                    "specialty",
                                    "coder",
                                    "side",
                                    "encounter_class",
                                ),
                                name="audits_group_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClaimsDaily",
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
                        ("grain", models.CharField(blank=True, max_length=80)),
                        ("day", models.DateField()),
                        ("specialty", models.CharField(blank=True, max_length=150)),
                        ("encounter_class", models.CharField(blank=True, max_length=150)),
                        ("payer", models.CharField(blank=True, max_length=150)),
                        ("coder", models.CharField(blank=True, max_length=150)),
                        ("adjudicated", models.BigIntegerField(default=0)),
                        ("denied", models.BigIntegerField(default=0)),
                        ("coding_denied", models.BigIntegerField(default=0)),
                        ("other_denied", models.BigIntegerField(default=0)),
                        ("first", models.BigIntegerField(default=0)),
                        ("first_denied", models.BigIntegerField(default=0)),
                        ("first_passed", models.BigIntegerField(default=0)),
                        ("first_passed_coding", models.BigIntegerField(default=0)),
                        ("first_passed_other", models.BigIntegerField(default=0)),
                        (
                            "charged",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        (
                            "first_charged",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        (
                            "first_denied_charged",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        (
                            "denied_value",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
                        ),
                        (
                            "coding_denied_value",
                            models.DecimalField(decimal_places=6, default=0, max_digits=24),
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
                    ],
                    options={
                        "indexes": [models.Index(fields=["engagement", "day"], name="claims_day")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=(
                                    "engagement",
                                    "grain",
                                    "day",
                                    "specialty",
                                    "encounter_class",
                                    "payer",
                                    "coder",
                                ),
                                name="claims_group_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DirtyDay",
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
                        ("family", models.CharField(max_length=20)),
                        ("day", models.DateField()),
                        (
                            "marked_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
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
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["engagement", "family", "day"], name="dirtyday_lookup"
                            )
                        ],
                    },
                ),
                migrations.AddConstraint(
                    model_name="monthlyreport",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "month"), name="report_month_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="monthlyreport",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["frozen", "empty"]),
                            models.Q(("pdf__isnull", False), ("rendered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_rendered_has_pdf",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="monthlyreport",
                    trigger=pgtrigger.compiler.Trigger(
                        name="report_is_kept",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="74c071fd34f1db983445cc96f8de11e834b9b715",
                            operation="DELETE",
                            pgid="pgtrigger_report_is_kept_7e7f8",
                            table="reporting_monthlyreport",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="monthlyreport",
                    trigger=pgtrigger.compiler.Trigger(
                        name="numbers_are_frozen",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."numbers_sha256" IS DISTINCT FROM (NEW."numbers_sha256") OR OLD."numbers" IS DISTINCT FROM (NEW."numbers") OR OLD."month" IS DISTINCT FROM (NEW."month"))',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="478e6cbe22dfcfbda6f52188fc928319f5411347",
                            operation="UPDATE",
                            pgid="pgtrigger_numbers_are_frozen_3c097",
                            table="reporting_monthlyreport",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="productiondaily",
                    index=models.Index(fields=["engagement", "day"], name="production_day"),
                ),
                migrations.AddConstraint(
                    model_name="productiondaily",
                    constraint=models.UniqueConstraint(
                        fields=(
                            "engagement",
                            "grain",
                            "day",
                            "specialty",
                            "encounter_class",
                            "payer",
                            "coder",
                        ),
                        name="production_group_once",
                    ),
                ),
                migrations.AddIndex(
                    model_name="querydaily",
                    index=models.Index(fields=["engagement", "day"], name="queries_day"),
                ),
                migrations.AddConstraint(
                    model_name="querydaily",
                    constraint=models.UniqueConstraint(
                        fields=(
                            "engagement",
                            "grain",
                            "day",
                            "provider",
                            "category",
                            "specialty",
                            "encounter_class",
                            "asked_by",
                        ),
                        name="queries_group_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reportdelivery",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "report", "email"), name="delivery_recipient_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="reportrun",
                    index=models.Index(
                        fields=["engagement", "-started_at"], name="reporting_r_engagem_d7592d_idx"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="rollupstate",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "family"), name="rollupstate_once"
                    ),
                ),
            ]
        ),
    ]
