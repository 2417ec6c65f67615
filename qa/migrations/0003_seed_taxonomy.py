"""The error taxonomy: R84, what DOMAIN.md 3.5 adds for denials, and what auditors need beside it."""

from django.db import migrations

TAXONOMY = (
    (10, "upcoding", "Upcoding", True),
    (20, "downcoding", "Downcoding", True),
    (30, "unbundling", "Unbundling", True),
    (40, "modifier", "Missing or incorrect modifier", True),
    (50, "non_specific_diagnosis", "Non-specific diagnosis", True),
    (60, "dx_procedure_mismatch", "Diagnosis-procedure mismatch", True),
    (70, "missed_code", "Missed code", True),
    (80, "unsupported_code", "Code not supported by documentation", True),
    (85, "wrong_procedure", "Wrong procedure code", True),
    (86, "wrong_diagnosis", "Wrong diagnosis code", True),
    (87, "unlisted_procedure", "Unlisted or non-specific procedure", True),
    (88, "qualifying_visit", "FQHC qualifying visit", True),
    (90, "invalid_code", "Invalid or deleted code", True),
    (100, "units", "Units or time", True),
    (110, "laterality", "Laterality", True),
    (120, "global_period", "Global period", True),
    (130, "component", "Professional or technical component", True),
    (140, "new_vs_established", "New versus established patient", True),
    (150, "add_on_without_primary", "Add-on code without its primary", True),
    (160, "sequencing", "Sequencing", True),
    (170, "documentation", "Documentation insufficient", False),
    (180, "duplicate", "Duplicate", False),
    (190, "billing", "Billing", False),
    (200, "front_end", "Registration, eligibility or authorization", False),
    (210, "credentialing", "Credentialing or enrolment", False),
    (220, "coverage", "Coverage or benefit", False),
    (230, "payer", "Payer processing", False),
)


def seed(apps, schema_editor):
    category = apps.get_model("qa", "FindingCategory")
    for order, key, label, is_coding in TAXONOMY:
        category.objects.update_or_create(
            key=key, defaults={"label": label, "is_coding": is_coding, "order": order}
        )


class Migration(migrations.Migration):
    dependencies = [("qa", "0002_tenancy")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
