"""What somebody changed in a dossier while a page of it stood open: static/js/watch.js asks often.

Pages of questions draw a changed answer anew by themselves (saving.py); every other page says that it is
older.
"""

import datetime as dt

from django.db.models import Q

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent, Outcome

from .models import Episode

# What is no change of the dossier.
READINGS = ("dossier.read", "document.open", "document.download", "document.request", "status.see")
# A change is in the trail with the moment at which it began; it may be stored a little later.
UNDER_WAY = dt.timedelta(seconds=3)


def changed_since(episode: Episode, moment: dt.datetime, reader: User, *, own: bool) -> AuditEvent | None:
    """The latest change of this dossier since a page was opened; of its own reader only with `own`.

    Of a colleague also what may have been under way at that moment.
    """
    others = ~Q(actor=reader) & Q(at__gt=moment - UNDER_WAY)
    wanted = others | Q(actor=reader, at__gt=moment) if own else others
    events = AuditEvent.objects.filter(
        wanted, patient_id=episode.patient_id, outcome=Outcome.SUCCESS, actor__isnull=False
    )
    return events.exclude(action__in=READINGS).select_related("actor").order_by("at").last()
