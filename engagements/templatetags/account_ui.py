"""Form controls of the account pages."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()

CSS = {
    forms.CheckboxInput: "form-check-input",
    forms.RadioSelect: "form-check-input",
    forms.Select: "form-select",
}


def _css(field: BoundField) -> str:
    widget = field.field.widget
    css = next((name for kind, name in CSS.items() if isinstance(widget, kind)), "form-control")
    return f"{css} is-invalid" if field.errors else css


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.simple_tag
def control(field: BoundField, **attrs: str) -> SafeString:
    """The field's widget in Tabler's dress; Django adds the ARIA links to help and errors."""
    given = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{_css(field)} {given}".strip(), **attrs})
