"""Announcements from a lower floor to a higher one; they carry no clinical logic."""

from django.dispatch import Signal

# Sent with episode=<Episode> inside the transaction that changed an answer, a finding or a measurement.
facts_changed = Signal()
