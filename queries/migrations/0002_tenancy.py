"""Row security, composite foreign keys and grants for the first tables."""

from django.db import migrations

from engagements.kernel.tenancy import ApplyTenancy


class Migration(migrations.Migration):
    dependencies = [("queries", "0001_initial")]

    operations = [ApplyTenancy()]
