from django.db import migrations, models

from engagements.kernel.migrating import Together

STATE = models.CharField(
    choices=[
        ("waiting", "Waits for approval"),
        ("approved", "Approved"),
        ("cancelled", "Cancelled by a credit note"),
    ],
    default="waiting",
    max_length=10,
)


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0006_count_stopped_clocks"),
    ]

    operations = [
        Together(
            [
                migrations.AlterField(model_name="invoice", name="state", field=STATE),
                migrations.AlterField(model_name="invoiceevent", name="state", field=STATE),
            ]
        ),
    ]
