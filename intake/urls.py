"""Addresses of the anamnese and of repeat measurements."""

from django.urls import path

from . import views

app_name = "intake"

urlpatterns = [
    path("patienten/nieuw/", views.register, name="register"),
    path("patienten/<uuid:patient_id>/episode/nieuw/", views.open_episode, name="open_episode"),
    path("episodes/<uuid:episode_id>/gegevens/", views.correct, name="correct"),
    path("episodes/<uuid:episode_id>/anamnese/", views.start, name="start"),
    path("episodes/<uuid:episode_id>/anamnese/overzicht/", views.review, name="review"),
    path("episodes/<uuid:episode_id>/anamnese/afronden/", views.complete, name="complete"),
    path("episodes/<uuid:episode_id>/anamnese/heropenen/", views.reopen, name="reopen"),
    path("episodes/<uuid:episode_id>/anamnese/<slug:section_id>/", views.section, name="section"),
    path("episodes/<uuid:episode_id>/beloop/", views.follow_up, name="follow_up"),
    path(
        "episodes/<uuid:episode_id>/beloop/<uuid:follow_up_id>/corrigeren/",
        views.correct_follow_up,
        name="correct_follow_up",
    ),
    path(
        "episodes/<uuid:episode_id>/beloop/<uuid:follow_up_id>/intrekken/",
        views.void_follow_up,
        name="void_follow_up",
    ),
]
