"""How soon something must be done, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from interventions.engine.urgency import Level

LEVELS = {
    Level.NOW: pgettext_lazy("urgency", "nu"),
    Level.TODAY: gettext_lazy("vandaag"),
    Level.THIS_WEEK: gettext_lazy("deze week"),
    Level.NONE: gettext_lazy("geen haast"),
}


def level_words(level: str) -> str:
    """A recorded level in words; '' was never recorded, which is not the same as no urgency."""
    return str(LEVELS[Level(level)]) if level else _("niet vastgelegd")


def change_words(edition: str, before: str, now: str) -> str:
    """That an edition judges a dossier more or less urgent than before."""
    return _("Urgentie veranderd met editie %(edition)s: %(now)s (was: %(before)s)") % {
        "edition": edition,
        "now": level_words(now),
        "before": level_words(before),
    }
