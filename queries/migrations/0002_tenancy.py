"""Row security, composite foreign keys and grants."""

from django.db import migrations

from engagements.kernel.tenancy import ApplyTenancy


class Migration(migrations.Migration):
    dependencies = [("queries", "0001_initial"), ("charts", "0002_tenancy")]

    operations = [ApplyTenancy()]
