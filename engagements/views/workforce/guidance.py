"""Notices and instructions, what of them is still to be read, and one's own records."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from engagements.filters.workforce import InstructionFilters, NoticeFilters
from engagements.forms.workforce import EndForm, InstructionForm, NoticeForm, PacksForm
from engagements.kernel.lists import EngagementListView
from engagements.kernel.views import EngagementView
from engagements.models import Instruction, RegulatoryNotice
from engagements.policies.workforce import InstructionPolicy, NoticePolicy
from engagements.selectors import engagement_today
from engagements.selectors.workforce.guidance import (
    instructions_visible,
    notices_visible,
    readers_of,
)
from engagements.selectors.workforce.mine import own_records
from engagements.services.workforce.guidance import (
    instruction_acknowledge,
    instruction_end,
    instruction_publish,
    notice_end,
    notice_publish,
    notice_read,
    packs_add,
)
from engagements.tables.workforce import InstructionTable, NoticeTable
from engagements.views.workforce.base import RecordPage, WorkforcePage, workforce_tabs


class Mine(WorkforcePage):
    """One's own credentials, training due, and what is to be read."""

    action = "guidance.view"
    tab = "mine"
    template_name = "engagements/workforce/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mine=own_records(self.actor), **kwargs)


class Notices(EngagementListView):
    """What changed outside, newest first, and who has read it."""

    action = "guidance.view"
    table_class = NoticeTable
    filterset_class = NoticeFilters
    list_key = "notices"
    title = "Regulatory notices"
    noun = "notice"
    hidden_at_first = ("source", "published_at", "published_by")
    empty_text = "No notices yet"
    empty_hint = "A changed LCD, a code set release, a state bulletin: publish it here and see who"
    empty_hint += " has read it."
    empty_icon = "news"
    template_name = "engagements/workforce/notices.html"

    def get_queryset(self) -> "QuerySet[RegulatoryNotice]":
        return notices_visible(self.actor)

    def get_tabs(self) -> list[dict[str, Any]]:
        return workforce_tabs(self.actor, "notices")


class NoticeDetail(WorkforcePage):
    """One notice, and who has read it when."""

    action = "guidance.view"
    tab = "notices"
    template_name = "engagements/workforce/notice.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notice = self.get_object_or_deny(NoticePolicy, kwargs["notice_id"], related=("payer",))
        readers = readers_of(notice)
        mine = [row for row in readers if row.user.pk == self.actor.user_id]
        whole = self.actor.can("workforce.view")
        missing = [row for row in readers if row.read_at is None]
        only = whole and "missing" in self.request.GET
        return super().get_context_data(
            notice=notice,
            readers=(missing if only else readers) if whole else mine,
            missing=len(missing) if whole else None,
            only_missing=only,
            is_read=any(row.read_at for row in mine),
            **kwargs,
        )


class NoticeAdd(RecordPage):
    action = "guidance.manage"
    form_class = NoticeForm
    back = "engagements:notices"
    title = "Publish a notice"
    intro = "Every coder sees it in My work until they have read it. No patient information."
    submit = "Publish"
    success_message = "Published."

    def write(self, data: dict[str, Any]) -> object:
        return notice_publish(actor=self.actor, **data)


class NoticeEnd(RecordPage):
    action = "guidance.manage"
    form_class = EndForm
    policy = NoticePolicy
    keyword = "notice_id"
    back = "engagements:notices"
    title = "End a notice"
    submit = "End it"
    success_message = "The notice ends."

    def write(self, data: dict[str, Any]) -> object:
        return notice_end(actor=self.actor, notice=self.record, on=data["on"])


class PacksAdd(RecordPage):
    action = "guidance.manage"
    form_class = PacksForm
    back = "engagements:notices"
    title = "Add prepared notices of states and plans"
    intro = "They name what coders look up for a state and where. Charts show those of their state."
    submit = "Add"
    success_message = ""

    def write(self, data: dict[str, Any]) -> object:
        added = packs_add(actor=self.actor, states=data["states"])
        messages.success(self.request, f"{added} notices were added.")
        return added


