"""What the vendor reports of its own work."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from engagements.kernel.tenancy import ApplyTenancy


class Migration(migrations.Migration):
    dependencies = [
        ("engagements", "0012_query_pauses"),
        ("reporting", "0007_invoices_wait_for_approval"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="VendorFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(help_text="First day of the month.")),
                ("kpi", models.CharField(max_length=60)),
                ("specialty", models.CharField(blank=True, max_length=60)),
                ("value", models.DecimalField(decimal_places=6, max_digits=7)),
                ("n", models.PositiveIntegerField(blank=True, null=True)),
                ("method", models.CharField(blank=True, max_length=200)),
                ("source", models.CharField(max_length=200)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
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
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="reporting.vendorfigure",
                    ),
                ),
            ],
            options={
                "ordering": ["-month", "kpi", "specialty", "-id"],
                "indexes": [
                    models.Index(fields=["engagement", "month"], name="vendorfigure_month")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 0), ("value__lte", 1)),
                        name="vendorfigure_is_a_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="vendorfigure_of_a_month"
                    ),
                ],
            },
        ),
        ApplyTenancy(append_only=("vendorfigure",)),
    ]
