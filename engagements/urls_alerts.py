"""Alerts, escalations, the scheduler's runs and mail."""

from django.urls import path

from engagements.views import alerts, escalations

urlpatterns = [
    path("", alerts.AlertList.as_view(), name="alerts"),
    path("<int:alert_id>/", alerts.AlertDetail.as_view(), name="alert"),
    path(
        "<int:alert_id>/acknowledge/", alerts.AlertAcknowledge.as_view(), name="alert-acknowledge"
    ),
    path("<int:alert_id>/snooze/", alerts.AlertSnooze.as_view(), name="alert-snooze"),
    path("escalated/", escalations.EscalationEventList.as_view(), name="escalations"),
    path("matrix/", escalations.EscalationMatrix.as_view(), name="escalation-matrix"),
    path(
        "matrix/suggested/",
        escalations.EscalationSuggested.as_view(),
        name="escalation-suggested",
    ),
    path("matrix/new/", escalations.EscalationRuleEdit.as_view(), name="escalation-rule-create"),
    path(
        "matrix/<int:escalation_rule_id>/",
        escalations.EscalationRuleEdit.as_view(),
        name="escalation-rule-edit",
    ),
    path(
        "matrix/<int:escalation_rule_id>/end/",
        escalations.EscalationRuleEnd.as_view(),
        name="escalation-rule-end",
    ),
    path("mail/", alerts.ScheduledMailList.as_view(), name="scheduled-mails"),
    path("runs/", alerts.AlertRunList.as_view(), name="alert-runs"),
]
