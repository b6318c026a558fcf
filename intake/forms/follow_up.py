"""A repeat measurement as a form."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headache_cds.accounts.models import User
from headache_cds.vocabulary.fields import DateField
from headache_cds.vocabulary.forms import FactForm
from headache_cds.vocabulary.registry import get_vocabulary
from intake import actions
from intake.follow_up import scored_again
from intake.follow_up_page import FollowUpGroup, follow_up_groups
from intake.models import Episode, FollowUp
from intake.pages import FieldGroup, has_errors, places_of
from intake.queries import answers_of
from intake.routing import Question

from .once import OnceForm


class FollowUpForm(OnceForm, FactForm):
    """One repeat measurement; the patient's activities come from the anamnese."""

    measured_on = DateField(label=gettext_lazy("Gemeten op"))

    def __init__(self, episode: Episode, data: Any = None, correcting: FollowUp | None = None) -> None:
        self.episode = episode
        self.correcting = correcting
        facts = get_vocabulary().facts
        answers = answers_of(episode)
        values = {fact: answers[fact] for fact in scored_again() if answers.get(fact)}
        values |= correcting.values if correcting else {}
        specs = [facts[fact] for group in follow_up_groups() for fact in group.facts]
        place = f"correction of {correcting.pk}" if correcting else f"measurement of {episode.pk}"
        super().__init__(specs, values=values, data=data, open_label=_("Niet gemeten"), place=place)
        self.initial["measured_on"] = correcting.measured_on if correcting else timezone.localdate()

    @cached_property
    def blocks(self) -> list[FieldGroup]:
        """The groups of the page; every measurement may be left out."""
        return [self._block(group) for group in follow_up_groups()]

    def _block(self, group: FollowUpGroup) -> FieldGroup:
        questions = [Question(fact=fact) for fact in group.facts]
        return FieldGroup(
            title=group.title,
            places=places_of(questions, {}),
            more=group.more,
            open_now=has_errors(self, questions),
        )

    def measured(self) -> Mapping[str, Any]:
        """What was measured now; activities without a score of now were not."""
        skip = {"measured_on", "submission"}
        values = {name: value for name, value in self.cleaned_data.items() if name not in skip}
        return {name: value for name, value in values.items() if not _is_unscored(name, value)}

    def save(self, by: User) -> bool:
        """Record the measurement; False when something cannot be, with the message beside it."""
        if not self.is_valid():
            return False
        given = {name: self.cleaned_data[name] for name in ("submission", "measured_on")}
        given |= {"by": by, "values": self.measured()}
        try:
            if self.correcting:
                actions.correct_follow_up(follow_up=self.correcting, **given)
            else:
                actions.record_follow_up(episode=self.episode, **given)
        except ValidationError as error:
            self.refuse(error)
            return False
        return True


def _is_unscored(fact: str, rows: Any) -> bool:
    """Whether these are rows of the anamnese that nobody scored again."""
    columns = scored_again().get(fact)
    return columns is not None and not any(columns.now in row for row in rows or [])