class ReadView(EngagementView, abstract=True):
    """Says that the reader has read something, and goes back to where they were."""

    action = "guidance.view"

    def back(self, name: str) -> HttpResponseRedirect:
        wanted = self.request.POST.get("next", "")
        own = url_has_allowed_host_and_scheme(wanted, {self.request.get_host()})
        usual = reverse(name, kwargs={"engagement": self.engagement.slug})
        return HttpResponseRedirect(wanted if own else usual)


class NoticeRead(ReadView):
    def post(self, request: HttpRequest, notice_id: int, **kwargs: Any) -> HttpResponseBase:
        notice = self.get_object_or_deny(NoticePolicy, notice_id)
        notice_read(actor=self.actor, notice=notice)
        messages.success(request, "Your reading is kept.")
        return self.back("engagements:notices")


class Instructions(EngagementListView):
    """The account's instructions, all versions."""

    action = "guidance.view"
    table_class = InstructionTable
    filterset_class = InstructionFilters
    list_key = "instructions"
    title = "Coding instructions"
    noun = "instruction"
    hidden_at_first = ("source", "created_by")
    empty_text = "No instructions yet"
    empty_hint = "A payer's carve-out, a clinic's habit: write it down here, and it stands beside"
    empty_hint += " every chart it is about."
    empty_icon = "book"
    template_name = "engagements/workforce/instructions.html"

    def get_queryset(self) -> "QuerySet[Instruction]":
        return instructions_visible(self.actor)

    def get_tabs(self) -> list[dict[str, Any]]:
        return workforce_tabs(self.actor, "instructions")


class InstructionDetail(WorkforcePage):
    action = "guidance.view"
    tab = "instructions"
    template_name = "engagements/workforce/instruction.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.get_object_or_deny(
            InstructionPolicy, kwargs["instruction_id"], related=("payer", "created_by")
        )
        shown = instructions_visible(self.actor).filter(code=row.code)
        versions = list(shown)
        return super().get_context_data(
            instruction=next(each for each in versions if each.pk == row.pk),
            versions=versions,
            newest=versions[0].pk == row.pk,
            **kwargs,
        )


class InstructionAdd(RecordPage):
    """A first version, or (with the address of one) the next."""

    action = "guidance.manage"
    form_class = InstructionForm
    policy = InstructionPolicy
    keyword = "instruction_id"
    related = ("payer",)
    back = "engagements:instructions"
    title = "Publish an instruction"
    intro = "Shown beside every chart it is about from its date of service on; coders acknowledge"
    intro += " it. A version is never edited: the next one replaces it. No patient information."
    submit = "Publish"
    shown = ("title", "body", "scope", "payer", "location", "specialty", "source")
    success_message = "Published."

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"effective_from": engagement_today(self.engagement)}

    def write(self, data: dict[str, Any]) -> object:
        return instruction_publish(actor=self.actor, replaces=self.record, **data)


class InstructionEnd(RecordPage):
    action = "guidance.manage"
    form_class = EndForm
    policy = InstructionPolicy
    keyword = "instruction_id"
    back = "engagements:instructions"
    title = "End an instruction"
    submit = "End it"
    success_message = "The instruction ends."

    def write(self, data: dict[str, Any]) -> object:
        return instruction_end(actor=self.actor, instruction=self.record, on=data["on"])


class InstructionAcknowledge(ReadView):
    def post(self, request: HttpRequest, instruction_id: int, **kwargs: Any) -> HttpResponseBase:
        instruction = self.get_object_or_deny(InstructionPolicy, instruction_id)
        instruction_acknowledge(actor=self.actor, instruction=instruction)
        messages.success(request, "Acknowledged.")
        return self.back("engagements:instructions")
