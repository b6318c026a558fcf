"""The forms of this step: the person, one page of the anamnese, a repeat measurement."""

from .follow_up import FollowUpForm
from .once import OnceForm
from .patient import CorrectionForm, EpisodeForm, RegistrationForm
from .section import SectionForm

__all__ = [
    "CorrectionForm",
    "EpisodeForm",
    "FollowUpForm",
    "OnceForm",
    "RegistrationForm",
    "SectionForm",
]
