"""Forms of asking, answering and triage."""

from typing import Any

from django import forms

from engagements.kernel.fields import LONGEST_TEXT
from engagements.models import Engagement, Provider
from queries.enums import OptionKind, QueryCategory, QueryKind
from queries.lint import QueryDraft, lint
from queries.models import QueryTemplate
from queries.selectors import QueryContent, templates_active
from queries.services import NewQuery

INDICATOR_ROWS = 3
CHOICE_LENGTH = 300


class AskForm(forms.Form):
    """A query in one page. The title is the template's or the category's: it carries no PHI."""

    template = forms.ModelChoiceField(
        QueryTemplate.objects.none(), required=False, widget=forms.HiddenInput
    )
    provider = forms.ModelChoiceField(Provider.objects.none())
    category = forms.ChoiceField(choices=QueryCategory)
    kind = forms.ChoiceField(choices=QueryKind, label="Form of the answer")
    question = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    choices = forms.CharField(
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Clinically supported options, one per line",
        help_text=(
            "Only for multiple choice. Other, unable to determine, not my patient and need more"
            " information are always offered."
        ),
    )

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = templates_active(engagement)
        self.fields["provider"].queryset = Provider.objects.filter(
            engagement=engagement, is_active=True, user__isnull=False
        ).order_by("name")
        for row in range(1, INDICATOR_ROWS + 1):
            self.fields[f"indicator_{row}"] = forms.CharField(
                required=row == 1,
                max_length=1000,
                label=f"Clinical indicator {row}" + ("" if row == 1 else " (optional)"),
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"source_{row}"] = forms.CharField(
                required=row == 1,
                max_length=120,
                label="Quoted from (document and date)",
            )

    def indicators(self) -> list[tuple[str, str]]:
        rows = range(1, INDICATOR_ROWS + 1)
        data = self.cleaned_data
        return [(data.get(f"indicator_{row}", ""), data.get(f"source_{row}", "")) for row in rows]

    def new_query(self) -> NewQuery:
        data = self.cleaned_data
        template = data.get("template")
        title = template.title if template else QueryCategory(data["category"]).label
        return NewQuery(
            kind=data["kind"],
            category=data["category"],
            title=title,
            question=data["question"],
            indicators=self.indicators(),
            choices=[
                line.strip()[:CHOICE_LENGTH]
                for line in data.get("choices", "").splitlines()
                if line.strip()
            ],
            template=template,
        )

    def clean(self) -> dict[str, Any]:
        """Shows every compliance problem at its field, before anything is written."""
        data = super().clean() or {}
        if self.errors:
            return data
        new = self.new_query()
        draft = QueryDraft(
            title=new.title,
            kind=new.kind,
            category=new.category,
            question=new.question,
            indicators=[text for text, _ in new.indicators],
            options=new.options(),
        )
        places = {"indicators": "indicator_1", "options": "choices", "title": "category"}
        for problem in lint(draft):
            if problem.blocks:
                field = places.get(problem.field, problem.field)
                self.add_error(field, f"{problem.message} {problem.remedy}")
        return data


class AnswerForm(forms.Form):
    """The provider's answer: one choice, and words where they are needed."""

    option = forms.ChoiceField(widget=forms.RadioSelect, label="Your answer")
    words = forms.CharField(
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="In your words",
    )

    def __init__(self, *args: Any, content: QueryContent, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_open = kind == QueryKind.OPEN
        self.fields["option"].choices = [
            (
                str(option.pk),
                "My answer, in the box below"
                if is_open and option.kind == OptionKind.OTHER
                else option.text,
            )
            for option in content.options
        ]
        if is_open:
            other = next(o for o in content.options if o.kind == OptionKind.OTHER)
            self.initial.setdefault("option", str(other.pk))


class CancelForm(forms.Form):
    reason = forms.CharField(max_length=200)


class ReviewForm(forms.Form):
    note = forms.CharField(max_length=200, label="What the physician's review found")


class ReaddressForm(forms.Form):
    provider = forms.ModelChoiceField(Provider.objects.none())

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].queryset = Provider.objects.filter(
            engagement=engagement, is_active=True, user__isnull=False
        ).order_by("name")


class TemplateForm(forms.ModelForm):
    class Meta:
        model = QueryTemplate
        fields = ("title", "category", "kind", "question", "review_on", "is_active")
        widgets = {"question": forms.Textarea(attrs={"rows": 3})}
