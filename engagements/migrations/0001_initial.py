"""Organizations, people, engagements and their terms."""

from decimal import Decimal

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import engagements.validators
from engagements.kernel.migrating import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        # History triggers call a function of pghistory's.
        ("pghistory", "0007_auto_20250421_0444"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="AccuracyFloor",
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
                        ("specialty", models.CharField(blank=True, max_length=60)),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("encounter", "Encounter (all four components correct)"),
                                    ("code_over_code", "Code over code (AHIMA)"),
                                    ("net", "Code over code, net of extra codes"),
                                    ("coder_denominator", "Correct codes over coder's codes"),
                                    ("union", "Correct codes over all codes"),
                                    ("component", "Components"),
                                    ("financial", "Financial impact"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("floor", models.DecimalField(decimal_places=3, max_digits=4)),
                        (
                            "target",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=4, null=True
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["specialty", "method"],
                    },
                ),
                migrations.CreateModel(
                    name="Calendar",
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
                        ("name", models.CharField(max_length=100)),
                        (
                            "time_zone",
                            models.CharField(
                                max_length=64,
                                validators=[engagements.validators.time_zone_validate],
                            ),
                        ),
                        ("weekly_hours", models.JSONField(default=list)),
                        (
                            "holiday_country",
                            models.CharField(blank=True, help_text="ISO 3166 code.", max_length=2),
                        ),
                        ("holiday_subdivision", models.CharField(blank=True, max_length=6)),
                        ("is_default", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="Engagement",
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
                        ("slug", models.SlugField(max_length=60, unique=True)),
                        (
                            "time_zone",
                            models.CharField(
                                default="America/New_York",
                                help_text="Days and months of this engagement begin and end in this zone.",
                                max_length=64,
                                validators=[engagements.validators.time_zone_validate],
                            ),
                        ),
                        (
                            "phase",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("baseline", "Baseline"),
                                    ("documentation", "Documentation"),
                                    ("shadow", "Shadow coding"),
                                    ("live", "Live (hypercare)"),
                                    ("steady", "Steady"),
                                    ("rolled_back", "Rolled back"),
                                    ("exit", "Exit"),
                                ],
                                default="draft",
                                max_length=14,
                            ),
                        ),
                        ("live_on", models.DateField(blank=True, null=True)),
                        ("is_demo", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "ordering": ["name"],
                        "permissions": [
                            ("enter_engagement", "Can enter the engagement"),
                            ("code_engagement", "Can reach its charts on the vendor's side"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Organization",
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
                        ("slug", models.SlugField(max_length=60, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("practice", "Practice"),
                                    ("vendor", "Coding vendor"),
                                    ("auditor", "Independent auditor"),
                                    ("platform", "Platform operator"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "country",
                            models.CharField(
                                default="US", help_text="ISO 3166 code.", max_length=2
                            ),
                        ),
                        ("is_demo", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="OrganizationEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("name", models.CharField(max_length=200)),
                        ("slug", models.SlugField(db_index=False, max_length=60)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("practice", "Practice"),
                                    ("vendor", "Coding vendor"),
                                    ("auditor", "Independent auditor"),
                                    ("platform", "Platform operator"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "country",
                            models.CharField(
                                default="US", help_text="ISO 3166 code.", max_length=2
                            ),
                        ),
                        ("is_demo", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Payer",
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
                            "aliases",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=120),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("timely_filing_days", models.PositiveIntegerField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="PayerEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("name", models.CharField(max_length=120)),
                        (
                            "aliases",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=120),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("timely_filing_days", models.PositiveIntegerField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Provider",
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
                            "npi",
                            models.CharField(
                                max_length=10, validators=[engagements.validators.npi_validate]
                            ),
                        ),
                        ("name", models.CharField(max_length=150)),
                        ("specialty", models.CharField(blank=True, max_length=60)),
                        ("is_active", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="ProviderEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "npi",
                            models.CharField(
                                max_length=10, validators=[engagements.validators.npi_validate]
                            ),
                        ),
                        ("name", models.CharField(max_length=150)),
                        ("specialty", models.CharField(blank=True, max_length=60)),
                        ("is_active", models.BooleanField(default=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ReportRecipient",
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
                        ("name", models.CharField(blank=True, max_length=150)),
                        ("is_active", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["email"],
                    },
                ),
                migrations.CreateModel(
                    name="ReportRecipientEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("email", models.EmailField(max_length=254)),
                        ("name", models.CharField(blank=True, max_length=150)),
                        ("is_active", models.BooleanField(default=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SavedView",
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
                        ("list_key", models.CharField(max_length=60)),
                        ("name", models.CharField(max_length=80)),
                        ("query", models.CharField(blank=True, max_length=1000)),
                        (
                            "columns",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("is_shared", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="StateEvent",
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
                        ("model", models.CharField(max_length=60)),
                        ("object_id", models.BigIntegerField()),
                        ("transition", models.CharField(max_length=40)),
                        ("source", models.CharField(max_length=20)),
                        ("target", models.CharField(max_length=20)),
                        ("side", models.CharField(max_length=10)),
                        ("reason", models.TextField(blank=True)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Terms",
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
                        ("version", models.PositiveIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("proposed", "Proposed"),
                                    ("accepted", "Accepted"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("effective_from", models.DateField()),
                        (
                            "effective_to",
                            models.DateField(
                                blank=True, help_text="Last day, inclusive.", null=True
                            ),
                        ),
                        (
                            "accuracy_method",
                            models.CharField(
                                choices=[
                                    ("encounter", "Encounter (all four components correct)"),
                                    ("code_over_code", "Code over code (AHIMA)"),
                                    ("net", "Code over code, net of extra codes"),
                                    ("coder_denominator", "Correct codes over coder's codes"),
                                    ("union", "Correct codes over all codes"),
                                    ("component", "Components"),
                                    ("financial", "Financial impact"),
                                ],
                                default="encounter",
                                max_length=20,
                            ),
                        ),
                        (
                            "verdict_test",
                            models.CharField(
                                choices=[
                                    ("interval", "Exact interval"),
                                    ("point_estimate", "Point estimate"),
                                ],
                                default="interval",
                                max_length=16,
                            ),
                        ),
                        (
                            "confidence",
                            models.DecimalField(
                                decimal_places=3,
                                default=Decimal("0.900"),
                                help_text="Two-sided confidence of the intervals.",
                                max_digits=4,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0.5")),
                                    django.core.validators.MaxValueValidator(Decimal("0.999")),
                                ],
                            ),
                        ),
                        (
                            "turnaround_attainment_floor",
                            models.DecimalField(
                                decimal_places=3, default=Decimal("0.950"), max_digits=4
                            ),
                        ),
                        ("query_window_hours", models.PositiveIntegerField(default=48)),
                        (
                            "query_window_basis",
                            models.CharField(
                                choices=[
                                    ("elapsed", "Elapsed hours"),
                                    ("business", "Business hours"),
                                ],
                                default="elapsed",
                                max_length=10,
                            ),
                        ),
                        (
                            "sample_size_per_coder",
                            models.PositiveIntegerField(
                                default=30, help_text="Charts audited per coder and month."
                            ),
                        ),
                        ("proposed_side", models.CharField(blank=True, max_length=10)),
                        ("proposed_at", models.DateTimeField(blank=True, null=True)),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        ("note", models.TextField(blank=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "verbose_name_plural": "terms",
                        "ordering": ["-version"],
                    },
                ),
                migrations.CreateModel(
                    name="TermsEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("version", models.PositiveIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("proposed", "Proposed"),
                                    ("accepted", "Accepted"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("effective_from", models.DateField()),
                        (
                            "effective_to",
                            models.DateField(
                                blank=True, help_text="Last day, inclusive.", null=True
                            ),
                        ),
                        (
                            "accuracy_method",
                            models.CharField(
                                choices=[
                                    ("encounter", "Encounter (all four components correct)"),
                                    ("code_over_code", "Code over code (AHIMA)"),
                                    ("net", "Code over code, net of extra codes"),
                                    ("coder_denominator", "Correct codes over coder's codes"),
                                    ("union", "Correct codes over all codes"),
                                    ("component", "Components"),
                                    ("financial", "Financial impact"),
                                ],
                                default="encounter",
                                max_length=20,
                            ),
                        ),
                        (
                            "verdict_test",
                            models.CharField(
                                choices=[
                                    ("interval", "Exact interval"),
                                    ("point_estimate", "Point estimate"),
                                ],
                                default="interval",
                                max_length=16,
                            ),
                        ),
                        (
                            "confidence",
                            models.DecimalField(
                                decimal_places=3,
                                default=Decimal("0.900"),
                                help_text="Two-sided confidence of the intervals.",
                                max_digits=4,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0.5")),
                                    django.core.validators.MaxValueValidator(Decimal("0.999")),
                                ],
                            ),
                        ),
                        (
                            "turnaround_attainment_floor",
                            models.DecimalField(
                                decimal_places=3, default=Decimal("0.950"), max_digits=4
                            ),
                        ),
                        ("query_window_hours", models.PositiveIntegerField(default=48)),
                        (
                            "query_window_basis",
                            models.CharField(
                                choices=[
                                    ("elapsed", "Elapsed hours"),
                                    ("business", "Business hours"),
                                ],
                                default="elapsed",
                                max_length=10,
                            ),
                        ),
                        (
                            "sample_size_per_coder",
                            models.PositiveIntegerField(
                                default=30, help_text="Charts audited per coder and month."
                            ),
                        ),
                        ("proposed_side", models.CharField(blank=True, max_length=10)),
                        ("proposed_at", models.DateTimeField(blank=True, null=True)),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        ("note", models.TextField(blank=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="TurnaroundClass",
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
                            "encounter_class",
                            models.CharField(
                                blank=True,
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
                                blank=True,
                                choices=[("standard", "Standard"), ("complex", "Complex")],
                                max_length=8,
                            ),
                        ),
                        ("hours", models.DecimalField(decimal_places=2, max_digits=6)),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("elapsed", "Elapsed hours"),
                                    ("business", "Business hours"),
                                ],
                                max_length=10,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "turnaround classes",
                        "ordering": ["encounter_class", "-urgency", "complexity"],
                    },
                ),
                migrations.CreateModel(
                    name="TurnaroundClassEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "encounter_class",
                            models.CharField(
                                blank=True,
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
                                blank=True,
                                choices=[("standard", "Standard"), ("complex", "Complex")],
                                max_length=8,
                            ),
                        ),
                        ("hours", models.DecimalField(decimal_places=2, max_digits=6)),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("elapsed", "Elapsed hours"),
                                    ("business", "Business hours"),
                                ],
                                max_length=10,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="UserEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        ("email", models.EmailField(max_length=254)),
                        ("name", models.CharField(max_length=150)),
                        (
                            "time_zone",
                            models.CharField(
                                default="America/New_York",
                                max_length=64,
                                validators=[engagements.validators.time_zone_validate],
                            ),
                        ),
                        (
                            "theme",
                            models.CharField(
                                choices=[
                                    ("auto", "Automatic"),
                                    ("light", "Light"),
                                    ("dark", "Dark"),
                                ],
                                default="auto",
                                max_length=5,
                            ),
                        ),
                        ("preferences", models.JSONField(blank=True, default=dict)),
                        ("is_platform_admin", models.BooleanField(default=False)),
                        ("is_staff", models.BooleanField(default=False)),
                        ("is_active", models.BooleanField(default=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="User",
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
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        ("email", models.EmailField(max_length=254, unique=True)),
                        ("name", models.CharField(max_length=150)),
                        (
                            "time_zone",
                            models.CharField(
                                default="America/New_York",
                                max_length=64,
                                validators=[engagements.validators.time_zone_validate],
                            ),
                        ),
                        (
                            "theme",
                            models.CharField(
                                choices=[
                                    ("auto", "Automatic"),
                                    ("light", "Light"),
                                    ("dark", "Dark"),
                                ],
                                default="auto",
                                max_length=5,
                            ),
                        ),
                        ("preferences", models.JSONField(blank=True, default=dict)),
                        ("is_platform_admin", models.BooleanField(default=False)),
                        ("is_staff", models.BooleanField(default=False)),
                        ("is_active", models.BooleanField(default=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                        (
                            "organization",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="users",
                                to="engagements.organization",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarException",
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
                        ("day", models.DateField()),
                        ("name", models.CharField(max_length=100)),
                        (
                            "hours",
                            models.JSONField(
                                blank=True,
                                default=list,
                                help_text='["HH:MM", "HH:MM"] pairs; none means closed.',
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="exceptions",
                                to="engagements.calendar",
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
                        "ordering": ["day"],
                    },
                ),
                migrations.CreateModel(
                    name="Document",
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
                                    ("baa", "Business associate agreement"),
                                    ("contract", "Contract"),
                                    ("privacy_policy", "Privacy policy"),
                                    ("security_policy", "Security policy"),
                                    ("training_records", "Workforce training records"),
                                    ("breach_procedure", "Breach-notification procedure"),
                                    ("soc2", "SOC 2 Type II report"),
                                    ("hitrust", "HITRUST certification"),
                                    ("iso27001", "ISO 27001 certificate"),
                                    ("upload", "Uploaded data file"),
                                    ("error_file", "Import error file"),
                                    ("report", "Report"),
                                    ("other", "Other"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("file", models.FileField(max_length=200, upload_to="documents/%Y/%m/")),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveBigIntegerField()),
                        ("content_type", models.CharField(max_length=100)),
                        ("expires_on", models.DateField(blank=True, null=True)),
                        ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "uploaded_by",
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
                    ],
                    options={
                        "ordering": ["-uploaded_at"],
                    },
                ),
                migrations.CreateModel(
                    name="BusinessAssociateAgreement",
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
                        ("effective_on", models.DateField()),
                        ("expires_on", models.DateField(blank=True, null=True)),
                        (
                            "breach_notice_hours",
                            models.PositiveIntegerField(
                                default=72,
                                help_text="Hours within which the vendor reports a breach.",
                            ),
                        ),
                        ("practice_signatory", models.CharField(blank=True, max_length=150)),
                        ("practice_title", models.CharField(blank=True, max_length=150)),
                        ("practice_signed_at", models.DateTimeField(blank=True, null=True)),
                        ("vendor_signatory", models.CharField(blank=True, max_length=150)),
                        ("vendor_title", models.CharField(blank=True, max_length=150)),
                        ("vendor_signed_at", models.DateTimeField(blank=True, null=True)),
                        ("terminated_on", models.DateField(blank=True, null=True)),
                        ("termination_reason", models.TextField(blank=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "practice_signed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "vendor_signed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="engagements.document",
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
                        "verbose_name": "BAA",
                        "ordering": ["-effective_on", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentEvent",
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
                                    ("baa", "Business associate agreement"),
                                    ("contract", "Contract"),
                                    ("privacy_policy", "Privacy policy"),
                                    ("security_policy", "Security policy"),
                                    ("training_records", "Workforce training records"),
                                    ("breach_procedure", "Breach-notification procedure"),
                                    ("soc2", "SOC 2 Type II report"),
                                    ("hitrust", "HITRUST certification"),
                                    ("iso27001", "ISO 27001 certificate"),
                                    ("upload", "Uploaded data file"),
                                    ("error_file", "Import error file"),
                                    ("report", "Report"),
                                    ("other", "Other"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("file", models.FileField(max_length=200, upload_to="documents/%Y/%m/")),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveBigIntegerField()),
                        ("content_type", models.CharField(max_length=100)),
                        ("expires_on", models.DateField(blank=True, null=True)),
                        ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="engagements.document",
                            ),
                        ),
                        (
                            "uploaded_by",
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
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CalendarExceptionEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("day", models.DateField()),
                        ("name", models.CharField(max_length=100)),
                        (
                            "hours",
                            models.JSONField(
                                blank=True,
                                default=list,
                                help_text='["HH:MM", "HH:MM"] pairs; none means closed.',
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="engagements.calendar",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="engagements.calendarexception",
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
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CalendarEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("name", models.CharField(max_length=100)),
                        (
                            "time_zone",
                            models.CharField(
                                max_length=64,
                                validators=[engagements.validators.time_zone_validate],
                            ),
                        ),
                        ("weekly_hours", models.JSONField(default=list)),
                        (
                            "holiday_country",
                            models.CharField(blank=True, help_text="ISO 3166 code.", max_length=2),
                        ),
                        ("holiday_subdivision", models.CharField(blank=True, max_length=6)),
                        ("is_default", models.BooleanField(default=False)),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="engagements.calendar",
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
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.AddField(
                    model_name="calendar",
                    name="engagement",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="engagements.engagement",
                    ),
                ),
                migrations.CreateModel(
                    name="BusinessAssociateAgreementEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("effective_on", models.DateField()),
                        ("expires_on", models.DateField(blank=True, null=True)),
                        (
                            "breach_notice_hours",
                            models.PositiveIntegerField(
                                default=72,
                                help_text="Hours within which the vendor reports a breach.",
                            ),
                        ),
                        ("practice_signatory", models.CharField(blank=True, max_length=150)),
                        ("practice_title", models.CharField(blank=True, max_length=150)),
                        ("practice_signed_at", models.DateTimeField(blank=True, null=True)),
                        ("vendor_signatory", models.CharField(blank=True, max_length=150)),
                        ("vendor_title", models.CharField(blank=True, max_length=150)),
                        ("vendor_signed_at", models.DateTimeField(blank=True, null=True)),
                        ("terminated_on", models.DateField(blank=True, null=True)),
                        ("termination_reason", models.TextField(blank=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="engagements.businessassociateagreement",
                            ),
                        ),
                        (
                            "practice_signed_by",
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
                            "vendor_signed_by",
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
                            "document",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="engagements.document",
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
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="AccuracyFloorEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("specialty", models.CharField(blank=True, max_length=60)),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("encounter", "Encounter (all four components correct)"),
                                    ("code_over_code", "Code over code (AHIMA)"),
                                    ("net", "Code over code, net of extra codes"),
                                    ("coder_denominator", "Correct codes over coder's codes"),
                                    ("union", "Correct codes over all codes"),
                                    ("component", "Components"),
                                    ("financial", "Financial impact"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("floor", models.DecimalField(decimal_places=3, max_digits=4)),
                        (
                            "target",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=4, null=True
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="engagements.accuracyfloor",
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
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.AddField(
                    model_name="accuracyfloor",
                    name="engagement",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="engagements.engagement",
                    ),
                ),
                migrations.CreateModel(
                    name="AccessLog",
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
                        ("at", models.DateTimeField(auto_now_add=True)),
                        ("action", models.CharField(max_length=40)),
                        ("model", models.CharField(max_length=60)),
                        ("object_id", models.BigIntegerField(null=True)),
                        ("object_count", models.PositiveIntegerField(default=1)),
                        (
                            "fields",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60), default=list, size=None
                            ),
                        ),
                        ("ip_address", models.GenericIPAddressField(null=True)),
                        ("user_agent", models.CharField(blank=True, max_length=200)),
                        ("path", models.CharField(blank=True, max_length=200)),
                        (
                            "user",
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
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="EngagementGroupPermission",
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
                            "content_object",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                to="engagements.engagement",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, to="auth.group"
                            ),
                        ),
                        (
                            "permission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, to="auth.permission"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="EngagementUserPermission",
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
                            "content_object",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                to="engagements.engagement",
                            ),
                        ),
                        (
                            "permission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, to="auth.permission"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Job",
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
                        ("kind", models.CharField(max_length=40)),
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
                        ("total", models.PositiveIntegerField(null=True)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("message", models.CharField(blank=True, max_length=300)),
                        ("error", models.TextField(blank=True)),
                        ("parameters", models.JSONField(default=dict)),
                        ("result", models.JSONField(default=dict)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("started_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                        (
                            "created_by",
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
                            "output",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="engagements.document",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-created_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
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
                            "role",
                            models.CharField(
                                choices=[
                                    ("practice_manager", "Practice manager"),
                                    ("cdi_coordinator", "CDI coordinator"),
                                    ("denial_analyst", "Denial analyst"),
                                    ("compliance_officer", "Compliance officer"),
                                    ("provider", "Provider"),
                                    ("in_house_coder", "In-house coder"),
                                    ("vendor_coder", "Vendor coder"),
                                    ("vendor_lead", "Vendor team lead"),
                                    ("vendor_auditor", "Vendor QA auditor"),
                                    ("vendor_qa_lead", "Vendor QA lead"),
                                    ("independent_auditor", "Independent auditor"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("starts_on", models.DateField(blank=True, null=True)),
                        ("ends_on", models.DateField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "created_by",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to="engagements.engagement",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["engagement", "user", "role"],
                    },
                ),
                migrations.CreateModel(
                    name="MembershipEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("practice_manager", "Practice manager"),
                                    ("cdi_coordinator", "CDI coordinator"),
                                    ("denial_analyst", "Denial analyst"),
                                    ("compliance_officer", "Compliance officer"),
                                    ("provider", "Provider"),
                                    ("in_house_coder", "In-house coder"),
                                    ("vendor_coder", "Vendor coder"),
                                    ("vendor_lead", "Vendor team lead"),
                                    ("vendor_auditor", "Vendor QA auditor"),
                                    ("vendor_qa_lead", "Vendor QA lead"),
                                    ("independent_auditor", "Independent auditor"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("starts_on", models.DateField(blank=True, null=True)),
                        ("ends_on", models.DateField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "created_by",
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
                                to="engagements.membership",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                db_constraint=False,
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
                    name="EngagementEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("name", models.CharField(max_length=200)),
                        ("slug", models.SlugField(db_index=False, max_length=60)),
                        (
                            "time_zone",
                            models.CharField(
                                default="America/New_York",
                                help_text="Days and months of this engagement begin and end in this zone.",
                                max_length=64,
                                validators=[engagements.validators.time_zone_validate],
                            ),
                        ),
                        (
                            "phase",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("baseline", "Baseline"),
                                    ("documentation", "Documentation"),
                                    ("shadow", "Shadow coding"),
                                    ("live", "Live (hypercare)"),
                                    ("steady", "Steady"),
                                    ("rolled_back", "Rolled back"),
                                    ("exit", "Exit"),
                                ],
                                default="draft",
                                max_length=14,
                            ),
                        ),
                        ("live_on", models.DateField(blank=True, null=True)),
                        ("is_demo", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="engagements.engagement",
                            ),
                        ),
                        (
                            "auditor",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="engagements.organization",
                            ),
                        ),
                        (
                            "practice",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="engagements.organization",
                            ),
                        ),
                        (
                            "vendor",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="engagements.organization",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.AddField(
                    model_name="engagement",
                    name="auditor",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="engagements_as_auditor",
                        to="engagements.organization",
                    ),
                ),
                migrations.AddField(
                    model_name="engagement",
                    name="practice",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="engagements_as_practice",
                        to="engagements.organization",
                    ),
                ),
                migrations.AddField(
                    model_name="engagement",
                    name="vendor",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="engagements_as_vendor",
                        to="engagements.organization",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="organization",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_organizationevent" ("country", "created_at", "id", "is_demo", "kind", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") SELECT old_values."country", old_values."created_at", old_values."id", old_values."is_demo", old_values."kind", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."slug" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="fe9cf829bf3b831c71ded398dcba592bca2092fc",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_57022",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="engagements_organization",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="organization",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_organizationevent" ("country", "created_at", "id", "is_demo", "kind", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") SELECT old_values."country", old_values."created_at", old_values."id", old_values."is_demo", old_values."kind", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."slug" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="7c16e3206dbf3c6b09302aba65e4f94be0ac3645",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_d0377",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="engagements_organization",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddField(
                    model_name="organizationevent",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="engagements.organization",
                    ),
                ),
                migrations.AddField(
                    model_name="payer",
                    name="engagement",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="engagements.engagement",
                    ),
                ),
                migrations.AddField(
                    model_name="payerevent",
                    name="engagement",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="engagements.engagement",
                    ),
                ),
                migrations.AddField(
                    model_name="payerevent",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="engagements.payer",
                    ),
                ),
                migrations.AddField(
                    model_name="provider",
                    name="engagement",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="engagements.engagement",
                    ),
                ),
                migrations.AddField(
                    model_name="provider",
                    name="user",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="providerevent",
                    name="engagement",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="engagements.engagement",
                    ),
                ),
                migrations.AddField(
                    model_name="providerevent",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="engagements.provider",
                    ),
                ),
                migrations.AddField(
                    model_name="providerevent",
                    name="user",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="reportrecipient",
                    name="engagement",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="engagements.engagement",
                    ),
                ),
                migrations.AddField(
                    model_name="reportrecipientevent",
                    name="engagement",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="engagements.engagement",
                    ),
                ),
                migrations.AddField(
                    model_name="reportrecipientevent",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="engagements.reportrecipient",
                    ),
                ),
                migrations.AddField(
                    model_name="savedview",
                    name="engagement",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="engagements.engagement",
                    ),
                ),
                migrations.AddField(
                    model_name="savedview",
                    name="user",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="stateevent",
                    name="actor",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="stateevent",
                    name="engagement",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="engagements.engagement",
                    ),
                ),
                migrations.AddField(
                    model_name="terms",
                    name="accepted_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="terms",
                    name="calendar",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="engagements.calendar",
                    ),
                ),
                migrations.AddField(
                    model_name="terms",
                    name="engagement",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="engagements.engagement",
                    ),
                ),
                migrations.AddField(
                    model_name="terms",
                    name="proposed_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="accuracyfloorevent",
                    name="terms",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="engagements.terms",
                    ),
                ),
                migrations.AddField(
                    model_name="accuracyfloor",
                    name="terms",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="accuracy_floors",
                        to="engagements.terms",
                    ),
                ),
                migrations.AddField(
                    model_name="termsevent",
                    name="accepted_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="termsevent",
                    name="calendar",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="engagements.calendar",
                    ),
                ),
                migrations.AddField(
                    model_name="termsevent",
                    name="engagement",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="engagements.engagement",
                    ),
                ),
                migrations.AddField(
                    model_name="termsevent",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="engagements.terms",
                    ),
                ),
                migrations.AddField(
                    model_name="termsevent",
                    name="proposed_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="turnaroundclass",
                    name="engagement",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="engagements.engagement",
                    ),
                ),
                migrations.AddField(
                    model_name="turnaroundclass",
                    name="terms",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="turnaround_classes",
                        to="engagements.terms",
                    ),
                ),
                migrations.AddField(
                    model_name="turnaroundclassevent",
                    name="engagement",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="engagements.engagement",
                    ),
                ),
                migrations.AddField(
                    model_name="turnaroundclassevent",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="engagements.turnaroundclass",
                    ),
                ),
                migrations.AddField(
                    model_name="turnaroundclassevent",
                    name="terms",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="engagements.terms",
                    ),
                ),
                migrations.AddField(
                    model_name="userevent",
                    name="organization",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="engagements.organization",
                    ),
                ),
                migrations.AddField(
                    model_name="userevent",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(
                        fields=["engagement", "kind", "-uploaded_at"],
                        name="engagements_engagem_93208c_idx",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="document",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_documentevent" ("content_type", "engagement_id", "expires_on", "file", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "title", "uploaded_at", "uploaded_by_id") SELECT old_values."content_type", old_values."engagement_id", old_values."expires_on", old_values."file", old_values."id", old_values."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."sha256", old_values."size", old_values."title", old_values."uploaded_at", old_values."uploaded_by_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="3c299f4c92c4c2afd2be1687b668b34ec58a47cd",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f4f22",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="engagements_document",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="document",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_documentevent" ("content_type", "engagement_id", "expires_on", "file", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "title", "uploaded_at", "uploaded_by_id") SELECT old_values."content_type", old_values."engagement_id", old_values."expires_on", old_values."file", old_values."id", old_values."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."sha256", old_values."size", old_values."title", old_values."uploaded_at", old_values."uploaded_by_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="8d6306b00e9087544b696c30f404c1d334ce8ec9",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_f2a38",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="engagements_document",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="calendarexception",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "calendar", "day"), name="calendarexception_day_once"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="calendarexception",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_calendarexceptionevent" ("calendar_id", "day", "engagement_id", "hours", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."calendar_id", old_values."day", old_values."engagement_id", old_values."hours", old_values."id", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="966d39d57dd1fcf3f0e7521715a8e5234ffff704",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_3f1fb",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="engagements_calendarexception",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="calendarexception",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_calendarexceptionevent" ("calendar_id", "day", "engagement_id", "hours", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."calendar_id", old_values."day", old_values."engagement_id", old_values."hours", old_values."id", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="91a33e381ef3c4fd7bfe1627c1efb3f6f487cd49",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_d3fad",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="engagements_calendarexception",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="calendar",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "name"), name="calendar_name_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="calendar",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("engagement",),
                        name="calendar_one_default",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="calendar",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_calendarevent" ("engagement_id", "holiday_country", "holiday_subdivision", "id", "is_default", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "time_zone", "weekly_hours") SELECT old_values."engagement_id", old_values."holiday_country", old_values."holiday_subdivision", old_values."id", old_values."is_default", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."time_zone", old_values."weekly_hours" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="6515152c092735431f3dac971ea2e877376513c3",
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
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_calendarevent" ("engagement_id", "holiday_country", "holiday_subdivision", "id", "is_default", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "time_zone", "weekly_hours") SELECT old_values."engagement_id", old_values."holiday_country", old_values."holiday_subdivision", old_values."id", old_values."is_default", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."time_zone", old_values."weekly_hours" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="20686f514945959750e82d4111b156c6918a83f9",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_36d10",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="engagements_calendar",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="businessassociateagreement",
                    index=models.Index(
                        fields=["engagement", "effective_on"], name="engagements_engagem_d37342_idx"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="businessassociateagreement",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on__isnull", True),
                            ("expires_on__gte", models.F("effective_on")),
                            _connector="OR",
                        ),
                        name="baa_expires_after_start",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="businessassociateagreement",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_businessassociateagreementevent" ("breach_notice_hours", "created_at", "document_id", "effective_on", "engagement_id", "expires_on", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_signatory", "practice_signed_at", "practice_signed_by_id", "practice_title", "terminated_on", "termination_reason", "vendor_signatory", "vendor_signed_at", "vendor_signed_by_id", "vendor_title") SELECT old_values."breach_notice_hours", old_values."created_at", old_values."document_id", old_values."effective_on", old_values."engagement_id", old_values."expires_on", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."practice_signatory", old_values."practice_signed_at", old_values."practice_signed_by_id", old_values."practice_title", old_values."terminated_on", old_values."termination_reason", old_values."vendor_signatory", old_values."vendor_signed_at", old_values."vendor_signed_by_id", old_values."vendor_title" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="07117f47f429708c99ca9071d4e9803ca99774e8",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_c9a2f",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="engagements_businessassociateagreement",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="businessassociateagreement",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_businessassociateagreementevent" ("breach_notice_hours", "created_at", "document_id", "effective_on", "engagement_id", "expires_on", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_signatory", "practice_signed_at", "practice_signed_by_id", "practice_title", "terminated_on", "termination_reason", "vendor_signatory", "vendor_signed_at", "vendor_signed_by_id", "vendor_title") SELECT old_values."breach_notice_hours", old_values."created_at", old_values."document_id", old_values."effective_on", old_values."engagement_id", old_values."expires_on", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."practice_signatory", old_values."practice_signed_at", old_values."practice_signed_by_id", old_values."practice_title", old_values."terminated_on", old_values."termination_reason", old_values."vendor_signatory", old_values."vendor_signed_at", old_values."vendor_signed_by_id", old_values."vendor_title" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="f2d4c670f50a0db2727095155c263e0fc3962440",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_aa1ab",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="engagements_businessassociateagreement",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="accesslog",
                    index=models.Index(
                        fields=["engagement", "-at"], name="engagements_engagem_88f225_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="accesslog",
                    index=models.Index(
                        fields=["engagement", "model", "object_id", "-at"],
                        name="engagements_engagem_cda783_idx",
                    ),
                ),
                migrations.AddIndex(
                    model_name="accesslog",
                    index=models.Index(
                        fields=["engagement", "user", "-at"], name="engagements_engagem_7304e8_idx"
                    ),
                ),
                migrations.AlterUniqueTogether(
                    name="engagementgrouppermission",
                    unique_together={("group", "permission", "content_object")},
                ),
                migrations.AlterUniqueTogether(
                    name="engagementuserpermission",
                    unique_together={("user", "permission", "content_object")},
                ),
                migrations.AddIndex(
                    model_name="job",
                    index=models.Index(
                        fields=["engagement", "-created_at"], name="engagements_engagem_32dade_idx"
                    ),
                ),
                migrations.AddIndex(
                    model_name="membership",
                    index=models.Index(
                        fields=["user", "engagement"], name="engagements_user_id_5a67df_idx"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="membership",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "user", "role"), name="membership_role_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="membership",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("starts_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="membership_ends_after_start",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="membership",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_membershipevent" ("created_at", "created_by_id", "ends_on", "engagement_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "starts_on", "user_id") SELECT old_values."created_at", old_values."created_by_id", old_values."ends_on", old_values."engagement_id", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."role", old_values."starts_on", old_values."user_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="6f784a804e806aea2cdab6a5b8993f1efa4e24b5",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_ec2c4",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="engagements_membership",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="membership",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_membershipevent" ("created_at", "created_by_id", "ends_on", "engagement_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "starts_on", "user_id") SELECT old_values."created_at", old_values."created_by_id", old_values."ends_on", old_values."engagement_id", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."role", old_values."starts_on", old_values."user_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="46d567cafc21731ae25abc908d609afd2eab02fc",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_3f32a",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="engagements_membership",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="engagement",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("vendor", models.F("practice")), _negated=True),
                        name="engagement_vendor_is_not_practice",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="engagement",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("auditor__isnull", True),
                            models.Q(("auditor", models.F("vendor")), _negated=True),
                            _connector="OR",
                        ),
                        name="engagement_auditor_is_independent",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="engagement",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_engagementevent" ("auditor_id", "created_at", "id", "is_demo", "live_on", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "practice_id", "slug", "time_zone", "vendor_id") SELECT old_values."auditor_id", old_values."created_at", old_values."id", old_values."is_demo", old_values."live_on", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."phase", old_values."practice_id", old_values."slug", old_values."time_zone", old_values."vendor_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="b74b98df0571bfafc14ca89a14b44abbaa037f78",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_51ae7",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="engagements_engagement",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="engagement",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_engagementevent" ("auditor_id", "created_at", "id", "is_demo", "live_on", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "practice_id", "slug", "time_zone", "vendor_id") SELECT old_values."auditor_id", old_values."created_at", old_values."id", old_values."is_demo", old_values."live_on", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."phase", old_values."practice_id", old_values."slug", old_values."time_zone", old_values."vendor_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="eca592e4cb91705f7b9174d891d4b6ee494f3d1f",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_c903d",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="engagements_engagement",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="user",
                    constraint=models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        name="user_email_unique_any_case",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="user",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_userevent" ("created_at", "email", "id", "is_active", "is_platform_admin", "is_staff", "is_superuser", "name", "organization_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "preferences", "theme", "time_zone") SELECT old_values."created_at", old_values."email", old_values."id", old_values."is_active", old_values."is_platform_admin", old_values."is_staff", old_values."is_superuser", old_values."name", old_values."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."preferences", old_values."theme", old_values."time_zone" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_active" IS DISTINCT FROM (new_values."is_active") OR old_values."is_platform_admin" IS DISTINCT FROM (new_values."is_platform_admin") OR old_values."is_staff" IS DISTINCT FROM (new_values."is_staff") OR old_values."is_superuser" IS DISTINCT FROM (new_values."is_superuser") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."organization_id" IS DISTINCT FROM (new_values."organization_id") OR old_values."preferences" IS DISTINCT FROM (new_values."preferences") OR old_values."theme" IS DISTINCT FROM (new_values."theme") OR old_values."time_zone" IS DISTINCT FROM (new_values."time_zone")) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="b98f6fe2ad03ae26131d18d5522510066d7092ee",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_50fd9",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="engagements_user",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="user",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_userevent" ("created_at", "email", "id", "is_active", "is_platform_admin", "is_staff", "is_superuser", "name", "organization_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "preferences", "theme", "time_zone") SELECT old_values."created_at", old_values."email", old_values."id", old_values."is_active", old_values."is_platform_admin", old_values."is_staff", old_values."is_superuser", old_values."name", old_values."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."preferences", old_values."theme", old_values."time_zone" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="d3a923ea0bde6288e2e25151b3cd23a292cb13f1",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_2c144",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="engagements_user",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="payer",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "name"), name="payer_name_once"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="payer",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_payerevent" ("aliases", "engagement_id", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "timely_filing_days") SELECT old_values."aliases", old_values."engagement_id", old_values."id", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."timely_filing_days" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="76d2b20334b6ddc309b01c7ea0fd67951c3ec0ba",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0f8fb",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="engagements_payer",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="payer",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_payerevent" ("aliases", "engagement_id", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "timely_filing_days") SELECT old_values."aliases", old_values."engagement_id", old_values."id", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."timely_filing_days" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="0fee6a7886e6337bfa98e8afaeb4ce7bb6d80270",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_4f656",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="engagements_payer",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="provider",
                    index=models.Index(
                        fields=["engagement", "user"], name="engagements_engagem_4e2535_idx"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="provider",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "npi"), name="provider_npi_once"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="provider",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_providerevent" ("engagement_id", "id", "is_active", "name", "npi", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialty", "user_id") SELECT old_values."engagement_id", old_values."id", old_values."is_active", old_values."name", old_values."npi", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."specialty", old_values."user_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="26385b419a5a3c8e97284b1b84d46f3ca872149a",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_28240",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="engagements_provider",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="provider",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_providerevent" ("engagement_id", "id", "is_active", "name", "npi", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialty", "user_id") SELECT old_values."engagement_id", old_values."id", old_values."is_active", old_values."name", old_values."npi", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."specialty", old_values."user_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="4fee3d41a17ef00af49f8304f8d7897d15098631",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_de50e",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="engagements_provider",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reportrecipient",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "email"), name="recipient_once"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reportrecipient",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_reportrecipientevent" ("email", "engagement_id", "id", "is_active", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."email", old_values."engagement_id", old_values."id", old_values."is_active", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="89ac9ba35c479f507bfac82ab1b49ddeaeba9b1a",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0e633",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="engagements_reportrecipient",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reportrecipient",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_reportrecipientevent" ("email", "engagement_id", "id", "is_active", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."email", old_values."engagement_id", old_values."id", old_values."is_active", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="10e9e59e19b7235cf66cf35172ef3a1eb45e47a8",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_f5e3c",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="engagements_reportrecipient",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="savedview",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "list_key", "user", "name"),
                        name="savedview_name_once",
                    ),
                ),
                migrations.AddIndex(
                    model_name="stateevent",
                    index=models.Index(
                        fields=["engagement", "model", "object_id", "at"],
                        name="engagements_engagem_ae301f_idx",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="terms",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "version"), name="terms_version_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="terms",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("effective_to__isnull", True),
                            ("effective_to__gte", models.F("effective_from")),
                            _connector="OR",
                        ),
                        name="terms_end_after_start",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="terms",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state", "accepted")),
                        expressions=[
                            (
                                models.Func(
                                    models.F("engagement"),
                                    models.F("engagement"),
                                    models.Value("[]"),
                                    function="int8range",
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.F("effective_from"),
                                    models.F("effective_to"),
                                    models.Value("[]"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="terms_accepted_never_overlap",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="terms",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_termsevent" ("accepted_at", "accepted_by_id", "accuracy_method", "calendar_id", "confidence", "created_at", "effective_from", "effective_to", "engagement_id", "id", "note", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "proposed_side", "query_window_basis", "query_window_hours", "sample_size_per_coder", "state", "turnaround_attainment_floor", "verdict_test", "version") SELECT old_values."accepted_at", old_values."accepted_by_id", old_values."accuracy_method", old_values."calendar_id", old_values."confidence", old_values."created_at", old_values."effective_from", old_values."effective_to", old_values."engagement_id", old_values."id", old_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."proposed_at", old_values."proposed_by_id", old_values."proposed_side", old_values."query_window_basis", old_values."query_window_hours", old_values."sample_size_per_coder", old_values."state", old_values."turnaround_attainment_floor", old_values."verdict_test", old_values."version" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="5105e35caf4aa05940ed52ab04f68553d13e184f",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_73b27",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="engagements_terms",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="terms",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_termsevent" ("accepted_at", "accepted_by_id", "accuracy_method", "calendar_id", "confidence", "created_at", "effective_from", "effective_to", "engagement_id", "id", "note", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "proposed_side", "query_window_basis", "query_window_hours", "sample_size_per_coder", "state", "turnaround_attainment_floor", "verdict_test", "version") SELECT old_values."accepted_at", old_values."accepted_by_id", old_values."accuracy_method", old_values."calendar_id", old_values."confidence", old_values."created_at", old_values."effective_from", old_values."effective_to", old_values."engagement_id", old_values."id", old_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."proposed_at", old_values."proposed_by_id", old_values."proposed_side", old_values."query_window_basis", old_values."query_window_hours", old_values."sample_size_per_coder", old_values."state", old_values."turnaround_attainment_floor", old_values."verdict_test", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="43046853554ffebca05bb5c1b53c1af5bf9b69b7",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_b7885",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="engagements_terms",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="accuracyfloor",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "terms", "specialty", "method"), name="floor_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="accuracyfloor",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("floor__gt", 0), ("floor__lte", 1)),
                        name="floor_is_a_share",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="accuracyfloor",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_accuracyfloorevent" ("engagement_id", "floor", "id", "method", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialty", "target", "terms_id") SELECT old_values."engagement_id", old_values."floor", old_values."id", old_values."method", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."specialty", old_values."target", old_values."terms_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="e282b2162aafdcb79e7de75003035485881b0854",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_151e0",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="engagements_accuracyfloor",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="accuracyfloor",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_accuracyfloorevent" ("engagement_id", "floor", "id", "method", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialty", "target", "terms_id") SELECT old_values."engagement_id", old_values."floor", old_values."id", old_values."method", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."specialty", old_values."target", old_values."terms_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="f4425ac99596890b7fb84891b23aac885cd7b173",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_3f0cd",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="engagements_accuracyfloor",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="turnaroundclass",
                    constraint=models.UniqueConstraint(
                        fields=("engagement", "terms", "encounter_class", "urgency", "complexity"),
                        name="turnaroundclass_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="turnaroundclass",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("hours__gt", 0)), name="turnaroundclass_positive"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="turnaroundclass",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_turnaroundclassevent" ("basis", "complexity", "encounter_class", "engagement_id", "hours", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "terms_id", "urgency") SELECT old_values."basis", old_values."complexity", old_values."encounter_class", old_values."engagement_id", old_values."hours", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', old_values."id", old_values."terms_id", old_values."urgency" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="3999250ad9fabaf1e6cbc1ac793c3ebfa9e10f66",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_efde2",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="engagements_turnaroundclass",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="turnaroundclass",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_turnaroundclassevent" ("basis", "complexity", "encounter_class", "engagement_id", "hours", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "terms_id", "urgency") SELECT old_values."basis", old_values."complexity", old_values."encounter_class", old_values."engagement_id", old_values."hours", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."terms_id", old_values."urgency" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="e436f4f04b49c80020d6ca75f1a040eb3591ea0d",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_86f32",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="engagements_turnaroundclass",
                            when="AFTER",
                        ),
                    ),
                ),
            ]
        ),
    ]
