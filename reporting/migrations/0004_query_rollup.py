"""The daily rollup of queries, and the triggers of its facts."""

import django.db.models.deletion
from django.db import migrations, models

from engagements.kernel.tenancy import ApplyTenancy
from reporting.dirty import ApplyDirtyMarks


class Migration(migrations.Migration):
    dependencies = [
        ("queries", "0003_record_notifications"),
        ("engagements", "0003_terms_never_overlap"),
        ("reporting", "0003_claims_rollup"),
    ]

    operations = [
        migrations.CreateModel(
            name="QueryDaily",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
            options={
                "indexes": [models.Index(fields=["engagement", "day"], name="queries_day")],
                "constraints": [
                    models.UniqueConstraint(
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
                    )
                ],
            },
        ),
        ApplyTenancy(),
        ApplyDirtyMarks(),
    ]
