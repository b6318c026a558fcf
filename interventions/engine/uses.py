"""What a rule is for. The answer decides where it stands, what holds it back and what it may say."""

from enum import StrEnum
from functools import cached_property


class Use(StrEnum):
    """The ten uses of a rule, with what screens, checks and proofs ask about them."""

    ASK = "ask"
    EXAMINE = "examine"
    ADVISE = "advise"
    WARN = "warn"
    REFER = "refer"
    BLOCK = "block"
    DOSE = "dose"
    MEASURE = "measure"
    EXPLAIN = "explain"
    EDUCATE = "educate"

    @cached_property
    def treats(self) -> bool:
        """Asks the patient to do or undergo something."""
        return self in (Use.ADVISE, Use.DOSE)

    @cached_property
    def offers(self) -> bool:
        """Puts its card among the options of the advice page."""
        return self.treats or self is Use.REFER

    @cached_property
    def alerts(self) -> bool:
        """Draws attention to something to act on."""
        return self in (Use.WARN, Use.REFER)

    @cached_property
    def looks_further(self) -> bool:
        """Calls for a question, a test or a measurement."""
        return self in (Use.ASK, Use.EXAMINE, Use.MEASURE)

    @cached_property
    def is_background(self) -> bool:
        """Explains other advice, to the therapist or to the patient."""
        return self in (Use.EXPLAIN, Use.EDUCATE)

    @cached_property
    def may_stay(self) -> bool:
        """May stay on screen while something blocks."""
        return self.alerts or self in (Use.BLOCK, Use.ASK)

    @cached_property
    def names_open_facts(self) -> bool:
        """Names the answers that would end it, also while it applies."""
        return self in (Use.BLOCK, Use.ASK)
