"""Charts, their clocks, code sets and codings."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
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
        ("engagements", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Chart",
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
                        ("encounter_ref", models.CharField(max_length=64)),
                        ("ehr_url", models.URLField(blank=True, max_length=500)),
                        (
                            "encounter_class",
                            models.CharField(
                                choices=[
                                    ("outpatient", "Outpatient"),
                                    ("emergency", "Emergency"),
                                    ("inpatient", "Inpatient"),
                                    ("observation", "Observation"),
                                    ("surgery", "Same-day surgery"),
                                    ("home_health", "Home health"),
                                    ("virtual", "Virtual"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("specialty", models.CharField(blank=True, max_length=60)),
                        ("payer_state", models.CharField(blank=True, max_length=2)),
                        ("date_of_service", models.DateField()),
                        (
                            "urgency",
                            models.CharField(
                                choices=[("routine", "Routine"), ("urgent", "Urgent")],
                                default="routine",
                                max_length=8,
                            ),
                        ),
                        (
                            "complexity",
                            models.CharField(
                                choices=[("standard", "Standard"), ("complex", "Complex")],
                                default="standard",
                                max_length=8,
                            ),
                        ),
                        (
                            "billed_amount",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=12, null=True
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting for documentation"),
                                    ("ready", "Ready to code"),
                                    ("in_coding", "In coding"),
                                    ("queried", "Query open"),
                                    ("coded", "Coded"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("documentation_complete_at", models.DateTimeField(blank=True, null=True)),
                        ("due_at", models.DateTimeField(blank=True, null=True)),
                        ("coded_at", models.DateTimeField(blank=True, null=True)),
                        ("turnaround_seconds", models.BigIntegerField(blank=True, null=True)),
                        ("paused_seconds", models.BigIntegerField(default=0)),
                        (
                            "documentation_lag_seconds",
                            models.BigIntegerField(blank=True, null=True),
                        ),
                        ("row_sha256", models.CharField(blank=True, max_length=64)),
                        ("received_at", models.DateTimeField()),
                        (
                            "coded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                            "payer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="charts",
                                to="engagements.payer",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="charts",
                                to="engagements.provider",
                            ),
                        ),
                        (
                            "terms",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="engagements.terms",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["due_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="CodeSetRelease",
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
                                    ("icd10cm", "ICD-10-CM"),
                                    ("hcpcs", "HCPCS level II"),
                                    ("cpt", "CPT validity dates (no texts)"),
                                    ("pos", "Place of service"),
                                    ("carc_rarc", "CARC and RARC dates (no texts)"),
                                    ("ncci", "NCCI procedure-to-procedure edits"),
                                    ("mue", "Medically unlikely edits"),
                                    ("add_on", "Add-on code edits"),
                                    ("rvu", "Physician fee schedule"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("effective_on", models.DateField()),
                        ("source_sha256", models.CharField(max_length=64)),
                        ("counts", models.JSONField(default=dict)),
                        ("loaded_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "ordering": ["kind", "-effective_on"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "name"), name="codesetrelease_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FeeScheduleAmount",
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
                        ("code", models.CharField(max_length=10)),
                        ("modifier", models.CharField(blank=True, max_length=2)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("status", models.CharField(blank=True, max_length=1)),
                        (
                            "total_rvu_facility",
                            models.DecimalField(decimal_places=2, max_digits=9, null=True),
                        ),
                        (
                            "total_rvu_non_facility",
                            models.DecimalField(decimal_places=2, max_digits=9, null=True),
                        ),
                        (
                            "conversion_factor",
                            models.DecimalField(decimal_places=4, max_digits=9, null=True),
                        ),
                        ("global_days", models.CharField(blank=True, max_length=3)),
                        (
                            "release",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="charts.codesetrelease",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ImportBatch",
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
                            "format",
                            models.CharField(
                                choices=[
                                    ("csv", "CSV"),
                                    ("xlsx", "Excel"),
                                    ("fhir", "FHIR R4 NDJSON"),
                                ],
                                max_length=4,
                            ),
                        ),
                        ("file_names", models.JSONField(default=list)),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "Queued"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("failed", "Failed"),
                                ],
                                default="queued",
                                max_length=8,
                            ),
                        ),
                        ("rows", models.PositiveIntegerField(default=0)),
                        ("created", models.PositiveIntegerField(default=0)),
                        ("updated", models.PositiveIntegerField(default=0)),
                        ("unchanged", models.PositiveIntegerField(default=0)),
                        ("errors", models.PositiveIntegerField(default=0)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
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
                            "error_file",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="engagements.document",
                            ),
                        ),
                        (
                            "imported_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "job",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="engagements.job",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "import batches",
                        "ordering": ["-created_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="ChartEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("encounter_ref", models.CharField(max_length=64)),
                        ("ehr_url", models.URLField(blank=True, max_length=500)),
                        (
                            "encounter_class",
                            models.CharField(
                                choices=[
                                    ("outpatient", "Outpatient"),
                                    ("emergency", "Emergency"),
                                    ("inpatient", "Inpatient"),
                                    ("observation", "Observation"),
                                    ("surgery", "Same-day surgery"),
                                    ("home_health", "Home health"),
                                    ("virtual", "Virtual"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("specialty", models.CharField(blank=True, max_length=60)),
                        ("payer_state", models.CharField(blank=True, max_length=2)),
                        ("date_of_service", models.DateField()),
                        (
                            "urgency",
                            models.CharField(
                                choices=[("routine", "Routine"), ("urgent", "Urgent")],
                                default="routine",
                                max_length=8,
                            ),
                        ),
                        (
                            "complexity",
                            models.CharField(
                                choices=[("standard", "Standard"), ("complex", "Complex")],
                                default="standard",
                                max_length=8,
                            ),
                        ),
                        (
                            "billed_amount",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=12, null=True
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting for documentation"),
                                    ("ready", "Ready to code"),
                                    ("in_coding", "In coding"),
                                    ("queried", "Query open"),
                                    ("coded", "Coded"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("documentation_complete_at", models.DateTimeField(blank=True, null=True)),
                        ("due_at", models.DateTimeField(blank=True, null=True)),
                        ("coded_at", models.DateTimeField(blank=True, null=True)),
                        ("turnaround_seconds", models.BigIntegerField(blank=True, null=True)),
                        ("paused_seconds", models.BigIntegerField(default=0)),
                        (
                            "documentation_lag_seconds",
                            models.BigIntegerField(blank=True, null=True),
                        ),
                        ("row_sha256", models.CharField(blank=True, max_length=64)),
                        ("received_at", models.DateTimeField()),
                        (
                            "coded_by",
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
                            "payer",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="engagements.payer",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="charts.chart",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="engagements.provider",
                            ),
                        ),
                        (
                            "terms",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="engagements.terms",
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="charts.importbatch",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.AddField(
                    model_name="chart",
                    name="batch",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="charts.importbatch",
                    ),
                ),
                migrations.CreateModel(
                    name="LicensedDescriptor",
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
                            "system",
                            models.CharField(
                                choices=[
                                    ("icd10cm", "ICD-10-CM"),
                                    ("cpt", "CPT"),
                                    ("hcpcs", "HCPCS"),
                                    ("icd10pcs", "ICD-10-PCS"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("code", models.CharField(max_length=10)),
                        ("description", models.TextField()),
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
                    name="WorkItem",
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
                                    ("code", "Code"),
                                    ("parallel", "Parallel code"),
                                    ("second_review", "Second review"),
                                    ("rework", "Rework"),
                                ],
                                default="code",
                                max_length=14,
                            ),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[
                                    ("practice", "Practice"),
                                    ("vendor", "Vendor"),
                                    ("auditor", "Auditor"),
                                    ("system", "System"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("queue", models.CharField(blank=True, max_length=60)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("leased", "In work"),
                                    ("pending", "Pending"),
                                    ("done", "Done"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("priority", models.SmallIntegerField(default=0)),
                        ("due_at", models.DateTimeField(blank=True, null=True)),
                        ("leased_until", models.DateTimeField(blank=True, null=True)),
                        ("pending_reason", models.CharField(blank=True, max_length=200)),
                        ("opened_at", models.DateTimeField(auto_now_add=True)),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "assignee",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "chart",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="work_items",
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
                    ],
                    options={
                        "ordering": ["-priority", "due_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Coding",
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
                            "party",
                            models.CharField(
                                choices=[
                                    ("vendor", "Vendor"),
                                    ("in_house", "In-house"),
                                    ("auditor", "Auditor"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("attested", "Attested"),
                                    ("discarded", "Discarded"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        ("documentation_reviewed", models.BooleanField(default=False)),
                        ("rationale", models.TextField(blank=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("attested_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "chart",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="codings",
                                to="charts.chart",
                            ),
                        ),
                        (
                            "coder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                            "supersedes",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="superseded_by",
                                to="charts.coding",
                            ),
                        ),
                        (
                            "work_item",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="codings",
                                to="charts.workitem",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["chart", "party", "revision"],
                    },
                ),
                migrations.CreateModel(
                    name="WorkItemEvent",
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
                                    ("code", "Code"),
                                    ("parallel", "Parallel code"),
                                    ("second_review", "Second review"),
                                    ("rework", "Rework"),
                                ],
                                default="code",
                                max_length=14,
                            ),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[
                                    ("practice", "Practice"),
                                    ("vendor", "Vendor"),
                                    ("auditor", "Auditor"),
                                    ("system", "System"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("queue", models.CharField(blank=True, max_length=60)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("leased", "In work"),
                                    ("pending", "Pending"),
                                    ("done", "Done"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("priority", models.SmallIntegerField(default=0)),
                        ("due_at", models.DateTimeField(blank=True, null=True)),
                        ("leased_until", models.DateTimeField(blank=True, null=True)),
                        ("pending_reason", models.CharField(blank=True, max_length=200)),
                        ("opened_at", models.DateTimeField(auto_now_add=True)),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "assignee",
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
                                to="charts.workitem",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ClockEvent",
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
                                    ("documentation_complete", "Documentation complete"),
                                    ("pause", "Paused"),
                                    ("resume", "Resumed"),
                                    ("ready", "Coded and ready"),
                                    ("reopen", "Reopened"),
                                    ("cancel", "Cancelled"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("reference", models.CharField(blank=True, max_length=60)),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "chart",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="clock_events",
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
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                        "indexes": [
                            models.Index(
                                fields=["engagement", "chart", "at"],
                                name="charts_cloc_engagem_18ca86_idx",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CodeEdit",
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
                                    ("ptp", "NCCI procedure-to-procedure"),
                                    ("mue", "Medically unlikely"),
                                    ("add_on", "Add-on without primary"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("column_1", models.CharField(max_length=10)),
                        ("column_2", models.CharField(blank=True, max_length=10)),
                        ("modifier_indicator", models.CharField(blank=True, max_length=1)),
                        ("max_units", models.PositiveIntegerField(null=True)),
                        (
                            "service",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("practitioner", "Practitioner"),
                                    ("outpatient", "Outpatient hospital"),
                                    ("equipment", "Durable medical equipment"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("rationale", models.CharField(blank=True, max_length=80)),
                        ("valid_from", models.DateField(null=True)),
                        ("valid_to", models.DateField(null=True)),
                        (
                            "release",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="edits",
                                to="charts.codesetrelease",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["kind", "column_1", "column_2"], name="codeedit_pair"
                            ),
                            models.Index(fields=["kind", "column_2"], name="codeedit_second"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Code",
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
                            "system",
                            models.CharField(
                                choices=[
                                    ("icd10cm", "ICD-10-CM"),
                                    ("cpt", "CPT"),
                                    ("hcpcs", "HCPCS"),
                                    ("icd10pcs", "ICD-10-PCS"),
                                    ("pos", "Place of service"),
                                    ("carc", "Claim adjustment reason"),
                                    ("rarc", "Remittance advice remark"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("code", models.CharField(max_length=10)),
                        ("description", models.TextField(blank=True)),
                        ("billable", models.BooleanField(default=True)),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
                        (
                            "release",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="codes",
                                to="charts.codesetrelease",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["system", "code", "valid_from"],
                        "indexes": [
                            models.Index(
                                models.F("system"),
                                django.contrib.postgres.indexes.OpClass(
                                    "code", name="varchar_pattern_ops"
                                ),
                                name="code_prefix",
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["search"], name="code_search"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("system", "code", "valid_from"), name="code_period_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="code_ends_after_start",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CodeLine",
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
                        ("sequence", models.PositiveSmallIntegerField()),
                        (
                            "system",
                            models.CharField(
                                choices=[
                                    ("icd10cm", "ICD-10-CM"),
                                    ("cpt", "CPT"),
                                    ("hcpcs", "HCPCS"),
                                    ("icd10pcs", "ICD-10-PCS"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("code", models.CharField(max_length=10)),
                        (
                            "modifiers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=2),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("units", models.PositiveIntegerField(default=1)),
                        (
                            "pointers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "evidence",
                            models.CharField(
                                blank=True,
                                help_text="Where in the record: document, section, line.",
                                max_length=200,
                            ),
                        ),
                        (
                            "suggestion",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Coder"),
                                    ("carried", "Carried from an earlier revision"),
                                    ("computer", "Computer-assisted"),
                                ],
                                default="",
                                max_length=10,
                            ),
                        ),
                        ("rationale", models.CharField(blank=True, max_length=500)),
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
                            "coding",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="charts.coding",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["coding", "sequence"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("engagement", "coding", "sequence"),
                                name="codeline_sequence_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("units__gte", 1)),
                                name="codeline_units_positive",
                            ),
                        ],
                    },
                ),
                migrations.AddIndex(
                    model_name="codeline",
                    index=models.Index(fields=["engagement", "code"], name="codeline_code"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="codeline",
                    trigger=pgtrigger.compiler.Trigger(
                        name="lines_of_attested_fixed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n                    IF EXISTS (\n                        SELECT 1 FROM charts_coding c\n                        WHERE c.state = 'attested'\n                          AND c.id IN (\n                            CASE WHEN TG_OP = 'INSERT' THEN NEW.coding_id ELSE OLD.coding_id END,\n                            CASE WHEN TG_OP = 'DELETE' THEN OLD.coding_id ELSE NEW.coding_id END)\n                    ) THEN\n                        RAISE EXCEPTION 'pgtrigger: the lines of an attested coding never change';\n                    END IF;\n                    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;\n                ",
                            hash="aaecb42aa5564372ec2712dcfc3959e2cbd886fd",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_lines_of_attested_fixed_a9a84",
                            table="charts_codeline",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="feescheduleamount",
                    constraint=models.UniqueConstraint(
                        fields=("year", "code", "modifier"), name="fee_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="importbatch",
                    index=models.Index(
                        fields=["engagement", "-created_at"], name="charts_impo_engagem_080d27_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="chart",
                    index=models.Index(
                        fields=["engagement", "state", "due_at"], name="chart_state_due"
                    ),
                ),
                migrations.AddIndex(
                    model_name="chart",
                    index=models.Index(fields=["engagement", "due_at"], name="chart_due"),
                ),
                migrations.AddIndex(
                    model_name="chart",
                    index=models.Index(fields=["engagement", "coded_at"], name="chart_coded"),
                ),
                migrations.AddIndex(
                    model_name="chart",
                    index=models.Index(fields=["engagement", "received_at"], name="chart_received"),
                ),
                migrations.AddIndex(
                    model_name="chart",
                    index=models.Index(
                        fields=["engagement", "documentation_complete_at"], name="chart_documented"
                    ),
                ),
                migrations.AddIndex(
                    model_name="chart",
                    index=models.Index(
                        condition=models.Q(("coded_at__isnull", True)),
                        fields=["engagement", "due_at"],
                        name="chart_uncoded",
                    ),
                ),
                migrations.AddIndex(
                    model_name="chart",
                    index=models.Index(fields=["engagement", "date_of_service"], name="chart_dos"),
                ),
                migrations.AddIndex(
                    model_name="chart",
                    index=models.Index(fields=["engagement", "provider"], name="chart_provider"),
                ),
                migrations.AddConstraint(
                    model_name="chart",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "encounter_ref"), name="chart_encounter_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="chart",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("billed_amount__isnull", True),
                            ("billed_amount__gte", 0),
                            _connector="OR",
                        ),
                        name="chart_amount_not_negative",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="chart",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "coded"), _negated=True),
                            ("coded_at__isnull", False),
                            _connector="OR",
                        ),
                        name="chart_coded_has_time",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="chart",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "charts_chartevent" ("batch_id", "billed_amount", "coded_at", "coded_by_id", "complexity", "date_of_service", "documentation_complete_at", "documentation_lag_seconds", "due_at", "ehr_url", "encounter_class", "encounter_ref", "engagement_id", "id", "paused_seconds", "payer_id", "payer_state", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_id", "received_at", "row_sha256", "specialty", "state", "terms_id", "turnaround_seconds", "urgency") SELECT old_values."batch_id", old_values."billed_amount", old_values."coded_at", old_values."coded_by_id", old_values."complexity", old_values."date_of_service", old_values."documentation_complete_at", old_values."documentation_lag_seconds", old_values."due_at", old_values."ehr_url", old_values."encounter_class", old_values."encounter_ref", old_values."engagement_id", old_values."id", old_values."paused_seconds", old_values."payer_id", old_values."payer_state", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."provider_id", old_values."received_at", old_values."row_sha256", old_values."specialty", old_values."state", old_values."terms_id", old_values."turnaround_seconds", old_values."urgency" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="dcd5be5f2fcf1402411fffecb1b48dd48a712b83",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_bc53f",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="charts_chart",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="chart",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "charts_chartevent" ("batch_id", "billed_amount", "coded_at", "coded_by_id", "complexity", "date_of_service", "documentation_complete_at", "documentation_lag_seconds", "due_at", "ehr_url", "encounter_class", "encounter_ref", "engagement_id", "id", "paused_seconds", "payer_id", "payer_state", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_id", "received_at", "row_sha256", "specialty", "state", "terms_id", "turnaround_seconds", "urgency") SELECT old_values."batch_id", old_values."billed_amount", old_values."coded_at", old_values."coded_by_id", old_values."complexity", old_values."date_of_service", old_values."documentation_complete_at", old_values."documentation_lag_seconds", old_values."due_at", old_values."ehr_url", old_values."encounter_class", old_values."encounter_ref", old_values."engagement_id", old_values."id", old_values."paused_seconds", old_values."payer_id", old_values."payer_state", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."provider_id", old_values."received_at", old_values."row_sha256", old_values."specialty", old_values."state", old_values."terms_id", old_values."turnaround_seconds", old_values."urgency" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="bbcf0eb9b61ad711ae9d6f9ee348fa6cb1fb45f5",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_0b480",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="charts_chart",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="licenseddescriptor",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "system", "code"), name="licenseddescriptor_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="workitem",
                    index=models.Index(
                        condition=models.Q(("state__in", ["open", "leased"])),
                        fields=["engagement", "side", "-priority", "due_at", "id"],
                        name="workitem_next",
                    ),
                ),
                migrations.AddIndex(
                    model_name="workitem",
                    index=models.Index(
                        fields=["engagement", "assignee", "state"], name="workitem_assignee"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="workitem",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state__in", ["open", "leased", "pending"])),
                        fields=("engagement", "chart", "side"),
                        name="workitem_one_live_per_side",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="workitem",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "charts_workitemevent" ("assignee_id", "chart_id", "done_at", "due_at", "engagement_id", "id", "kind", "leased_until", "opened_at", "pending_reason", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "queue", "side", "started_at", "state") SELECT old_values."assignee_id", old_values."chart_id", old_values."done_at", old_values."due_at", old_values."engagement_id", old_values."id", old_values."kind", old_values."leased_until", old_values."opened_at", old_values."pending_reason", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."priority", old_values."queue", old_values."side", old_values."started_at", old_values."state" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="d70f5187ab8269a468d523b143d0c1ddaf1ebb2a",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_7efb9",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="charts_workitem",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="workitem",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "charts_workitemevent" ("assignee_id", "chart_id", "done_at", "due_at", "engagement_id", "id", "kind", "leased_until", "opened_at", "pending_reason", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "queue", "side", "started_at", "state") SELECT old_values."assignee_id", old_values."chart_id", old_values."done_at", old_values."due_at", old_values."engagement_id", old_values."id", old_values."kind", old_values."leased_until", old_values."opened_at", old_values."pending_reason", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."priority", old_values."queue", old_values."side", old_values."started_at", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="be7d563caa8790944ab11a15c2a29fcf9a5e9ffe",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_936e9",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="charts_workitem",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="coding",
                    index=models.Index(
                        fields=["engagement", "chart", "party", "-revision"],
                        name="charts_codi_engagem_a315b7_idx",
                    ),
                ),
                migrations.AddIndex(
                    model_name="coding",
                    index=models.Index(
                        fields=["engagement", "coder", "attested_at"],
                        name="charts_codi_engagem_b00da3_idx",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="coding",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("party", "auditor"), _negated=True),
                            models.Q(("state", "discarded"), _negated=True),
                        ),
                        fields=("engagement", "chart", "party", "revision"),
                        name="coding_revision_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="coding",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "attested"), _negated=True),
                            models.Q(
                                ("attested_at__isnull", False), ("documentation_reviewed", True)
                            ),
                            _connector="OR",
                        ),
                        name="coding_attested_is_reviewed",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="coding",
                    trigger=pgtrigger.compiler.Trigger(
                        name="attested_is_immutable",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" = 'attested')",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="8e021571a91e63074c6637a797806e40953c6267",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_attested_is_immutable_00dc0",
                            table="charts_coding",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
