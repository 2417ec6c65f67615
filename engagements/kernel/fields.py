"""Bootstrap form fields: `{{ form }}` and `{% field %}` render through the same template."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

CHECKS = (forms.CheckboxInput,)
GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)
SELECTS = (forms.Select, forms.SelectMultiple)
DASHES = "-" * 9
# What a reason or a note may hold, and what a text that others read from end to end may hold.
LONGEST_TEXT = 4_000
LONGEST_BODY = 20_000


class ConcordRenderer(TemplatesSetting):
    """The project's form renderer (setting FORM_RENDERER)."""

    form_template_name = "components/form.html"
    field_template_name = "components/form_field.html"


def widget_class(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, (*CHECKS, *GROUPS)):
        return "form-check-input"
    return "form-select" if isinstance(widget, SELECTS) else "form-control"


def use_native_picker(widget: forms.Widget) -> None:
    """Dates get the browser's own picker, which also speaks to screen readers."""
    if isinstance(widget, forms.DateInput) and widget.input_type == "text":
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    elif isinstance(widget, forms.DateTimeInput) and widget.input_type == "text":
        widget.input_type, widget.format = "datetime-local", "%Y-%m-%dT%H:%M"
    elif isinstance(widget, forms.TimeInput) and widget.input_type == "text":
        widget.input_type, widget.format = "time", "%H:%M"


def say_what_none_means(bound: BoundField) -> None:
    """Django's row of dashes becomes a word where one has to be chosen, else a single dash."""
    words = "Choose" if bound.field.required else "\N{EN DASH}"
    if isinstance(bound.field, forms.ModelChoiceField):
        if bound.field.empty_label == DASHES:
            bound.field.empty_label = words
    elif isinstance(bound.field.widget, forms.Select):
        choices = bound.field.widget.choices
        if isinstance(choices, list) and choices and tuple(choices[0]) == ("", DASHES):
            bound.field.widget.choices = [("", words), *choices[1:]]


def widget_html(bound: BoundField) -> SafeString:
    """Keeps the widget's own classes; adds ours, and marks a field that has errors."""
    widget = bound.field.widget
    own = str(widget.attrs.get("class", ""))
    marks = [own, widget_class(bound), "is-invalid" if bound.errors else ""]
    classes = " ".join(dict.fromkeys(" ".join(marks).split()))
    attrs: dict[str, Any] = {"class": classes}
    if isinstance(widget, forms.Textarea) and "rows" in widget.attrs:
        attrs["rows"] = min(int(widget.attrs["rows"]), 4)
    use_native_picker(widget)
    say_what_none_means(bound)
    return bound.as_widget(attrs=attrs)


def field_context(bound: BoundField, *, label: str = "", css: str = "") -> dict[str, Any]:
    widget = bound.field.widget
    kind = "input"
    if isinstance(widget, CHECKS):
        kind = "check"
    elif isinstance(widget, GROUPS):
        kind = "group"
        widget.attrs["class"] = "form-check-input"
    return {
        "field": bound,
        "kind": kind,
        "label": label or bound.label,
        "css": css,
        "optional": not bound.field.required and kind == "input",
    }
