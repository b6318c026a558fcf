"""A demo clinic of one patient, where it is not about the patients."""

import pytest

from reports.demo.script import load_clinic


@pytest.fixture
def short_clinic(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo has everybody who signs in, but only the first of its patients."""
    clinic = load_clinic()
    short = clinic.model_copy(update={"patients": clinic.patients[:1]})
    monkeypatch.setattr("reports.management.commands.demo.load_clinic", lambda: short)
