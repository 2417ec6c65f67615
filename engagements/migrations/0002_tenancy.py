"""Row security, composite foreign keys and grants."""

from django.db import migrations

from engagements.kernel.tenancy import ApplyTenancy


class Migration(migrations.Migration):
    dependencies = [("engagements", "0001_initial")]

    operations = [
        ApplyTenancy(
            append_only=("stateevent", "accesslog"), control_plane=("membership", "membershipevent")
        )
    ]
