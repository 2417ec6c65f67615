"""Endpoints of qa."""

from django.urls import path

from qa import api

app_name = "qa_api"
urlpatterns = [
    path("samples/", api.SamplesView.as_view(), name="samples"),
    path("samples/<int:sample_id>/", api.SampleView.as_view(), name="sample"),
    path("samples/<int:sample_id>/frame/", api.SampleFrameView.as_view(), name="sample-frame"),
    path("audits/<int:audit_id>/", api.AuditView.as_view(), name="audit"),
    path("findings/", api.FindingsView.as_view(), name="findings"),
    path("findings/<int:finding_id>/", api.FindingView.as_view(), name="finding"),
    path(
        "findings/<int:finding_id>/response/",
        api.FindingResponseView.as_view(),
        name="finding-response",
    ),
    path(
        "findings/<int:finding_id>/decision/",
        api.FindingDecisionView.as_view(),
        name="finding-decision",
    ),
]
