"""A coder reads the denials of the charts they coded."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("charts", "0011_parallel_settlement"),
        ("denials", "0004_attribution"),
        ("engagements", "0012_query_pauses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="denial",
            index=models.Index(fields=["engagement", "coder", "-denied_on"], name="denial_coder"),
        ),
    ]
