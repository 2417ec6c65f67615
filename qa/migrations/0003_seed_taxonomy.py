"""The error taxonomy: R84 and what DOMAIN.md 3.5 adds for denials."""

from django.db import migrations

TAXONOMY = (
    ("upcoding", "Upcoding", True),
    ("downcoding", "Downcoding", True),
    ("unbundling", "Unbundling", True),
    ("modifier", "Missing or incorrect modifier", True),
    ("non_specific_diagnosis", "Non-specific diagnosis", True),
    ("dx_procedure_mismatch", "Diagnosis-procedure mismatch", True),
    ("missed_code", "Missed code", True),
    ("unsupported_code", "Code not supported by documentation", True),
    ("invalid_code", "Invalid or deleted code", True),
    ("units", "Units or time", True),
    ("laterality", "Laterality", True),
    ("global_period", "Global period", True),
    ("component", "Professional or technical component", True),
    ("new_vs_established", "New versus established patient", True),
    ("add_on_without_primary", "Add-on code without its primary", True),
    ("sequencing", "Sequencing", True),
    ("documentation", "Documentation insufficient", False),
    ("duplicate", "Duplicate", False),
    ("billing", "Billing", False),
    ("front_end", "Registration, eligibility or authorization", False),
)


def seed(apps, schema_editor):
    category = apps.get_model("qa", "FindingCategory")
    for order, (key, label, is_coding) in enumerate(TAXONOMY, start=1):
        category.objects.update_or_create(
            key=key, defaults={"label": label, "is_coding": is_coding, "order": order * 10}
        )


class Migration(migrations.Migration):
    dependencies = [("qa", "0002_tenancy")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
