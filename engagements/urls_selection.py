"""Choosing a vendor, in the control plane."""

from django.urls import path

from engagements.views import selection

ONE = "<int:selection_id>/"
CANDIDATE = f"{ONE}vendors/<int:candidate_id>/"

urlpatterns = [
    path("", selection.SelectionList.as_view(), name="selections"),
    path("new/", selection.SelectionNew.as_view(), name="selection-new"),
    path(ONE, selection.SelectionDetail.as_view(), name="selection"),
    path(f"{ONE}edit/", selection.SelectionEdit.as_view(), name="selection-edit"),
    path(f"{ONE}abandon/", selection.SelectionAbandon.as_view(), name="selection-abandon"),
    path(
        f"{ONE}baselines/new/",
        selection.SelectionBaselineNew.as_view(),
        name="selection-baseline",
    ),
    path(f"{ONE}vendors/new/", selection.CandidateNew.as_view(), name="candidate-new"),
    path(CANDIDATE, selection.CandidateDetail.as_view(), name="candidate"),
    path(f"{CANDIDATE}edit/", selection.CandidateEdit.as_view(), name="candidate-edit"),
    path(f"{CANDIDATE}flags/", selection.CandidateFlagEdit.as_view(), name="candidate-flag"),
    path(f"{CANDIDATE}references/new/", selection.ReferenceNew.as_view(), name="reference-new"),
    path(f"{CANDIDATE}choose/", selection.CandidateChoose.as_view(), name="candidate-choose"),
]
