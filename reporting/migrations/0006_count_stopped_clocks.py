"""Whether a clock stands still counts: the day of its due time is marked when that changes."""

from django.db import migrations

from reporting.dirty import ApplyDirtyMarks


class Migration(migrations.Migration):
    dependencies = [
        ("charts", "0009_chart_paused_since"),
        ("reporting", "0005_reports_by_span"),
    ]

    operations = [ApplyDirtyMarks()]
