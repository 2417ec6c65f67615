"""Pages of queries."""

from django.urls import path

from queries import views

app_name = "queries"
urlpatterns = [
    path("", views.QueryList.as_view(), name="query_list"),
    path("inbox/", views.QueryInbox.as_view(), name="query_inbox"),
    path("ask/<int:chart_id>/", views.QueryAsk.as_view(), name="query_ask"),
    path("templates/", views.TemplateList.as_view(), name="template_list"),
    path("templates/new/", views.TemplateCreate.as_view(), name="template_create"),
    path("templates/<int:template_id>/", views.TemplateEdit.as_view(), name="template_edit"),
    path("<int:query_id>/", views.QueryDetail.as_view(), name="query_detail"),
    path("<int:query_id>/answer/", views.QueryAnswer.as_view(), name="query_answer"),
    path("<int:query_id>/cancel/", views.QueryCancel.as_view(), name="query_cancel"),
    path("<int:query_id>/review/", views.QueryReview.as_view(), name="query_review"),
    path("<int:query_id>/readdress/", views.QueryReaddress.as_view(), name="query_readdress"),
]
