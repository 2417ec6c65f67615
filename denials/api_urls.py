"""Endpoints of denials."""

from django.urls import path

from denials import api

app_name = "denials_api"
urlpatterns = [
    path("", api.DenialListAPI.as_view(), name="denial_list"),
    path("<int:denial_id>/", api.DenialAPI.as_view(), name="denial"),
    path("<int:denial_id>/cause/", api.DenialRootCauseAPI.as_view(), name="denial_root_cause"),
    path("<int:denial_id>/answer/", api.DenialAnswerAPI.as_view(), name="denial_answer"),
    path("claims/", api.ClaimListAPI.as_view(), name="claim_list"),
    path("claims/<int:claim_id>/", api.ClaimAPI.as_view(), name="claim"),
    path("remittances/", api.RemittanceListAPI.as_view(), name="remittance_list"),
    path("remittances/<int:remittance_id>/", api.RemittanceAPI.as_view(), name="remittance"),
]
