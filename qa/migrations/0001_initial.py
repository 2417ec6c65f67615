"""Samples, audits and findings."""

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
                    name="FindingCategory",
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
                        ("key", models.SlugField(max_length=40, unique=True)),
                        ("label", models.CharField(max_length=80)),
                        ("is_coding", models.BooleanField(default=True)),
                        ("order", models.PositiveSmallIntegerField(default=100)),
                    ],
                    options={
                        "verbose_name_plural": "finding categories",
                        "ordering": ["order", "label"],
                    },
                ),
                migrations.CreateModel(
                    name="Audit",
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
                        ("ordinal", models.PositiveIntegerField(null=True)),
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
                        ("is_independent", models.BooleanField(default=False)),
                        (
                            "sample_type",
                            models.CharField(
                                choices=[
                                    ("random", "Random"),
                                    ("targeted", "Targeted (never generalised)"),
                                ],
                                default="random",
                                max_length=8,
                            ),
                        ),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("blind", "Blind"),
                                    ("assisted", "From the coder's codes"),
                                ],
                                default="blind",
                                max_length=8,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "To do"),
                                    ("in_progress", "In progress"),
                                    ("compared", "Judging findings"),
                                    ("completed", "Completed"),
                                    ("cancelled", "Replaced by a spare"),
                                ],
                                default="open",
                                max_length=12,
                            ),
                        ),
                        ("specialty", models.CharField(blank=True, max_length=60)),
                        ("encounter_class", models.CharField(blank=True, max_length=12)),
                        ("replaced_reason", models.CharField(blank=True, max_length=200)),
                        ("reviewer_codes", models.PositiveIntegerField(default=0)),
                        ("coder_codes", models.PositiveIntegerField(default=0)),
                        ("correct_codes", models.PositiveIntegerField(default=0)),
                        ("extra_codes", models.PositiveIntegerField(default=0)),
                        ("union_codes", models.PositiveIntegerField(default=0)),
                        ("procedures_correct", models.BooleanField(null=True)),
                        ("diagnoses_correct", models.BooleanField(null=True)),
                        ("modifiers_correct", models.BooleanField(null=True)),
                        ("linkage_correct", models.BooleanField(null=True)),
                        ("encounter_correct", models.BooleanField(null=True)),
                        ("components_correct", models.PositiveSmallIntegerField(default=0)),
                        ("components_total", models.PositiveSmallIntegerField(default=0)),
                        ("net_codes", models.IntegerField(default=0)),
                        ("findings_total", models.PositiveSmallIntegerField(default=0)),
                        ("findings_over", models.PositiveSmallIntegerField(default=0)),
                        ("findings_under", models.PositiveSmallIntegerField(default=0)),
                        ("disputes_decided", models.PositiveSmallIntegerField(default=0)),
                        ("disputes_overturned", models.PositiveSmallIntegerField(default=0)),
                        ("payment_correct", models.BooleanField(null=True)),
                        (
                            "payment_direction",
                            models.CharField(
                                choices=[
                                    ("over", "Overcoded"),
                                    ("under", "Undercoded"),
                                    ("neutral", "No payment effect"),
                                    ("unknown", "Not judged"),
                                ],
                                default="unknown",
                                max_length=8,
                            ),
                        ),
                        (
                            "payment_effect",
                            models.DecimalField(
                                decimal_places=2,
                                help_text="Correct less billed, in dollars.",
                                max_digits=10,
                                null=True,
                            ),
                        ),
                        ("note", models.TextField(blank=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("started_at", models.DateTimeField(null=True)),
                        ("completed_at", models.DateTimeField(null=True)),
                        (
                            "auditor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "auditor_coding",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="charts.coding",
                            ),
                        ),
                        (
                            "chart",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
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
                            "coding",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="charts.coding",
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
                        "ordering": ["-created_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Finding",
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
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("missed", "Missed code"),
                                    ("extra", "Extra code"),
                                    ("wrong_code", "Wrong code"),
                                    ("modifier", "Modifier"),
                                    ("units", "Units"),
                                    ("linkage", "Diagnosis linkage"),
                                    ("sequence", "Sequence"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("component", models.CharField(max_length=10)),
                        ("fails_component", models.BooleanField(default=True)),
                        ("system", models.CharField(max_length=8)),
                        ("coder_code", models.CharField(blank=True, max_length=60)),
                        ("coder_units", models.PositiveIntegerField(default=0)),
                        ("auditor_code", models.CharField(blank=True, max_length=60)),
                        ("auditor_units", models.PositiveIntegerField(default=0)),
                        ("detail", models.CharField(blank=True, max_length=200)),
                        (
                            "direction",
                            models.CharField(
                                choices=[
                                    ("over", "Overcoded"),
                                    ("under", "Undercoded"),
                                    ("neutral", "No payment effect"),
                                    ("unknown", "Not judged"),
                                ],
                                default="unknown",
                                max_length=8,
                            ),
                        ),
                        (
                            "severity",
                            models.CharField(
                                choices=[
                                    ("minor", "Minor"),
                                    ("major", "Major"),
                                    ("critical", "Critical"),
                                ],
                                default="major",
                                max_length=8,
                            ),
                        ),
                        ("rationale", models.TextField(blank=True)),
                        (
                            "rule_source",
                            models.CharField(
                                blank=True,
                                help_text="Whose rule: CMS, AMA, a payer, and which.",
                                max_length=120,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Awaiting the coder"),
                                    ("withdrawn", "Withdrawn"),
                                    ("agreed", "Agreed"),
                                    ("disputed", "Disputed"),
                                    ("upheld", "Upheld"),
                                    ("overturned", "Overturned"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("response", models.TextField(blank=True)),
                        ("responded_at", models.DateTimeField(null=True)),
                        ("decision", models.TextField(blank=True)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "audit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="qa.audit",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
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
                            "responded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="qa.findingcategory",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["audit", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="FindingEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("missed", "Missed code"),
                                    ("extra", "Extra code"),
                                    ("wrong_code", "Wrong code"),
                                    ("modifier", "Modifier"),
                                    ("units", "Units"),
                                    ("linkage", "Diagnosis linkage"),
                                    ("sequence", "Sequence"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("component", models.CharField(max_length=10)),
                        ("fails_component", models.BooleanField(default=True)),
                        ("system", models.CharField(max_length=8)),
                        ("coder_code", models.CharField(blank=True, max_length=60)),
                        ("coder_units", models.PositiveIntegerField(default=0)),
                        ("auditor_code", models.CharField(blank=True, max_length=60)),
                        ("auditor_units", models.PositiveIntegerField(default=0)),
                        ("detail", models.CharField(blank=True, max_length=200)),
                        (
                            "direction",
                            models.CharField(
                                choices=[
                                    ("over", "Overcoded"),
                                    ("under", "Undercoded"),
                                    ("neutral", "No payment effect"),
                                    ("unknown", "Not judged"),
                                ],
                                default="unknown",
                                max_length=8,
                            ),
                        ),
                        (
                            "severity",
                            models.CharField(
                                choices=[
                                    ("minor", "Minor"),
                                    ("major", "Major"),
                                    ("critical", "Critical"),
                                ],
                                default="major",
                                max_length=8,
                            ),
                        ),
                        ("rationale", models.TextField(blank=True)),
                        (
                            "rule_source",
                            models.CharField(
                                blank=True,
                                help_text="Whose rule: CMS, AMA, a payer, and which.",
                                max_length=120,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Awaiting the coder"),
                                    ("withdrawn", "Withdrawn"),
                                    ("agreed", "Agreed"),
                                    ("disputed", "Disputed"),
                                    ("upheld", "Upheld"),
                                    ("overturned", "Overturned"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("response", models.TextField(blank=True)),
                        ("responded_at", models.DateTimeField(null=True)),
                        ("decision", models.TextField(blank=True)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "audit",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="qa.audit",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="qa.findingcategory",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
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
                                to="qa.finding",
                            ),
                        ),
                        (
                            "responded_by",
                            models.ForeignKey(
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
                    name="Sample",
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
                        ("name", models.CharField(max_length=120)),
                        (
                            "sample_type",
                            models.CharField(
                                choices=[
                                    ("random", "Random"),
                                    ("targeted", "Targeted (never generalised)"),
                                ],
                                default="random",
                                max_length=8,
                            ),
                        ),
                        ("period_start", models.DateField()),
                        ("period_end", models.DateField()),
                        ("specialty", models.CharField(blank=True, max_length=60)),
                        (
                            "drawn_for",
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
                        ("is_independent", models.BooleanField(default=False)),
                        ("frame_size", models.PositiveIntegerField()),
                        ("frame_sha256", models.CharField(max_length=64)),
                        ("seed", models.CharField(max_length=64)),
                        ("generator", models.CharField(max_length=40)),
                        ("size", models.PositiveIntegerField()),
                        ("spares", models.PositiveIntegerField(default=0)),
                        ("purpose", models.CharField(blank=True, max_length=200)),
                        ("drawn_at", models.DateTimeField()),
                        (
                            "locked_at",
                            models.DateTimeField(
                                help_text="Signed off; the vendor sees it now.", null=True
                            ),
                        ),
                        (
                            "auditor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                            "drawn_by",
                            models.ForeignKey(
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
                            "locked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-drawn_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="FrameUnit",
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
                            "ordinal",
                            models.PositiveIntegerField(
                                help_text="Order of selection; empty when not drawn.", null=True
                            ),
                        ),
                        (
                            "chart",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="charts.chart",
                            ),
                        ),
                        (
                            "coding",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="charts.coding",
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
                            "sample",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="frame",
                                to="qa.sample",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["sample", "position"],
                    },
                ),
                migrations.CreateModel(
                    name="AuditEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("ordinal", models.PositiveIntegerField(null=True)),
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
                        ("is_independent", models.BooleanField(default=False)),
                        (
                            "sample_type",
                            models.CharField(
                                choices=[
                                    ("random", "Random"),
                                    ("targeted", "Targeted (never generalised)"),
                                ],
                                default="random",
                                max_length=8,
                            ),
                        ),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("blind", "Blind"),
                                    ("assisted", "From the coder's codes"),
                                ],
                                default="blind",
                                max_length=8,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "To do"),
                                    ("in_progress", "In progress"),
                                    ("compared", "Judging findings"),
                                    ("completed", "Completed"),
                                    ("cancelled", "Replaced by a spare"),
                                ],
                                default="open",
                                max_length=12,
                            ),
                        ),
                        ("specialty", models.CharField(blank=True, max_length=60)),
                        ("encounter_class", models.CharField(blank=True, max_length=12)),
                        ("replaced_reason", models.CharField(blank=True, max_length=200)),
                        ("reviewer_codes", models.PositiveIntegerField(default=0)),
                        ("coder_codes", models.PositiveIntegerField(default=0)),
                        ("correct_codes", models.PositiveIntegerField(default=0)),
                        ("extra_codes", models.PositiveIntegerField(default=0)),
                        ("union_codes", models.PositiveIntegerField(default=0)),
                        ("procedures_correct", models.BooleanField(null=True)),
                        ("diagnoses_correct", models.BooleanField(null=True)),
                        ("modifiers_correct", models.BooleanField(null=True)),
                        ("linkage_correct", models.BooleanField(null=True)),
                        ("encounter_correct", models.BooleanField(null=True)),
                        ("components_correct", models.PositiveSmallIntegerField(default=0)),
                        ("components_total", models.PositiveSmallIntegerField(default=0)),
                        ("net_codes", models.IntegerField(default=0)),
                        ("findings_total", models.PositiveSmallIntegerField(default=0)),
                        ("findings_over", models.PositiveSmallIntegerField(default=0)),
                        ("findings_under", models.PositiveSmallIntegerField(default=0)),
                        ("disputes_decided", models.PositiveSmallIntegerField(default=0)),
                        ("disputes_overturned", models.PositiveSmallIntegerField(default=0)),
                        ("payment_correct", models.BooleanField(null=True)),
                        (
                            "payment_direction",
                            models.CharField(
                                choices=[
                                    ("over", "Overcoded"),
                                    ("under", "Undercoded"),
                                    ("neutral", "No payment effect"),
                                    ("unknown", "Not judged"),
                                ],
                                default="unknown",
                                max_length=8,
                            ),
                        ),
                        (
                            "payment_effect",
                            models.DecimalField(
                                decimal_places=2,
                                help_text="Correct less billed, in dollars.",
                                max_digits=10,
                                null=True,
                            ),
                        ),
                        ("note", models.TextField(blank=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("started_at", models.DateTimeField(null=True)),
                        ("completed_at", models.DateTimeField(null=True)),
                        (
                            "auditor",
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
                            "auditor_coding",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="charts.coding",
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
                            "coder",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "coding",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="charts.coding",
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
                                to="qa.audit",
                            ),
                        ),
                        (
                            "sample",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="qa.sample",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.AddField(
                    model_name="audit",
                    name="sample",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audits",
                        to="qa.sample",
                    ),
                ),
                migrations.AddIndex(
                    model_name="finding",
                    index=models.Index(
                        fields=["engagement", "audit"], name="qa_finding_engagem_529b97_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="finding",
                    index=models.Index(
                        fields=["engagement", "state", "created_at"],
                        name="qa_finding_engagem_1d622a_idx",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="finding",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "qa_findingevent" ("audit_id", "auditor_code", "auditor_units", "category_id", "coder_code", "coder_units", "component", "created_at", "decided_at", "decided_by_id", "decision", "detail", "direction", "engagement_id", "fails_component", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "rationale", "responded_at", "responded_by_id", "response", "rule_source", "severity", "state", "system") SELECT old_values."audit_id", old_values."auditor_code", old_values."auditor_units", old_values."category_id", old_values."coder_code", old_values."coder_units", old_values."component", old_values."created_at", old_values."decided_at", old_values."decided_by_id", old_values."decision", old_values."detail", old_values."direction", old_values."engagement_id", old_values."fails_component", old_values."id", old_values."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."position", old_values."rationale", old_values."responded_at", old_values."responded_by_id", old_values."response", old_values."rule_source", old_values."severity", old_values."state", old_values."system" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="dbde86fd09ae26fd8d0b2dd59e17880056556fac",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_bf55b",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="qa_finding",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="finding",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "qa_findingevent" ("audit_id", "auditor_code", "auditor_units", "category_id", "coder_code", "coder_units", "component", "created_at", "decided_at", "decided_by_id", "decision", "detail", "direction", "engagement_id", "fails_component", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "rationale", "responded_at", "responded_by_id", "response", "rule_source", "severity", "state", "system") SELECT old_values."audit_id", old_values."auditor_code", old_values."auditor_units", old_values."category_id", old_values."coder_code", old_values."coder_units", old_values."component", old_values."created_at", old_values."decided_at", old_values."decided_by_id", old_values."decision", old_values."detail", old_values."direction", old_values."engagement_id", old_values."fails_component", old_values."id", old_values."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."position", old_values."rationale", old_values."responded_at", old_values."responded_by_id", old_values."response", old_values."rule_source", old_values."severity", old_values."state", old_values."system" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="80ac86e9fc4c78bf841cf01a3eb17efc4a15a8a7",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_62c80",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="qa_finding",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="sample",
                    index=models.Index(
                        fields=["engagement", "-drawn_at"], name="qa_sample_engagem_e3175c_idx"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sample",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("purpose", "monthly plan"), ("sample_type", "random")),
                        fields=("engagement", "period_start", "coder", "drawn_for"),
                        name="sample_monthly_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="frameunit",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "sample", "position"), name="frameunit_position_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="audit",
                    index=models.Index(
                        fields=["engagement", "completed_at"], name="audit_completed"
                    ),
                ),
                migrations.AddIndex(
                    model_name="audit",
                    index=models.Index(fields=["engagement", "created_at"], name="audit_created"),
                ),
                migrations.AddIndex(
                    model_name="audit",
                    index=models.Index(
                        fields=["engagement", "auditor", "state"], name="audit_auditor"
                    ),
                ),
                migrations.AddIndex(
                    model_name="audit",
                    index=models.Index(
                        fields=["engagement", "coder", "completed_at"], name="audit_coder"
                    ),
                ),
                migrations.AddIndex(
                    model_name="audit",
                    index=models.Index(fields=["engagement", "chart"], name="audit_chart"),
                ),
                migrations.AddConstraint(
                    model_name="audit",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "sample", "chart"), name="audit_chart_once_per_sample"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="audit",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "completed"), _negated=True),
                            models.Q(
                                ("completed_at__isnull", False),
                                ("encounter_correct__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="audit_completed_is_scored",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="audit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "qa_auditevent" ("auditor_coding_id", "auditor_id", "chart_id", "coder_codes", "coder_id", "coding_id", "completed_at", "components_correct", "components_total", "correct_codes", "created_at", "diagnoses_correct", "disputes_decided", "disputes_overturned", "encounter_class", "encounter_correct", "engagement_id", "extra_codes", "findings_over", "findings_total", "findings_under", "id", "is_independent", "linkage_correct", "mode", "modifiers_correct", "net_codes", "note", "ordinal", "payment_correct", "payment_direction", "payment_effect", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "procedures_correct", "replaced_reason", "reviewer_codes", "sample_id", "sample_type", "side", "specialty", "started_at", "state", "union_codes") SELECT old_values."auditor_coding_id", old_values."auditor_id", old_values."chart_id", old_values."coder_codes", old_values."coder_id", old_values."coding_id", old_values."completed_at", old_values."components_correct", old_values."components_total", old_values."correct_codes", old_values."created_at", old_values."diagnoses_correct", old_values."disputes_decided", old_values."disputes_overturned", old_values."encounter_class", old_values."encounter_correct", old_values."engagement_id", old_values."extra_codes", old_values."findings_over", old_values."findings_total", old_values."findings_under", old_values."id", old_values."is_independent", old_values."linkage_correct", old_values."mode", old_values."modifiers_correct", old_values."net_codes", old_values."note", old_values."ordinal", old_values."payment_correct", old_values."payment_direction", old_values."payment_effect", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."procedures_correct", old_values."replaced_reason", old_values."reviewer_codes", old_values."sample_id", old_values."sample_type", old_values."side", old_values."specialty", old_values."started_at", old_values."state", old_values."union_codes" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="39b8c333f401619a4e2ca2b01d9eac7e3da3da9e",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_267d4",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="qa_audit",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="audit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "qa_auditevent" ("auditor_coding_id", "auditor_id", "chart_id", "coder_codes", "coder_id", "coding_id", "completed_at", "components_correct", "components_total", "correct_codes", "created_at", "diagnoses_correct", "disputes_decided", "disputes_overturned", "encounter_class", "encounter_correct", "engagement_id", "extra_codes", "findings_over", "findings_total", "findings_under", "id", "is_independent", "linkage_correct", "mode", "modifiers_correct", "net_codes", "note", "ordinal", "payment_correct", "payment_direction", "payment_effect", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "procedures_correct", "replaced_reason", "reviewer_codes", "sample_id", "sample_type", "side", "specialty", "started_at", "state", "union_codes") SELECT old_values."auditor_coding_id", old_values."auditor_id", old_values."chart_id", old_values."coder_codes", old_values."coder_id", old_values."coding_id", old_values."completed_at", old_values."components_correct", old_values."components_total", old_values."correct_codes", old_values."created_at", old_values."diagnoses_correct", old_values."disputes_decided", old_values."disputes_overturned", old_values."encounter_class", old_values."encounter_correct", old_values."engagement_id", old_values."extra_codes", old_values."findings_over", old_values."findings_total", old_values."findings_under", old_values."id", old_values."is_independent", old_values."linkage_correct", old_values."mode", old_values."modifiers_correct", old_values."net_codes", old_values."note", old_values."ordinal", old_values."payment_correct", old_values."payment_direction", old_values."payment_effect", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."procedures_correct", old_values."replaced_reason", old_values."reviewer_codes", old_values."sample_id", old_values."sample_type", old_values."side", old_values."specialty", old_values."started_at", old_values."state", old_values."union_codes" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="467f12c4c8cc37058e6131f05c253d96d8bcceba",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_360f3",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="qa_audit",
                            when="AFTER",
                        ),
                    ),
                ),
            ]
        ),
    ]
