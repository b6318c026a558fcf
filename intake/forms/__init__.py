"""The forms of this step: the person, one page of the anamnese, a repeat measurement."""

from .closing import CloseForm, DoubleForm
from .contacts import ContactForm
from .follow_up import FollowUpForm
from .once import OnceForm
from .patient import CorrectionForm, EpisodeForm, RegistrationForm
from .section import SectionForm
from .voiding import VoidForm

__all__ = [
    "CloseForm",
    "ContactForm",
    "CorrectionForm",
    "DoubleForm",
    "EpisodeForm",
    "FollowUpForm",
    "OnceForm",
    "RegistrationForm",
    "SectionForm",
    "VoidForm",
]
