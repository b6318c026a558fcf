"""Addresses of the examination."""

from django.urls import path

from . import views

app_name = "examination"

urlpatterns = [
    path("episodes/<uuid:episode_id>/onderzoek/", views.start, name="start"),
    path("episodes/<uuid:episode_id>/onderzoek/beginnen/", views.begin, name="begin"),
    path("episodes/<uuid:episode_id>/onderzoek/datum/", views.correct_date, name="correct_date"),
    path("episodes/<uuid:episode_id>/onderzoek/afronden/", views.complete, name="complete"),
    path("episodes/<uuid:episode_id>/onderzoek/heropenen/", views.reopen, name="reopen"),
    path("episodes/<uuid:episode_id>/onderzoek/<slug:part_id>/", views.part, name="part"),
]
