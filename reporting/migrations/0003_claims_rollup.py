"""The daily rollup of claims, and the triggers of its facts."""

import django.db.models.deletion
from django.db import migrations, models

from engagements.kernel.tenancy import ApplyTenancy
from reporting.dirty import ApplyDirtyMarks


class Migration(migrations.Migration):
    dependencies = [
        ("denials", "0004_claim_payer"),
        ("engagements", "0003_terms_never_overlap"),
        ("reporting", "0002_audit_rollups"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClaimsDaily",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("charged", models.DecimalField(decimal_places=6, default=0, max_digits=24)),
                ("first_charged", models.DecimalField(decimal_places=6, default=0, max_digits=24)),
                (
                    "first_denied_charged",
                    models.DecimalField(decimal_places=6, default=0, max_digits=24),
                ),
                ("denied_value", models.DecimalField(decimal_places=6, default=0, max_digits=24)),
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
        ApplyTenancy(),
        ApplyDirtyMarks(),
    ]
