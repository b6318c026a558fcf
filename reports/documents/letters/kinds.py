"""The kinds of message that the HASP-paramedicus guideline knows between physiotherapist and physician."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LetterKind(TextChoices):
    """What a letter is."""

    REPLY = "reply", _("Antwoord op verwijzing")
    INTERIM = "interim", _("Tussenbericht")
    END = "end", _("Bericht bij einde van de behandeling")
    DIRECT_ACCESS = "direct_access", _("Bericht na directe toegang")


class GoalResult(TextChoices):
    """What came of a goal, in the judgement of therapist and patient; '' was not judged."""

    REACHED = "reached", _("bereikt")
    PARTLY = "partly", _("deels bereikt")
    NOT = "not", _("niet bereikt")
