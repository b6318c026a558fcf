"""Announcements from a lower floor to a higher one; they carry no clinical logic."""

from django.dispatch import Signal

# Sent with episode=<Episode> inside the transaction that changed an answer, a finding or a measurement.
facts_changed = Signal()

# Sent before answers are stored, with `episode` and the new `values` by fact (None: not asked); a receiver
# gives the facts among them whose change takes back an alarm, which needs a reason.
alarms_taken_back = Signal()
