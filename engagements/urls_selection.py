"""Choosing a vendor, in the control plane."""

from django.urls import path

from engagements.views.selection import candidates, selections

ONE = "<int:selection_id>/"
CANDIDATE = f"{ONE}vendors/<int:candidate_id>/"

urlpatterns = [
    path("", selections.SelectionList.as_view(), name="selections"),
    path("new/", selections.SelectionNew.as_view(), name="selection-new"),
    path(ONE, selections.SelectionDetail.as_view(), name="selection"),
    path(f"{ONE}edit/", selections.SelectionEdit.as_view(), name="selection-edit"),
    path(f"{ONE}abandon/", selections.SelectionAbandon.as_view(), name="selection-abandon"),
    path(
        f"{ONE}baselines/new/",
        selections.SelectionBaselineNew.as_view(),
        name="selection-baseline",
    ),
    path(f"{ONE}vendors/new/", candidates.CandidateNew.as_view(), name="candidate-new"),
    path(CANDIDATE, candidates.CandidateDetail.as_view(), name="candidate"),
    path(f"{CANDIDATE}edit/", candidates.CandidateEdit.as_view(), name="candidate-edit"),
    path(f"{CANDIDATE}flags/", candidates.CandidateFlagEdit.as_view(), name="candidate-flag"),
    path(f"{CANDIDATE}references/new/", candidates.ReferenceNew.as_view(), name="reference-new"),
    path(f"{CANDIDATE}choose/", candidates.CandidateChoose.as_view(), name="candidate-choose"),
]
