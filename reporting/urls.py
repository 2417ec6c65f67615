"""Pages of reporting."""

from django.urls import path

from reporting import views

app_name = "reporting"
urlpatterns = [
    path("", views.HealthView.as_view(), name="health"),
    path("numbers.csv", views.NumbersCsvView.as_view(), name="numbers_csv"),
    path("portfolio/", views.PortfolioView.as_view(), name="portfolio"),
]
