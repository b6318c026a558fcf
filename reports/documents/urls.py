"""Addresses of the documents."""

from django.urls import path

from . import views
from .letters import views as letters

app_name = "documents"

urlpatterns = [
    path("episodes/<uuid:episode_id>/dossiertekst/", letters.record_text, name="record_text"),
    path("episodes/<uuid:episode_id>/volledig/", letters.completeness, name="completeness"),
    path("episodes/<uuid:episode_id>/brief/", letters.letter, name="letter"),
    path("episodes/<uuid:episode_id>/advies/spoedbericht/", letters.urgent_note, name="urgent_note"),
    path("episodes/<uuid:episode_id>/plan/papier/", views.preview, name="preview"),
    path("episodes/<uuid:episode_id>/plan/papier/vel/", views.sheet, name="sheet"),
    path("plannen/<uuid:plan_id>/", views.plan_of_document, name="plan"),
    path("plannen/<uuid:plan_id>/document/", views.request_document, name="request"),
    path("plannen/<uuid:plan_id>/kalender/", views.calendar_file, name="calendar_file"),
    path("documenten/<uuid:document_id>/", views.document, name="document"),
    path("documenten/<uuid:document_id>/afdrukken/", letters.print_page, name="print"),
    path("documenten/<uuid:document_id>/opnieuw/", views.make_again, name="make_again"),
    path("documenten/<uuid:document_id>/pdf/", views.pdf, name="pdf"),
]
