"""bin/bench lists what there is, refuses what there is not, and measures a centre that can exist."""

import subprocess
from pathlib import Path

import pytest

from intake.models import Answer, Episode, FollowUp, Patient
from interventions.models import EpisodeStatus, Plan
from tests.benchmarks.clinic import make_clinic

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([ROOT / "bin" / "bench", *arguments], capture_output=True, text=True, check=False)


def test_it_lists_every_benchmark() -> None:
    files = {path.stem.removeprefix("bench_") for path in (ROOT / "tests/benchmarks").glob("bench_*.py")}
    assert set(bench().stdout.split()) == files


def test_an_unknown_benchmark_is_refused_with_the_list() -> None:
    result = bench("nothing")
    assert result.returncode == 1
    assert "rules" in result.stderr


@pytest.mark.django_db
def test_the_clinic_has_as_many_whole_dossiers_as_asked_for() -> None:
    clinic = make_clinic(48)
    assert Patient.objects.count() == Episode.objects.count() == EpisodeStatus.objects.count() == 48
    assert len(set(Patient.objects.values_list("family_name", flat=True))) > 14
    first = clinic.worked[0]
    copies = Episode.objects.filter(patient__birth_date__lt=first.patient.birth_date)
    same = [copy for copy in copies if facts_of(copy) == facts_of(first)]
    assert len(same) == 2
    assert FollowUp.objects.filter(episode__in=same).count() == 2 * len(same)
    assert {Plan.objects.filter(episode=copy, state="signed").count() for copy in same} == {1}


def facts_of(episode: Episode) -> dict[str, object]:
    """The answers of a dossier."""
    return dict(Answer.objects.current().filter(episode=episode).values_list("fact", "value"))
