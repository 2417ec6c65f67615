"""Pages of denials."""

from django.urls import path

from denials import views

app_name = "denials"
urlpatterns = [
    path("", views.DenialList.as_view(), name="denial_list"),
    path("<int:denial_id>/", views.DenialDetail.as_view(), name="denial_detail"),
    path("<int:denial_id>/cause/", views.DenialRootCause.as_view(), name="denial_root_cause"),
    path("<int:denial_id>/answer/", views.DenialAnswer.as_view(), name="denial_answer"),
    path("<int:denial_id>/move/", views.DenialMove.as_view(), name="denial_move"),
    path("<int:denial_id>/assign/", views.DenialAssign.as_view(), name="denial_assign"),
    path("mine/", views.DenialMine.as_view(), name="denial_mine"),
    path("pareto/", views.ParetoPage.as_view(), name="pareto"),
    path("deadlines/", views.Deadlines.as_view(), name="deadlines"),
    path(
        "deadlines/<int:rule_id>/delete/",
        views.DeadlineRuleDelete.as_view(),
        name="deadline_delete",
    ),
    path("claims/", views.ClaimList.as_view(), name="claim_list"),
    path("claims/<int:claim_id>/", views.ClaimDetail.as_view(), name="claim_detail"),
    path("remittances/", views.RemittanceList.as_view(), name="remittance_list"),
    path("remittances/import/", views.RemittanceImport.as_view(), name="remittance_import"),
    path(
        "remittances/<int:remittance_id>/",
        views.RemittanceDetail.as_view(),
        name="remittance_detail",
    ),
]
