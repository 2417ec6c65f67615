"""The daily sums of audits, and the triggers that mark their days."""

import django.db.models.deletion
from django.db import migrations, models

from engagements.kernel.tenancy import ApplyTenancy
from reporting.dirty import ApplyDirtyMarks


class Migration(migrations.Migration):
    dependencies = [
        ("engagements", "0002_tenancy"),
        ("reporting", "0001_daily_rollups"),
        ("qa", "0006_created_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditDaily",
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
                ("coder", models.CharField(blank=True, max_length=150)),
                ("side", models.CharField(blank=True, max_length=150)),
                ("encounter_class", models.CharField(blank=True, max_length=150)),
                ("audits", models.BigIntegerField(default=0)),
                ("encounters_correct", models.BigIntegerField(default=0)),
                ("payment_judged", models.BigIntegerField(default=0)),
                ("payment_correct", models.BigIntegerField(default=0)),
                ("reviewer_codes", models.DecimalField(decimal_places=6, default=0, max_digits=24)),
                ("coder_codes", models.DecimalField(decimal_places=6, default=0, max_digits=24)),
                ("correct_codes", models.DecimalField(decimal_places=6, default=0, max_digits=24)),
                ("extra_codes", models.DecimalField(decimal_places=6, default=0, max_digits=24)),
                ("union_codes", models.DecimalField(decimal_places=6, default=0, max_digits=24)),
                ("net_codes", models.DecimalField(decimal_places=6, default=0, max_digits=24)),
                (
                    "components_correct",
                    models.DecimalField(decimal_places=6, default=0, max_digits=24),
                ),
                ("components", models.DecimalField(decimal_places=6, default=0, max_digits=24)),
                ("findings", models.DecimalField(decimal_places=6, default=0, max_digits=24)),
                ("findings_over", models.DecimalField(decimal_places=6, default=0, max_digits=24)),
                ("findings_under", models.DecimalField(decimal_places=6, default=0, max_digits=24)),
                ("overcoded", models.BigIntegerField(default=0)),
                ("undercoded", models.BigIntegerField(default=0)),
                ("payment_effect", models.DecimalField(decimal_places=6, default=0, max_digits=24)),
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
        ApplyTenancy(),
        ApplyDirtyMarks(),
    ]
