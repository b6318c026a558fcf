"""What can be wrong with a plan, said so that the therapist knows what to do."""

from django.core.exceptions import ValidationError


class PlanProblem(ValidationError):
    """A step on a plan that is refused; nothing was changed. Holds one or more sentences."""
