"""All addresses. Every view asks for a sign-in unless it says otherwise."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from headache_cds.accounts.views import home

handler400 = "headache_cds.errors.bad_request"
handler403 = "headache_cds.errors.permission_denied"
handler404 = "headache_cds.errors.page_not_found"
handler500 = "headache_cds.errors.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("", include("headache_cds.accounts.urls")),
    path("", include("headache_cds.kept.urls")),
    path("", include("intake.urls")),
    path("", include("examination.urls")),
    path("", include("interventions.urls")),
    path("", include("interventions.guideline.urls")),
    path("", include("reports.documents.urls")),
    path("", include("reports.dashboards.urls")),
    # Open to all: the language is chosen before signing in.
    path("taal/", login_not_required(set_language), name="set_language"),
]
