"""Reads of the dashboards: the caseload of a centre, and everything on one patient's page."""

from .caseload import caseload_page, has_patients, listed_episodes
from .patient import patient_overview

__all__ = ["caseload_page", "has_patients", "listed_episodes", "patient_overview"]
