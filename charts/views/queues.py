"""Queues, who takes from them, and the rules that fill them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from charts.forms.queues import MemberForm, QueueForm, RestForm, RuleForm
from charts.forms.work import ReasonForm
from charts.models import QueueRule, RuleSet, WorkQueue
from charts.policies import WorkQueuePolicy
from charts.selectors.queues import (
    members_of_queue,
    queues_visible,
    rule_lines,
    rule_set_shown,
    rule_sets,
    side_title,
)
from charts.services.queues import (
    member_remove,
    member_set,
    queue_close,
    queue_create,
    queue_update,
)
from charts.services.rulesets import (
    rule_delete,
    rule_move,
    rule_save,
    ruleset_apply,
    ruleset_discard,
    ruleset_draft,
    ruleset_preview,
    ruleset_rest,
)
from charts.views.tabs import work_tabs
from engagements.enums import Side
from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.ids import id_of
from engagements.kernel.views import EngagementTemplateView
from engagements.views.forms import EngagementFormPage


class Queues(EngagementTemplateView):
    """All queues the reader may see, by side, with their members."""

    action = "queue.view"
    template_name = "charts/queues.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(queues_visible(self.actor))
        sides = sorted({queue.side for queue in rows} | {self.own_side()})
        return super().get_context_data(
            tabs=work_tabs(self.actor, "queues"),
            groups=[
                (side, side_title(side), [queue for queue in rows if queue.side == side])
                for side in sides
            ],
            own_side=self.actor.side,
            can_manage=self.actor.can("queue.manage"),
            **kwargs,
        )

    def own_side(self) -> str:
        return self.actor.side if self.actor.side != Side.AUDITOR else Side.VENDOR.value


class QueueAdd(EngagementFormPage):
    action = "queue.manage"
    template_name = "charts/queue_form.html"
    form_class = QueueForm
    success_message = "The queue is there. Rules decide what goes into it."

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(can_manage=True, **kwargs)

    def perform(self, form: Any) -> str:
        queue = queue_create(actor=self.actor, **form.cleaned_data)
        return reverse("charts:queue", args=[self.engagement.slug, queue.pk])


class QueueEdit(EngagementFormPage):
    """One queue: its settings, its members, and taking it out of use. Its own side keeps it."""

    action = "queue.view"
    write_action = "queue.manage"
    template_name = "charts/queue_form.html"
    form_class = QueueForm
    success_message = "The queue is saved; the work in it follows."

    def queue(self) -> WorkQueue:
        queue: WorkQueue = self.get_object_or_deny(
            WorkQueuePolicy, self.kwargs["queue_id"], action="queue.view"
        )
        return queue

    def get_initial(self) -> dict[str, Any]:
        queue = self.queue()
        return {name: getattr(queue, name) for name in QueueForm.base_fields}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        queue = self.queue()
        kwargs.setdefault("member_form", MemberForm(actor=self.actor))
        return super().page_context(
            queue=queue,
            members=members_of_queue(queue),
            can_manage=self.actor.can("queue.manage") and queue.side == self.actor.side,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        queue, do = self.queue(), request.POST.get("do", "save")
        if do == "close":
            queue_close(actor=self.actor, queue=queue)
            messages.success(request, f"“{queue}” is out of use.")
            return redirect("charts:queues", self.engagement.slug)
        if do == "member":
            return self.member(queue)
        if do.startswith("remove-"):
            member = members_of_queue(queue).filter(pk=id_of(do.removeprefix("remove-"))).first()
            if member is not None:
                member_remove(actor=self.actor, queue=queue, user=member.user)
            return redirect(request.path)
        return super().post(request, *args, **kwargs)

    def member(self, queue: WorkQueue) -> HttpResponseBase:
        form = MemberForm(self.request.POST, actor=self.actor)
        if not form.is_valid():
            unbound = QueueForm(initial=self.get_initial())
            return self.show(unbound, status=400, member_form=form)
        member_set(actor=self.actor, queue=queue, **form.cleaned_data)
        messages.success(self.request, f"{form.cleaned_data['user']} takes from “{queue}”.")
        return redirect(self.request.path)

    def perform(self, form: Any) -> str:
        queue_update(actor=self.actor, queue=self.queue(), **form.cleaned_data)
        return reverse("charts:queues", args=[self.engagement.slug])


class Rules(EngagementTemplateView):
    """The rules of a side: those in force, the draft with what it would move, and older ones."""

    action = "queue.view"
    write_action = "queue.manage"
    template_name = "charts/rules.html"

    def side(self) -> str:
        if self.actor.side != Side.PRACTICE:
            return Side.VENDOR.value
        asked = self.request.GET.get("side", Side.PRACTICE.value)
        return asked if asked == Side.VENDOR else Side.PRACTICE.value

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        side = self.side()
        draft, current = rule_set_shown(self.actor, side)
        may = self.actor.can("queue.manage") and side == self.actor.side
        preview = ruleset_preview(actor=self.actor, rule_set=draft) if draft and may else None
        return super().get_context_data(
            tabs=work_tabs(self.actor, "queues"),
            sides=self.side_tabs(side),
            side=side,
            side_title=side_title(side),
            draft=draft if may else None,
            current=current,
            lines=rule_lines(draft if may and draft else current),
            shown=draft if may and draft else current,
            can_manage=may,
            preview=preview,
            rest_form=self.rest_form(draft) if draft and may else None,
            apply_form=ReasonForm(auto_id="apply-%s"),
            older=[row for row in rule_sets(self.actor, side) if row.state == "retired"],
            **kwargs,
        )

    def rest_form(self, draft: RuleSet) -> RestForm:
        initial = {"queue": draft.default_queue_id, "keeps_rest": draft.keeps_rest}
        return RestForm(initial=initial, actor=self.actor, auto_id="rest-%s")

    def side_tabs(self, side: str) -> list[dict[str, Any]]:
        if self.actor.side != Side.PRACTICE:
            return []
        sides = (Side.PRACTICE.value, Side.VENDOR.value)
        return [
            {
                "label": side_title(key),
                "url": f"{self.request.path}?side={key}",
                "active": key == side,
            }
            for key in sides
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        do, _, key = request.POST.get("do", "").partition("-")
        draft = ruleset_draft(actor=self.actor)
        handlers = {"rest": self.save_rest, "apply": self.apply, "discard": self.discard}
        if do in handlers:
            handlers[do](draft)
        elif do in {"up", "down", "delete"}:
            rule = draft.rules.filter(pk=id_of(key)).first()
            if rule is None:
                raise Http404("No such rule in the draft.")
            if do == "delete":
                rule_delete(actor=self.actor, rule=rule)
            else:
                rule_move(actor=self.actor, rule=rule, up=do == "up")
        elif do != "draft":
            raise DomainError("The page does not know this command.", remedy="Reload the page.")
        return redirect("charts:rules", self.engagement.slug)

    def save_rest(self, draft: RuleSet) -> None:
        form = RestForm(self.request.POST, actor=self.actor)
        if not form.is_valid():
            raise DomainError("Choose a queue of your own side.", field="queue")
        ruleset_rest(actor=self.actor, rule_set=draft, **form.cleaned_data)
        messages.success(self.request, "Saved in the draft.")

    def apply(self, draft: RuleSet) -> None:
        reason = self.request.POST.get("reason", "")
        moved = ruleset_apply(actor=self.actor, rule_set=draft, reason=reason)
        messages.success(self.request, f"The rules are in force. Moved: {moved:,}.")

    def discard(self, draft: RuleSet) -> None:
        ruleset_discard(actor=self.actor, rule_set=draft)
        messages.success(self.request, "The draft is gone; nothing was moved.")


class RuleAdd(EngagementFormPage):
    """A further rule at the end of the draft."""

    action = "queue.manage"
    template_name = "charts/rule_form.html"
    form_class = RuleForm
    success_message = "The rule stands in the draft."

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"actor": self.actor}

    def rule(self) -> QueueRule | None:
        return None

    def perform(self, form: Any) -> str:
        rule_save(
            actor=self.actor,
            rule_set=ruleset_draft(actor=self.actor),
            rule=self.rule(),
            queue=form.cleaned_data["queue"],
            conditions=form.conditions(),
        )
        return reverse("charts:rules", args=[self.engagement.slug])


class RuleEdit(RuleAdd):
    """A rule of the draft."""

    action = "queue.manage"

    def rule(self) -> QueueRule:
        draft, _ = rule_set_shown(self.actor, self.actor.side)
        rules = draft.rules.filter(pk=self.kwargs["queue_rule_id"]) if draft else ()
        for rule in rules:
            return rule
        raise StaleState(
            "This rule is not in your draft.", remedy="Open the rules and change them there."
        )

    def get_initial(self) -> dict[str, Any]:
        return RuleForm.values_of(self.rule())

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(rule=self.rule(), **kwargs)
