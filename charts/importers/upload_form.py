"""The upload form, and the form that says which header means which column."""

from typing import Any

from django import forms

from charts.importers.columns import COLUMNS
from engagements.kernel.presentation import humanize

MAX_FILES = 20
NOT_READ = ("", "not read")
LABELS = {"provider_npi": "Provider NPI", "ehr_url": "EHR link"}


def label_of(name: str) -> str:
    return LABELS.get(name) or humanize(name)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once: a FHIR export is one file per resource type."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) and data else [None]
        if len(files) > MAX_FILES:
            raise forms.ValidationError(f"Choose at most {MAX_FILES} files at once.")
        clean = super().clean
        return [clean(file, initial) for file in files]


class UploadForm(forms.Form):
    uploads = FilesField(
        label="Worklist files",
        help_text="CSV, Excel (.xlsx), or the NDJSON files of one FHIR export together;"
        " each may be compressed with gzip.",
    )


class MappingForm(forms.Form):
    """One choice per header; the file's own headers are the labels."""

    def __init__(self, *args: Any, headers: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headers = list(headers)
        choices = [NOT_READ, *((column.name, label_of(column.name)) for column in COLUMNS)]
        for index, (header, column) in enumerate(headers.items()):
            self.fields[f"column-{index}"] = forms.ChoiceField(
                label=header or "(no header)", choices=choices, required=False, initial=column
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken = [name for name in cleaned.values() if name]
        for name in {name for name in taken if taken.count(name) > 1}:
            self.add_error(None, f"Two headers are read as {label_of(name)}: choose one.")
        return cleaned

    @property
    def chosen(self) -> dict[str, str]:
        """Header -> column; a header whose choice was not sent keeps the one it was read as."""
        return {
            header: self.cleaned_data[f"column-{index}"]
            for index, header in enumerate(self.headers)
            if f"column-{index}" in self.data
        }
