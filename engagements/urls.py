"""Pages of the engagement itself."""

from django.urls import path

from engagements import views

app_name = "engagements"
urlpatterns = [
    path("", views.EngagementHome.as_view(), name="home"),
]
