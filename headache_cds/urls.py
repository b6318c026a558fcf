"""All addresses. Every view asks for a sign-in unless it says otherwise."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="dashboards:caseload"), name="home"),
    path("", include("headache_cds.accounts.urls")),
    path("", include("intake.urls")),
    path("", include("examination.urls")),
    path("", include("interventions.urls")),
    path("", include("reports.documents.urls")),
    path("", include("reports.dashboards.urls")),
    path("taal/", include("django.conf.urls.i18n")),
]
