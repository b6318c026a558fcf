"""What can stand in the way of a document, said so that the therapist knows what to do."""

from django.core.exceptions import ValidationError


class DocumentProblem(ValidationError):
    """A document that is not made or not shown now; nothing was changed. Holds one sentence."""
