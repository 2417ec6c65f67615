"""Row security, composite foreign keys and grants; the triggers that mark days dirty."""

from django.db import migrations

from engagements.kernel.tenancy import ApplyTenancy
from reporting.dirty import ApplyDirtyMarks


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_initial"),
        ("charts", "0002_tenancy"),
        ("qa", "0002_tenancy"),
        ("queries", "0002_tenancy"),
        ("denials", "0002_tenancy"),
    ]

    operations = [ApplyTenancy(), ApplyDirtyMarks()]
