"""What the workforce's pages share: their tabs, and forms about one row."""

import datetime as dt
from abc import abstractmethod
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from engagements.kernel.policy import Actor, Policy
from engagements.kernel.views import EngagementTemplateView, EngagementView
from engagements.views.forms import EngagementFormPage

# (key, words, address, right): what the reader may not open is not shown.
TABS = (
    ("mine", "My records", "engagements:workforce-mine", "guidance.view"),
    ("roster", "Roster", "workforce:roster", "workforce.view"),
    ("credentials", "Credentials", "engagements:credentials", "workforce.view"),
    ("rules", "Rules", "engagements:specialty-rules", "workforce.view"),
    ("specialties", "Specialties", "specialties:specialties", "workforce.view"),
    ("risks", "Risks", "engagements:risks", "workforce.view"),
    ("training", "Training", "engagements:training", "workforce.view"),
    ("notices", "Notices", "engagements:notices", "guidance.view"),
    ("instructions", "Instructions", "engagements:instructions", "guidance.view"),
    ("sites", "Sites", "engagements:sites", "workforce.view"),
    ("capacity", "Capacity", "workforce:capacity", "workforce.view"),
    ("validity", "Validity", "workforce:validity", "guard.view"),
    ("overrides", "Overrides", "workforce:overrides", "guard.view"),
)


def offered(actor: Actor) -> list[tuple[str, str, str]]:
    """The tabs of the actor; one's own records are for those who code."""
    return [
        (key, label, reverse(name, kwargs={"engagement": actor.engagement.slug}))
        for key, label, name, action in TABS
        if actor.can(action) and (key != "mine" or actor.can("coding.write"))
    ]


def workforce_tabs(actor: Actor, active: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": url, "active": key == active} for key, label, url in offered(actor)
    ]


class WorkforcePage(EngagementTemplateView, abstract=True):
    """A page below the tabs."""

    tab: ClassVar[str] = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(tabs=workforce_tabs(self.actor, self.tab), **kwargs)


class RecordPage(EngagementFormPage, abstract=True):
    """A form about one row, new or given by the address.

    `policy` and `keyword` name the row; `back` is the page one comes from and returns to.
    """

    template_name = "engagements/workforce/form.html"
    policy: ClassVar[type[Policy] | None] = None
    keyword: ClassVar[str] = ""
    related: ClassVar[tuple[str, ...]] = ()
    back: ClassVar[str] = ""
    title: ClassVar[str] = ""
    intro: ClassVar[str] = ""
    submit: ClassVar[str] = "Save"
    shown: ClassVar[tuple[str, ...]] = ()
    record: Any = None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"actor": self.actor}

    def get_initial(self) -> dict[str, Any]:
        if self.record is None:
            return {}
        return {name: getattr(self.record, name) for name in self.shown}

    def back_url(self) -> str:
        return reverse(self.back, kwargs={"engagement": self.engagement.slug})

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(record=self.record, back_url=self.back_url(), **kwargs)

    def load(self) -> None:
        if self.policy is not None and self.keyword in self.kwargs:
            pk = self.kwargs[self.keyword]
            self.record = self.get_object_or_deny(self.policy, pk, related=self.related)

    @abstractmethod
    def write(self, data: dict[str, Any]) -> object:
        """Hands the checked fields to the service."""

    def perform(self, form: Any) -> str:
        self.write(dict(form.cleaned_data))
        return self.back_url()


def row_word(row: Any, day: dt.date) -> str:
    """How an effective-dated row stands on a day, in the word of its badge."""
    if row.effective_from > day:
        return "scheduled"
    return "in_force" if row.effective_to is None or row.effective_to >= day else "closed"


class WorkforceHome(EngagementView):
    """Leads to the first page of the workforce that the reader may see."""

    action = "guidance.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return HttpResponseRedirect(offered(self.actor)[0][2])
