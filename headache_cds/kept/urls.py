"""Addresses for what is kept."""

from django.urls import path

from . import views

app_name = "kept"

urlpatterns = [path("bewaard/<uuid:kept_id>/weggooien/", views.discard, name="discard")]
