"""Where the worked patients stand."""

from pathlib import Path

WORKED_PATIENTS = Path(__file__).resolve().parents[1] / "worked_patients.jsonl"
