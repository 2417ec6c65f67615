from django.db import migrations, models

from engagements.kernel.migrating import Together


class Migration(migrations.Migration):
    dependencies = [("charts", "0009_chart_paused_since")]

    operations = [
        Together(
            [
                migrations.AlterField(
                    model_name="chartdocument",
                    name="source",
                    field=models.CharField(
                        choices=[
                            ("page", "Entered on the chart's page"),
                            ("api", "Sent by a system"),
                            ("fhir", "FHIR export"),
                            ("list", "Worklist file"),
                        ],
                        max_length=8,
                    ),
                )
            ]
        )
    ]
