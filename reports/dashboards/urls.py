"""Addresses of the caseload and of the page of one patient; no name ever stands in them."""

from django.urls import path

from . import views

app_name = "dashboards"

urlpatterns = [
    path("patienten/", views.caseload, name="caseload"),
    path("patienten/<uuid:patient_id>/", views.patient, name="patient"),
    path("episodes/<uuid:episode_id>/", views.episode, name="episode"),
    path("episodes/<uuid:episode_id>/notities/", views.add_note, name="add_note"),
    path(
        "episodes/<uuid:episode_id>/notities/<uuid:note_id>/corrigeren/",
        views.correct_note,
        name="correct_note",
    ),
    path("episodes/<uuid:episode_id>/notities/<uuid:note_id>/intrekken/", views.void_note, name="void_note"),
]
