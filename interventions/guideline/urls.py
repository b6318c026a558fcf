"""Addresses of the guideline; they hold no patient data."""

from django.urls import path

from . import views

app_name = "guideline"

urlpatterns = [
    path("handvat/", views.rules, name="rules"),
    path("handvat/regels/<slug:rule_id>/", views.rule, name="rule"),
    path("handvat/uitspraken/", views.statements, name="statements"),
    path("handvat/uitspraken/<slug:statement_id>/", views.statement, name="statement"),
    path("handvat/gegevens/<slug:fact_id>/", views.fact, name="fact"),
    path("handvat/drempels/", views.thresholds, name="thresholds"),
    path("handvat/bronnen/", views.sources, name="sources"),
    path("handvat/versies/", views.versions, name="versions"),
]
