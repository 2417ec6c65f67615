"""Forms of a vendor selection."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from engagements.enums.agreement import BaselineFigure
from engagements.enums.selection import QUESTIONS, REFERENCE_QUESTIONS, Question
from engagements.forms.agreement import BaselineForm
from engagements.forms.fields import PercentField, ZoneField
from engagements.kernel.fields import LONGEST_TEXT
from engagements.models import Organization, User
from engagements.selectors.selection import MOST_POINTS, Scorecard, manual_flags

TEXT = {"rows": 2}


class SelectionForm(forms.Form):
    organization = forms.ModelChoiceField(
        label="Practice", queryset=Organization.objects.none(), required=False
    )
    title = forms.CharField(max_length=200, help_text="Such as: Orthopedics coding 2027.")
    lead = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        help_text="Who works on it before anybody has a role in an engagement.",
    )
    specialties = forms.CharField(label="Encounter mix", max_length=300, required=False)
    charts_per_month = forms.IntegerField(min_value=1, required=False)
    market_price = forms.DecimalField(
        label="Market price per chart ($)", min_value=0, decimal_places=2, required=False
    )
    price_gap = PercentField(
        label="Suspicious from (% below the market)", initial=30, required=False
    )

    def __init__(self, *args: Any, practices: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("organization", practices), ("lead", people)):
            if rows is None:
                del self.fields[name]
            else:
                self.fields[name].queryset = rows  # type: ignore[attr-defined]  # -- a model choice field
        if "organization" in self.fields:
            self.fields["organization"].required = True

    def clean_price_gap(self) -> Decimal:
        given: Decimal | None = self.cleaned_data["price_gap"]
        return Decimal("0.300") if given is None else given


class CandidateForm(forms.Form):
    name = forms.CharField(max_length=200)
    vendor = forms.ModelChoiceField(
        label="Registered here as",
        queryset=Organization.objects.none(),
        required=False,
        help_text="Empty: only a name yet.",
    )
    price = forms.DecimalField(
        label="Price per chart ($)", min_value=0, decimal_places=2, required=False
    )
    price_explanation = forms.CharField(label="Why it is so low", max_length=300, required=False)
    note = forms.CharField(
        max_length=LONGEST_TEXT, widget=forms.Textarea(attrs=TEXT), required=False
    )

    def __init__(self, *args: Any, vendors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if vendors is None:
            del self.fields["vendor"]
        else:
            self.fields["vendor"].queryset = vendors  # type: ignore[attr-defined]  # -- a model choice field


class ScoreForm(forms.Form):
    """Ten criteria, each with its answer, points and evidence; unanswered ones stay open."""

    def __init__(self, *args: Any, card: Scorecard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in card.rows:
            key = row.question.criterion.value
            choices = [("", "Not asked yet")]
            choices += [
                (o.key, f"{o.text} ({o.standing.label.lower()})") for o in row.question.options
            ]
            score = row.score
            self.fields[key] = forms.ChoiceField(
                label="Answer",
                choices=choices,
                required=False,
                initial=score.answer if score else "",
            )
            self.fields[f"{key}_points"] = forms.IntegerField(
                label="Points",
                min_value=0,
                max_value=MOST_POINTS,
                required=False,
                initial=score.points if score else None,
            )
            self.fields[f"{key}_evidence"] = forms.CharField(
                label="Evidence",
                max_length=300,
                required=False,
                initial=score.evidence if score else "",
            )

    def rows(self) -> Iterator[tuple[Question, list[BoundField]]]:
        for key, question in QUESTIONS.items():
            yield question, [self[key], self[f"{key}_points"], self[f"{key}_evidence"]]

    def answers(self) -> Iterator[dict[str, Any]]:
        for key in QUESTIONS:
            answer = self.cleaned_data.get(key)
            if answer:
                yield {
                    "criterion": key,
                    "answer": answer,
                    "points": self.cleaned_data.get(f"{key}_points") or 0,
                    "evidence": self.cleaned_data.get(f"{key}_evidence", ""),
                }


class FlagForm(forms.Form):
    flag = forms.ChoiceField(label="Red flag", choices=manual_flags)
    note = forms.CharField(label="What was seen", max_length=300)


class ReferenceForm(forms.Form):
    client = forms.CharField(label="Client", max_length=200)
    specialty = forms.CharField(max_length=60)
    charts_per_month = forms.IntegerField(min_value=1, required=False)
    spoke_with = forms.CharField(max_length=150)
    called_on = forms.DateField(label="Called on")
    is_current = forms.BooleanField(label="Is a client now", required=False, initial=True)
    is_similar = forms.BooleanField(label="Has our specialty and about our volume", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, question in REFERENCE_QUESTIONS.items():
            self.fields[key] = forms.CharField(
                max_length=LONGEST_TEXT, label=question, widget=forms.Textarea(attrs=TEXT)
            )

    def call(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return {"answers": {key: data.pop(key) for key in REFERENCE_QUESTIONS}} | data


class SelectionBaselineForm(BaselineForm):
    figure = forms.ChoiceField(
        label="One of the four figures",
        choices=[("", "Another figure"), *BaselineFigure.choices],
        required=False,
    )


class ChooseForm(forms.Form):
    reason = forms.CharField(
        max_length=LONGEST_TEXT, label="Why this vendor", widget=forms.Textarea(attrs=TEXT)
    )
    time_zone = ZoneField(
        initial="America/New_York", help_text="Days and months of the engagement begin in it."
    )


class AbandonForm(forms.Form):
    reason = forms.CharField(
        max_length=LONGEST_TEXT, label="Why nobody", widget=forms.Textarea(attrs=TEXT)
    )
