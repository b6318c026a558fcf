"""Writing down what the therapist thinks plays a part."""

from django.db import transaction
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from headache_cds.vocabulary.text import clean_text, has_words
from intake.access import check_may_write
from intake.models import Episode
from interventions.models import Hypothesis
from interventions.plan.actions.trail import audit
from interventions.plan.problems import PlanProblem
from interventions.plan.queries import hypothesis_of


@transaction.atomic
def write_hypothesis(*, episode: Episode, text: str, approach: str, based_on: int, by: User) -> Hypothesis:
    """Add a version; the same text and direction again adds nothing.

    `based_on` is the number of the version that the writer saw, 0 for none. Raises PlanProblem when somebody
    wrote a newer one in between: nothing is lost, and nobody overwrites unseen.
    """
    check_may_write(by, episode.patient)
    text = clean_text(text)
    if not has_words(text):
        raise PlanProblem(_("Schrijf op wat volgens u meespeelt."), code="text")
    Episode.objects.select_for_update().get(pk=episode.pk)
    latest = hypothesis_of(episode)
    if latest and (latest.text, latest.approach) == (text, approach):
        return latest
    number = latest.number if latest else 0
    if number != based_on:
        raise PlanProblem(
            _("Intussen is er een nieuwere hypothese opgeslagen. Lees die, en sla daarna opnieuw op."),
            code="newer",
        )
    row = Hypothesis.objects.create(
        episode=episode, number=number + 1, text=text, approach=approach, written_by=by
    )
    audit(by, "hypothesis.write", episode, {"number": row.number}, subject=row)
    return row
