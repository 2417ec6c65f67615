"""Remittances, claims and denials."""

import django.contrib.postgres.fields
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
                    name="Claim",
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
                        ("position", models.PositiveIntegerField()),
                        ("patient_control_number", models.CharField(max_length=64)),
                        ("payer_control_number", models.CharField(blank=True, max_length=60)),
                        ("payer_name", models.CharField(blank=True, max_length=120)),
                        ("specialty", models.CharField(blank=True, max_length=60)),
                        ("encounter_class", models.CharField(blank=True, max_length=12)),
                        ("status", models.CharField(max_length=3)),
                        ("is_denied", models.BooleanField(default=False)),
                        ("is_reversal", models.BooleanField(default=False)),
                        ("frequency_code", models.CharField(blank=True, max_length=1)),
                        ("is_first_submission", models.BooleanField(default=True)),
                        (
                            "is_coding_denial",
                            models.BooleanField(
                                default=False,
                                help_text="Root cause (or, until set, suggested class) is coding.",
                            ),
                        ),
                        ("charge", models.DecimalField(decimal_places=2, max_digits=12)),
                        ("paid", models.DecimalField(decimal_places=2, max_digits=12)),
                        (
                            "patient_responsibility",
                            models.DecimalField(decimal_places=2, default=0, max_digits=12),
                        ),
                        (
                            "denied_amount",
                            models.DecimalField(decimal_places=2, default=0, max_digits=12),
                        ),
                        (
                            "coding_denied_amount",
                            models.DecimalField(decimal_places=2, default=0, max_digits=12),
                        ),
                        ("adjudicated_on", models.DateField()),
                        ("service_from", models.DateField(null=True)),
                        (
                            "chart",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="charts.chart",
                            ),
                        ),
                        (
                            "coder",
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
                                related_name="+",
                                to="engagements.payer",
                            ),
                        ),
                        (
                            "reversed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="reverses",
                                to="denials.claim",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-adjudicated_on", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Adjustment",
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
                        ("position", models.PositiveIntegerField()),
                        (
                            "group",
                            models.CharField(
                                choices=[
                                    ("CO", "Contractual obligation"),
                                    ("PR", "Patient responsibility"),
                                    ("OA", "Other adjustment"),
                                    ("PI", "Payer initiated"),
                                    ("CR", "Correction or reversal"),
                                ],
                                max_length=2,
                            ),
                        ),
                        ("carc", models.CharField(max_length=5)),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=3, max_digits=10, null=True),
                        ),
                        (
                            "rarcs",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=8),
                                blank=True,
                                default=list,
                                size=None,
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
                            "claim",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="adjustments",
                                to="denials.claim",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["claim", "position"],
                    },
                ),
                migrations.CreateModel(
                    name="DeadlineRule",
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
                            "appeal_days",
                            models.PositiveIntegerField(
                                help_text="Calendar days from the remittance's payment date to the end of the appeal time."
                            ),
                        ),
                        (
                            "root_cause_days",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="Calendar days within which the root cause must be named.",
                                null=True,
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
                                related_name="+",
                                to="engagements.payer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["payer__name"],
                    },
                ),
                migrations.CreateModel(
                    name="DeadlineRuleEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "appeal_days",
                            models.PositiveIntegerField(
                                help_text="Calendar days from the remittance's payment date to the end of the appeal time."
                            ),
                        ),
                        (
                            "root_cause_days",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="Calendar days within which the root cause must be named.",
                                null=True,
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
                                to="denials.deadlinerule",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Denial",
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
                            "group",
                            models.CharField(
                                choices=[
                                    ("CO", "Contractual obligation"),
                                    ("PR", "Patient responsibility"),
                                    ("OA", "Other adjustment"),
                                    ("PI", "Payer initiated"),
                                    ("CR", "Correction or reversal"),
                                ],
                                max_length=2,
                            ),
                        ),
                        ("carc", models.CharField(max_length=5)),
                        (
                            "rarcs",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=8),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("procedure", models.CharField(blank=True, max_length=48)),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                        ("denied_on", models.DateField()),
                        ("deadline_on", models.DateField(blank=True, null=True)),
                        ("root_cause_due_on", models.DateField(blank=True, null=True)),
                        (
                            "suggested_class",
                            models.CharField(
                                choices=[
                                    ("coding", "Coding"),
                                    ("billing", "Billing"),
                                    ("front_end", "Front end"),
                                    ("provider_documentation", "Provider documentation"),
                                    ("payer", "Payer"),
                                    ("review", "Needs review"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "suggested_also",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("coding", "Coding"),
                                        ("billing", "Billing"),
                                        ("front_end", "Front end"),
                                        ("provider_documentation", "Provider documentation"),
                                        ("payer", "Payer"),
                                        ("review", "Needs review"),
                                    ],
                                    max_length=24,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("suggested_category", models.CharField(blank=True, max_length=40)),
                        (
                            "suggestion_confidence",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                                default="low",
                                max_length=6,
                            ),
                        ),
                        ("suggestion_reason", models.CharField(blank=True, max_length=200)),
                        (
                            "root_cause",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("coding", "Coding"),
                                    ("billing", "Billing"),
                                    (
                                        "front_end",
                                        "Front end (registration, eligibility, authorization)",
                                    ),
                                    ("provider_documentation", "Provider documentation"),
                                    ("payer", "Payer"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("root_cause_evidence", models.TextField(blank=True)),
                        ("root_cause_set_at", models.DateTimeField(blank=True, null=True)),
                        ("appeal_allowed", models.BooleanField(default=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("in_review", "In review"),
                                    ("rework", "Rework sent"),
                                    ("appeal", "Appealed"),
                                    ("new_claim", "New claim sent"),
                                    ("overturned", "Overturned, paid"),
                                    ("upheld", "Upheld by the payer"),
                                    ("written_off", "Written off"),
                                    ("reversed", "Reversed by the payer"),
                                ],
                                default="open",
                                max_length=12,
                            ),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "adjustment",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="denial",
                                to="denials.adjustment",
                            ),
                        ),
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="denials",
                                to="charts.chart",
                            ),
                        ),
                        (
                            "claim",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="denials",
                                to="denials.claim",
                            ),
                        ),
                        (
                            "coder",
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
                            "root_cause_set_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-amount", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="DenialEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "group",
                            models.CharField(
                                choices=[
                                    ("CO", "Contractual obligation"),
                                    ("PR", "Patient responsibility"),
                                    ("OA", "Other adjustment"),
                                    ("PI", "Payer initiated"),
                                    ("CR", "Correction or reversal"),
                                ],
                                max_length=2,
                            ),
                        ),
                        ("carc", models.CharField(max_length=5)),
                        (
                            "rarcs",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=8),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("procedure", models.CharField(blank=True, max_length=48)),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                        ("denied_on", models.DateField()),
                        ("deadline_on", models.DateField(blank=True, null=True)),
                        ("root_cause_due_on", models.DateField(blank=True, null=True)),
                        (
                            "suggested_class",
                            models.CharField(
                                choices=[
                                    ("coding", "Coding"),
                                    ("billing", "Billing"),
                                    ("front_end", "Front end"),
                                    ("provider_documentation", "Provider documentation"),
                                    ("payer", "Payer"),
                                    ("review", "Needs review"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "suggested_also",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("coding", "Coding"),
                                        ("billing", "Billing"),
                                        ("front_end", "Front end"),
                                        ("provider_documentation", "Provider documentation"),
                                        ("payer", "Payer"),
                                        ("review", "Needs review"),
                                    ],
                                    max_length=24,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("suggested_category", models.CharField(blank=True, max_length=40)),
                        (
                            "suggestion_confidence",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                                default="low",
                                max_length=6,
                            ),
                        ),
                        ("suggestion_reason", models.CharField(blank=True, max_length=200)),
                        (
                            "root_cause",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("coding", "Coding"),
                                    ("billing", "Billing"),
                                    (
                                        "front_end",
                                        "Front end (registration, eligibility, authorization)",
                                    ),
                                    ("provider_documentation", "Provider documentation"),
                                    ("payer", "Payer"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("root_cause_evidence", models.TextField(blank=True)),
                        ("root_cause_set_at", models.DateTimeField(blank=True, null=True)),
                        ("appeal_allowed", models.BooleanField(default=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("in_review", "In review"),
                                    ("rework", "Rework sent"),
                                    ("appeal", "Appealed"),
                                    ("new_claim", "New claim sent"),
                                    ("overturned", "Overturned, paid"),
                                    ("upheld", "Upheld by the payer"),
                                    ("written_off", "Written off"),
                                    ("reversed", "Reversed by the payer"),
                                ],
                                default="open",
                                max_length=12,
                            ),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "adjustment",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="denials.adjustment",
                            ),
                        ),
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
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="charts.chart",
                            ),
                        ),
                        (
                            "claim",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="denials.claim",
                            ),
                        ),
                        (
                            "coder",
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
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="denials.denial",
                            ),
                        ),
                        (
                            "root_cause_set_by",
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
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Remittance",
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
                        ("number", models.PositiveIntegerField(default=1)),
                        ("content_sha256", models.CharField(max_length=64)),
                        ("control_number", models.CharField(max_length=20)),
                        ("trace_number", models.CharField(blank=True, max_length=60)),
                        ("payer_name", models.CharField(blank=True, max_length=120)),
                        ("payment_date", models.DateField(null=True)),
                        ("payment_amount", models.DecimalField(decimal_places=2, max_digits=14)),
                        ("claims_paid", models.DecimalField(decimal_places=2, max_digits=14)),
                        (
                            "provider_adjustments",
                            models.DecimalField(decimal_places=2, default=0, max_digits=14),
                        ),
                        ("claim_count", models.PositiveIntegerField(default=0)),
                        ("service_line_count", models.PositiveIntegerField(default=0)),
                        ("denied_count", models.PositiveIntegerField(default=0)),
                        ("zero_paid_count", models.PositiveIntegerField(default=0)),
                        ("reversal_count", models.PositiveIntegerField(default=0)),
                        ("claims_balanced", models.PositiveIntegerField(default=0)),
                        ("services_balanced", models.PositiveIntegerField(default=0)),
                        ("is_balanced", models.BooleanField()),
                        ("is_test", models.BooleanField(default=False)),
                        ("verdict", models.CharField(blank=True, max_length=400)),
                        ("problems", models.JSONField(blank=True, default=list)),
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
                                related_name="+",
                                to="engagements.payer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-payment_date", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="ProviderAdjustment",
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
                        ("reason", models.CharField(max_length=10)),
                        ("reference", models.CharField(blank=True, max_length=60)),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
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
                            "remittance",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="provider_level_adjustments",
                                to="denials.remittance",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ClaimEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("position", models.PositiveIntegerField()),
                        ("patient_control_number", models.CharField(max_length=64)),
                        ("payer_control_number", models.CharField(blank=True, max_length=60)),
                        ("payer_name", models.CharField(blank=True, max_length=120)),
                        ("specialty", models.CharField(blank=True, max_length=60)),
                        ("encounter_class", models.CharField(blank=True, max_length=12)),
                        ("status", models.CharField(max_length=3)),
                        ("is_denied", models.BooleanField(default=False)),
                        ("is_reversal", models.BooleanField(default=False)),
                        ("frequency_code", models.CharField(blank=True, max_length=1)),
                        ("is_first_submission", models.BooleanField(default=True)),
                        (
                            "is_coding_denial",
                            models.BooleanField(
                                default=False,
                                help_text="Root cause (or, until set, suggested class) is coding.",
                            ),
                        ),
                        ("charge", models.DecimalField(decimal_places=2, max_digits=12)),
                        ("paid", models.DecimalField(decimal_places=2, max_digits=12)),
                        (
                            "patient_responsibility",
                            models.DecimalField(decimal_places=2, default=0, max_digits=12),
                        ),
                        (
                            "denied_amount",
                            models.DecimalField(decimal_places=2, default=0, max_digits=12),
                        ),
                        (
                            "coding_denied_amount",
                            models.DecimalField(decimal_places=2, default=0, max_digits=12),
                        ),
                        ("adjudicated_on", models.DateField()),
                        ("service_from", models.DateField(null=True)),
                        (
                            "chart",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="charts.chart",
                            ),
                        ),
                        (
                            "coder",
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
                                to="denials.claim",
                            ),
                        ),
                        (
                            "reversed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="denials.claim",
                            ),
                        ),
                        (
                            "remittance",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="denials.remittance",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.AddField(
                    model_name="claim",
                    name="remittance",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to="denials.remittance",
                    ),
                ),
                migrations.CreateModel(
                    name="RemittanceFile",
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
                        ("name", models.CharField(max_length=200)),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveBigIntegerField()),
                        ("transactions", models.PositiveIntegerField(default=0)),
                        ("imported_at", models.DateTimeField(auto_now_add=True)),
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
                            "imported_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-imported_at", "-id"],
                    },
                ),
                migrations.AddField(
                    model_name="remittance",
                    name="file",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remittances",
                        to="denials.remittancefile",
                    ),
                ),
                migrations.CreateModel(
                    name="ServiceLine",
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
                        ("position", models.PositiveIntegerField()),
                        ("procedure", models.CharField(max_length=48)),
                        (
                            "modifiers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=2),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("units", models.DecimalField(decimal_places=3, max_digits=10, null=True)),
                        ("charge", models.DecimalField(decimal_places=2, max_digits=12)),
                        ("paid", models.DecimalField(decimal_places=2, max_digits=12)),
                        ("service_date", models.DateField(null=True)),
                        (
                            "claim",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="service_lines",
                                to="denials.claim",
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
                        "ordering": ["claim", "position"],
                    },
                ),
                migrations.AddField(
                    model_name="adjustment",
                    name="service_line",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="adjustments",
                        to="denials.serviceline",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="deadlinerule",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "payer"),
                        name="deadlinerule_payer_once",
                        nulls_distinct=False,
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="deadlinerule",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "denials_deadlineruleevent" ("appeal_days", "engagement_id", "id", "payer_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "root_cause_days") SELECT old_values."appeal_days", old_values."engagement_id", old_values."id", old_values."payer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."root_cause_days" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="64358daf5e54c9f1959f3897de84cf37eb5bd813",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_6e73a",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="denials_deadlinerule",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="deadlinerule",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "denials_deadlineruleevent" ("appeal_days", "engagement_id", "id", "payer_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "root_cause_days") SELECT old_values."appeal_days", old_values."engagement_id", old_values."id", old_values."payer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."root_cause_days" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="48b60fca73424cb9e07d946e69b3de358a2dbf46",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a9477",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="denials_deadlinerule",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="denial",
                    index=models.Index(
                        fields=["engagement", "state", "-amount"],
                        name="denials_den_engagem_8b3d8f_idx",
                    ),
                ),
                migrations.AddIndex(
                    model_name="denial",
                    index=models.Index(
                        fields=["engagement", "state", "deadline_on"],
                        name="denials_den_engagem_36451a_idx",
                    ),
                ),
                migrations.AddIndex(
                    model_name="denial",
                    index=models.Index(
                        fields=["engagement", "denied_on"], name="denials_den_engagem_1d023b_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="denial",
                    index=models.Index(
                        fields=["engagement", "assignee", "state"],
                        name="denials_den_engagem_b379f4_idx",
                    ),
                ),
                migrations.AddIndex(
                    model_name="denial",
                    index=models.Index(
                        fields=["engagement", "chart"], name="denials_den_engagem_43c8fd_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="denial",
                    index=models.Index(
                        fields=["engagement", "claim"], name="denials_den_engagem_223a9f_idx"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="denial",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "denials_denialevent" ("adjustment_id", "amount", "appeal_allowed", "assignee_id", "carc", "chart_id", "claim_id", "closed_at", "coder_id", "created_at", "deadline_on", "denied_on", "engagement_id", "group", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "procedure", "rarcs", "root_cause", "root_cause_due_on", "root_cause_evidence", "root_cause_set_at", "root_cause_set_by_id", "state", "suggested_also", "suggested_category", "suggested_class", "suggestion_confidence", "suggestion_reason") SELECT old_values."adjustment_id", old_values."amount", old_values."appeal_allowed", old_values."assignee_id", old_values."carc", old_values."chart_id", old_values."claim_id", old_values."closed_at", old_values."coder_id", old_values."created_at", old_values."deadline_on", old_values."denied_on", old_values."engagement_id", old_values."group", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."procedure", old_values."rarcs", old_values."root_cause", old_values."root_cause_due_on", old_values."root_cause_evidence", old_values."root_cause_set_at", old_values."root_cause_set_by_id", old_values."state", old_values."suggested_also", old_values."suggested_category", old_values."suggested_class", old_values."suggestion_confidence", old_values."suggestion_reason" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="55f8150419d00a75bb56b35809b430a0e8318dd4",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_e3fe1",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="denials_denial",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="denial",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "denials_denialevent" ("adjustment_id", "amount", "appeal_allowed", "assignee_id", "carc", "chart_id", "claim_id", "closed_at", "coder_id", "created_at", "deadline_on", "denied_on", "engagement_id", "group", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "procedure", "rarcs", "root_cause", "root_cause_due_on", "root_cause_evidence", "root_cause_set_at", "root_cause_set_by_id", "state", "suggested_also", "suggested_category", "suggested_class", "suggestion_confidence", "suggestion_reason") SELECT old_values."adjustment_id", old_values."amount", old_values."appeal_allowed", old_values."assignee_id", old_values."carc", old_values."chart_id", old_values."claim_id", old_values."closed_at", old_values."coder_id", old_values."created_at", old_values."deadline_on", old_values."denied_on", old_values."engagement_id", old_values."group", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."procedure", old_values."rarcs", old_values."root_cause", old_values."root_cause_due_on", old_values."root_cause_evidence", old_values."root_cause_set_at", old_values."root_cause_set_by_id", old_values."state", old_values."suggested_also", old_values."suggested_category", old_values."suggested_class", old_values."suggestion_confidence", old_values."suggestion_reason" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="ad5b277899fe7843dc54084523ab2640d92a5607",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_64928",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="denials_denial",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="provideradjustment",
                    index=models.Index(
                        fields=["engagement", "remittance"], name="denials_pro_engagem_f1d963_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="claim",
                    index=models.Index(
                        fields=["engagement", "adjudicated_on"],
                        name="denials_cla_engagem_5e9b75_idx",
                    ),
                ),
                migrations.AddIndex(
                    model_name="claim",
                    index=models.Index(
                        fields=["engagement", "patient_control_number"],
                        name="denials_cla_engagem_05dd9a_idx",
                    ),
                ),
                migrations.AddIndex(
                    model_name="claim",
                    index=models.Index(
                        fields=["engagement", "chart"], name="denials_cla_engagem_6892ce_idx"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "remittance", "position"), name="claim_position_once"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claim",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "denials_claimevent" ("adjudicated_on", "charge", "chart_id", "coder_id", "coding_denied_amount", "denied_amount", "encounter_class", "engagement_id", "frequency_code", "id", "is_coding_denial", "is_denied", "is_first_submission", "is_reversal", "paid", "patient_control_number", "patient_responsibility", "payer_control_number", "payer_id", "payer_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "remittance_id", "reversed_by_id", "service_from", "specialty", "status") SELECT old_values."adjudicated_on", old_values."charge", old_values."chart_id", old_values."coder_id", old_values."coding_denied_amount", old_values."denied_amount", old_values."encounter_class", old_values."engagement_id", old_values."frequency_code", old_values."id", old_values."is_coding_denial", old_values."is_denied", old_values."is_first_submission", old_values."is_reversal", old_values."paid", old_values."patient_control_number", old_values."patient_responsibility", old_values."payer_control_number", old_values."payer_id", old_values."payer_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."position", old_values."remittance_id", old_values."reversed_by_id", old_values."service_from", old_values."specialty", old_values."status" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="e2b5be7c37bce32482a59fe3df90a6e0b7c88e22",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f81db",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="denials_claim",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claim",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "denials_claimevent" ("adjudicated_on", "charge", "chart_id", "coder_id", "coding_denied_amount", "denied_amount", "encounter_class", "engagement_id", "frequency_code", "id", "is_coding_denial", "is_denied", "is_first_submission", "is_reversal", "paid", "patient_control_number", "patient_responsibility", "payer_control_number", "payer_id", "payer_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "remittance_id", "reversed_by_id", "service_from", "specialty", "status") SELECT old_values."adjudicated_on", old_values."charge", old_values."chart_id", old_values."coder_id", old_values."coding_denied_amount", old_values."denied_amount", old_values."encounter_class", old_values."engagement_id", old_values."frequency_code", old_values."id", old_values."is_coding_denial", old_values."is_denied", old_values."is_first_submission", old_values."is_reversal", old_values."paid", old_values."patient_control_number", old_values."patient_responsibility", old_values."payer_control_number", old_values."payer_id", old_values."payer_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."position", old_values."remittance_id", old_values."reversed_by_id", old_values."service_from", old_values."specialty", old_values."status" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="ba0d53688bfa0ab6db94ce3e273026082ec12ae6",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_d0255",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="denials_claim",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="remittancefile",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "sha256"), name="remittancefile_content_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="remittance",
                    index=models.Index(
                        fields=["engagement", "payment_date"], name="denials_rem_engagem_46ee01_idx"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="remittance",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "content_sha256"), name="remittance_content_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="serviceline",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "claim", "position"), name="serviceline_position_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="adjustment",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "claim", "position"), name="adjustment_position_once"
                    ),
                ),
            ]
        ),
    ]
