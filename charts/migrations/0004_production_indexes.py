"""Indexes that one day of production, and what stands uncoded, are read by."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("charts", "0003_codeset_kinds_and_services"),
        ("engagements", "0002_tenancy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="chart",
            index=models.Index(
                fields=["engagement", "documentation_complete_at"], name="chart_documented"
            ),
        ),
        migrations.AddIndex(
            model_name="chart",
            index=models.Index(
                condition=models.Q(("coded_at__isnull", True)),
                fields=["engagement", "due_at"],
                name="chart_uncoded",
            ),
        ),
    ]
