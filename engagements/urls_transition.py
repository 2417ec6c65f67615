"""Phases, bounds and rollbacks."""

from django.urls import path

from engagements.views import rollback, transition

urlpatterns = [
    path("", transition.PhasesPage.as_view(), name="phases"),
    path("moves/<slug:move>/", transition.PhaseMovePage.as_view(), name="phase-move"),
    path("plan/<slug:phase>/", transition.PhasePlanPage.as_view(), name="phase-plan"),
    path("checklist/new/", transition.ChecklistEdit.as_view(), name="checklist-item-create"),
    path(
        "checklist/<int:item_id>/", transition.ChecklistEdit.as_view(), name="checklist-item-edit"
    ),
    path(
        "checklist/<int:item_id>/done/",
        transition.ChecklistDone.as_view(),
        name="checklist-item-done",
    ),
    path(
        "checklist/<int:item_id>/reopen/",
        transition.ChecklistReopen.as_view(),
        name="checklist-item-reopen",
    ),
    path("bounds/", rollback.BoundsPage.as_view(), name="bounds"),
    path("bounds/new/", rollback.BoundCreate.as_view(), name="bound-create"),
    path("bounds/readings/", rollback.ReadingList.as_view(), name="bound-readings"),
    path("bounds/<int:bound_id>/end/", rollback.BoundEnd.as_view(), name="bound-end"),
    path("rollbacks/propose/", rollback.RollbackPropose.as_view(), name="rollback-propose"),
    path(
        "rollbacks/<int:proposal_id>/accept/",
        rollback.RollbackAccept.as_view(),
        name="rollback-accept",
    ),
    path(
        "rollbacks/<int:proposal_id>/decline/",
        rollback.RollbackDecline.as_view(),
        name="rollback-decline",
    ),
    path(
        "rollbacks/<int:proposal_id>/withdraw/",
        rollback.RollbackWithdraw.as_view(),
        name="rollback-withdraw",
    ),
]
