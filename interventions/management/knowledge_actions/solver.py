"""The proofs stand on z3, which comes with the packages for the tests."""

from importlib import import_module
from types import ModuleType

from django.core.management.base import CommandError


def load_reporting() -> ModuleType:
    """The reports of the proofs. Raises CommandError when z3 is not installed."""
    try:
        return import_module("interventions.proof.reporting")
    except ModuleNotFoundError as error:
        if error.name != "z3":
            raise
        raise CommandError("z3 is not installed; run: bin/setup --dev") from error
