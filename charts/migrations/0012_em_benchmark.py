"""Published visit levels by specialty."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("charts", "0011_parallel_settlement"),
    ]

    operations = [
        migrations.AlterField(
            model_name="codesetrelease",
            name="kind",
            field=models.CharField(
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
                    ("em_benchmark", "Visit levels by specialty"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="EmBenchmark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("specialty", models.CharField(max_length=60)),
                ("code", models.CharField(max_length=10)),
                ("services", models.BigIntegerField()),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="charts.codesetrelease",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("release", "specialty", "code"), name="embenchmark_once"
                    )
                ],
            },
        ),
    ]
