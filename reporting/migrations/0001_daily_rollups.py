"""Daily rollups, the marks that keep them true, and the triggers that set the marks."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from engagements.kernel.migrating import CreateTogether
from engagements.kernel.tenancy import ApplyTenancy
from reporting.dirty import ApplyDirtyMarks


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("engagements", "0002_tenancy"),
        ("charts", "0004_production_indexes"),
    ]

    operations = [
        CreateTogether(
            [
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
                    options={
                        "indexes": [
                            models.Index(fields=["engagement", "day"], name="production_day")
                        ],
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
                                name="production_group_once",
                            )
                        ],
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
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("engagement", "family"), name="rollupstate_once"
                            )
                        ],
                    },
                ),
                ApplyTenancy(),
                ApplyDirtyMarks(),
            ]
        )
    ]
