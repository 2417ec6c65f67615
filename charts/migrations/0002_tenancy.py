"""Row security, composite foreign keys and grants."""

from django.db import migrations

from engagements.kernel.tenancy import ApplyTenancy


class Migration(migrations.Migration):
    dependencies = [("charts", "0001_initial"), ("engagements", "0002_tenancy")]

    operations = [ApplyTenancy(append_only=("clockevent",))]
