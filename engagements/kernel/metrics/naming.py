"""What people call a dimension and its values."""

from collections.abc import Collection
from typing import Any

from engagements.kernel.metrics.declare import Family
from engagements.kernel.metrics.expressions import field_of, model_of
from engagements.kernel.presentation import humanize

NONE = {"coder": "not coded yet", "payer": "no payer", "provider": "no provider"}
WORDS = {"encounter_class": "Class"}


def dimension_title(name: str) -> str:
    return WORDS.get(name, humanize(name))


def value_names(family: Family, dimension: str, values: Collection[str]) -> dict[str, str]:
    """The name of each value: of the row a key points to, of a choice, or the value in words."""
    field: Any = field_of(model_of(family.facts), family.dimensions[dimension])
    known: dict[str, str] = {}
    if field.is_relation:
        rows = field.related_model._default_manager.in_bulk(  # noqa: SLF001 -- public API
            [value for value in values if value]
        )
        known = {str(key): str(row) for key, row in rows.items()}
    elif field.flatchoices:
        known = {str(key): str(label) for key, label in field.flatchoices}
    none = NONE.get(dimension, "none")
    return {value: known.get(value, humanize(value) if value else none) for value in values}
