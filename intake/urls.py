"""Addresses of the anamnese and of repeat measurements."""

from django.urls import path

from . import closing_views, contact_views, views

app_name = "intake"

urlpatterns = [
    path("patienten/nieuw/", views.register, name="register"),
    path("patienten/<uuid:patient_id>/episode/nieuw/", views.open_episode, name="open_episode"),
    path("episodes/<uuid:episode_id>/gegevens/", views.correct, name="correct"),
    path("episodes/<uuid:episode_id>/huisarts/", contact_views.contacts, name="contacts"),
    path(
        "episodes/<uuid:episode_id>/huisarts/<uuid:contact_id>/corrigeren/",
        contact_views.correct_contact,
        name="correct_contact",
    ),
    path(
        "episodes/<uuid:episode_id>/huisarts/<uuid:contact_id>/intrekken/",
        contact_views.void_contact,
        name="void_contact",
    ),
    path("episodes/<uuid:episode_id>/afsluiten/", closing_views.close_episode, name="close_episode"),
    path("episodes/<uuid:episode_id>/heropenen/", closing_views.open_again, name="open_again"),
    path("episodes/<uuid:episode_id>/dubbel/", closing_views.mark_double, name="mark_double"),
    path("episodes/<uuid:episode_id>/dubbel/ongedaan/", closing_views.unmark_double, name="unmark_double"),
    path("episodes/<uuid:episode_id>/gewijzigd/", views.changes, name="changes"),
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
