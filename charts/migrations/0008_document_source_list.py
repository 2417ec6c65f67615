from django.db import migrations, models

from engagements.kernel.migrating import Together


class Migration(migrations.Migration):
    dependencies = [("charts", "0007_probation_guard")]

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
