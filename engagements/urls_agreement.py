"""Responsibilities, documents, baselines and incidents of an engagement."""

from django.urls import path

from engagements.views.agreement import baselines, duties, incidents, vault

urlpatterns = [
    path("responsibilities/", duties.Responsibilities.as_view(), name="responsibilities"),
    path("responsibilities/step/", duties.StepAssign.as_view(), name="step-assign"),
    path(
        "responsibilities/oversight/",
        duties.OversightOverride.as_view(),
        name="oversight-override",
    ),
    path("responsibilities/liability/", duties.LiabilityAcknowledge.as_view(), name="liability"),
    path("terms/<int:terms_id>/sign-off/", duties.TermsSignOff.as_view(), name="terms-sign-off"),
    path("documents/", vault.Vault.as_view(), name="vault"),
    path("documents/add/", vault.DocumentAdd.as_view(), name="vault-add"),
    path(
        "documents/required/<slug:document_kind>/",
        vault.RequirementEdit.as_view(),
        name="requirement",
    ),
    path("subcontractors/new/", vault.SubcontractorEdit.as_view(), name="subcontractor-new"),
    path(
        "subcontractors/<int:subcontractor_id>/",
        vault.SubcontractorEdit.as_view(),
        name="subcontractor",
    ),
    path("baselines/", baselines.BaselineList.as_view(), name="baselines"),
    path("baselines/new/", baselines.BaselineEdit.as_view(), name="baseline-new"),
    path(
        "baselines/<int:baseline_id>/correct/",
        baselines.BaselineEdit.as_view(),
        name="baseline-correct",
    ),
    path("incidents/", incidents.IncidentList.as_view(), name="incidents"),
    path("incidents/new/", incidents.IncidentNew.as_view(), name="incident-new"),
    path("incidents/<int:incident_id>/", incidents.IncidentDetail.as_view(), name="incident"),
    path("incidents/<int:incident_id>/end/", incidents.IncidentEnd.as_view(), name="incident-end"),
]
