"""Categories an auditor needs beside those of denials: wrong codes, and more that is not coding."""

from django.db import migrations

TAXONOMY = (
    ("wrong_procedure", "Wrong procedure code", True, 85),
    ("wrong_diagnosis", "Wrong diagnosis code", True, 86),
    ("unlisted_procedure", "Unlisted or non-specific procedure", True, 87),
    ("qualifying_visit", "FQHC qualifying visit", True, 88),
    ("credentialing", "Credentialing or enrolment", False, 210),
    ("coverage", "Coverage or benefit", False, 220),
    ("payer", "Payer processing", False, 230),
)


def seed(apps, schema_editor):
    category = apps.get_model("qa", "FindingCategory")
    for key, label, is_coding, order in TAXONOMY:
        category.objects.update_or_create(
            key=key, defaults={"label": label, "is_coding": is_coding, "order": order}
        )


class Migration(migrations.Migration):
    dependencies = [("qa", "0004_score_and_sign_off")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
