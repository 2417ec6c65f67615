"""Probation joins the guards, and a coder's own charts are counted through an index."""

from django.db import migrations, models

from engagements.kernel.migrating import Together

RULES = [
    ("credential", "Credential"),
    ("specialty", "Specialty match"),
    ("experience", "Experience"),
    ("training", "Training"),
    ("site", "Site"),
    ("residency", "Data residency"),
    ("roster", "Roster"),
    ("leave", "Leave"),
    ("probation", "Probation"),
]


class Migration(migrations.Migration):
    dependencies = [("charts", "0006_queues_and_pending")]

    operations = [
        Together(
            [
                migrations.AlterField(
                    model_name="guardoverride",
                    name="rule",
                    field=models.CharField(choices=RULES, max_length=12),
                ),
                migrations.AddIndex(
                    model_name="chart",
                    index=models.Index(
                        condition=models.Q(("coded_at__isnull", False)),
                        fields=["engagement", "coded_by", "coded_at"],
                        name="chart_coder_coded",
                    ),
                ),
            ]
        )
    ]
