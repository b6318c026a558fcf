"""Takes the pictures of docs/screenshots: `python -m tests.browser.make_screenshots`.

The product runs on a fresh database with the demo clinic; Chromium photographs its main pages on a laptop and
on a tablet, and pdftoppm (Debian: poppler-utils) the plans of worked patients. The data are gone afterwards.
Date fields speak the language of the browser itself: Dutch where chromium-l10n is installed, else English.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402  (after setup, like all that reads the settings)
from django.core.management import call_command  # noqa: E402
from django.test.utils import (  # noqa: E402
    setup_databases,
    setup_test_environment,
    teardown_databases,
    teardown_test_environment,
)
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright  # noqa: E402
from pytest_django.live_server_helper import LiveServer  # noqa: E402

from headache_cds.accounts.models import User  # noqa: E402
from intake.models import Episode  # noqa: E402
from reports.demo.script import load_clinic  # noqa: E402
from reports.documents.kinds import PAGES, html_of  # noqa: E402
from reports.documents.letters.actions import issue_urgent_note  # noqa: E402
from reports.documents.letters.kinds import LetterKind  # noqa: E402
from reports.documents.pdf import render_pdf  # noqa: E402
from reports.drawing.files import write_sheet  # noqa: E402
from reports.models import DocumentKind  # noqa: E402
from tests.browser.conftest import sign_in  # noqa: E402
from tests.conftest import CHROMIUM_ARGUMENTS, CHROMIUM_NAMES  # noqa: E402
from tests.dossiers import make_contact  # noqa: E402
from tests.reports.documents.plan_pdfs import contents  # noqa: E402
from tests.reports.documents.test_letter import issue, typed  # noqa: E402

FOLDER = settings.BASE_DIR / "docs" / "screenshots"
SCREENS: dict[str, ViewportSize] = {
    "1280": {"width": 1280, "height": 800},
    "820": {"width": 820, "height": 1180},
}
# Each kind of letter with a patient to whom it happens.
LETTERS = {
    LetterKind.REPLY: "V03",
    LetterKind.INTERIM: "V12",
    LetterKind.END: "V01",
    LetterKind.DIRECT_ACCESS: "V07",
}
TALLEST = 2200  # pixels; what comes below says nothing new
PAPER_HEIGHT = 1100  # pixels
# The papers of a plan, and whose.
PAPERS = (
    (DocumentKind.PATIENT_PLAN, "V01"),
    (DocumentKind.PATIENT_PLAN, "V03"),
    (DocumentKind.PATIENT_PLAN, "V19"),
    (DocumentKind.LARGE_PRINT, "V01"),
    (DocumentKind.EASY, "V01"),
    (DocumentKind.EXERCISES, "V01"),
    (DocumentKind.CALENDAR, "V01"),
    (DocumentKind.DIARY, "V03"),
    (DocumentKind.READING, "V01"),
)
COLOURS = 96
# A picture of a page as it was, kept beside the new one.
BEFORE = "-before-"
MOST_BYTES = 5_000_000


def main() -> None:
    """Replace the pictures by new ones; ends with an error when they became too large for the repository."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        if BEFORE not in old.name:
            old.unlink()
    with demo_clinic() as url, sync_playwright() as playwright:
        executable = next(filter(None, map(shutil.which, CHROMIUM_NAMES)))
        browser = playwright.chromium.launch(
            executable_path=executable,
            chromium_sandbox=False,
            args=CHROMIUM_ARGUMENTS,
            env={**os.environ, "LANGUAGE": "nl"},  # the browser's own words, in a date for instance
        )
        for name in SCREENS:
            photograph_screens(browser, url, name)
        photograph_papers()
        photograph_drawings()
        photograph_letters()
        browser.close()
    size = sum(picture.stat().st_size for picture in FOLDER.glob("*.png"))
    sys.stdout.write(f"{len(list(FOLDER.glob('*.png')))} pictures, {size // 1000} kB, in {FOLDER}\n")
    if size > MOST_BYTES:
        sys.exit(f"More than {MOST_BYTES // 1000} kB: too much for the repository.")


@contextmanager
def demo_clinic() -> Iterator[str]:
    """The product on a fresh database with the demo clinic; gives its address."""
    settings.VAR_DIR.mkdir(mode=0o700)
    settings.STATIC_ROOT.mkdir()
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    call_command("demo", stdout=io.StringIO())
    server = LiveServer("localhost")
    try:
        yield server.url
    finally:
        server.stop()
        teardown_databases(databases, verbosity=0)
        teardown_test_environment()
        shutil.rmtree(settings.VAR_DIR)


def episode_of(case: str) -> Episode:
    """The episode of a worked patient in the demo clinic."""
    number = next(patient.number for patient in load_clinic().patients if patient.case.startswith(case))
    return Episode.objects.get(patient__number=number)


def addresses() -> dict[str, str]:
    """The main pages, by the name of their picture."""
    neck, migraine, flagged = (f"/episodes/{episode_of(case).pk}" for case in ("V01", "V02", "V07"))
    return {
        "caseload": "/patienten/",
        "patient": f"/patienten/{episode_of('V12').patient_id}/",
        "anamnese": f"/episodes/{episode_of('V06').pk}/anamnese/red_flags/",
        "anamnese-medication": f"/episodes/{episode_of('V03').pk}/anamnese/medication/",
        "onderzoek": f"{neck}/onderzoek/palpation/",
        "advice": f"{neck}/advies/",
        "advice-migraine": f"{migraine}/advies/",
        "explanation": f"{neck}/advies/uitleg/manual-needs-exercise/",
        "criteria": f"{migraine}/criteria/",
        "synthesis": f"{neck}/synthese/",
        "synthesis-for-the-patient": f"{neck}/synthese/tonen/",
        "stop": f"{flagged}/advies/",
        "plan-draft": f"/episodes/{episode_of('V04').pk}/plan/",
        "plan-draft-dose": f"/episodes/{episode_of('V04').pk}/plan/kaart/jaw/",
        "plan": f"{neck}/plan/",
        "letter-write": f"/episodes/{episode_of('V12').pk}/brief/",
        "contacts": f"/episodes/{episode_of('V12').pk}/huisarts/",
        "record-text": f"{neck}/dossiertekst/",
        "record-complete": f"{neck}/volledig/",
        "beloop": f"/episodes/{episode_of('V12').pk}/beloop/",
        "handvat": "/handvat/?words=nek",
        "handvat-rule": "/handvat/regels/neck-exercise-content/",
    }


def photograph_screens(browser: Browser, url: str, name: str) -> None:
    """The sign-in page, then every main page as a physiotherapist sees it."""
    context = browser.new_context(
        base_url=url, viewport=SCREENS[name], locale="nl-NL", timezone_id=settings.TIME_ZONE
    )
    page = context.new_page()
    page.goto("/")
    photograph(page, FOLDER / f"sign-in-{name}.png")
    sign_in(context, User.objects.get(username="fysio"), url)
    for picture, address in addresses().items():
        page.goto(address)
        photograph(page, FOLDER / f"{picture}-{name}.png")
    context.close()


def photograph(page: Page, path: Path) -> None:
    """The page from its top, as far down as TALLEST, in a window so high that the bars stand at its ends."""
    size = page.viewport_size
    assert size
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], min(height, TALLEST))})
    page.screenshot(path=path)
    page.set_viewport_size(size)
    make_small(path)


def photograph_papers() -> None:
    """Every paper of a worked patient as if signed, and the plan of two more."""
    for kind, case in PAPERS:
        content = next(content for name, content in contents().items() if name.startswith(case))
        print_pictures(render_pdf(PAGES[kind](content, "nl")).data, f"paper-{kind.replace('_', '-')}-{case}")


def photograph_drawings() -> None:
    """The sheet of all drawings, in grey as an office printer gives it."""
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "sheet.pdf"
        write_sheet(sheet)
        print_pictures(sheet.read_bytes(), "drawings", "-gray")


def photograph_letters() -> None:
    """A letter of each kind, and the urgent note of the patient with a red flag."""
    by = User.objects.get(username="fysio")
    for kind, case in LETTERS.items():
        episode = episode_of(case)
        if not episode.patient.contacts.exists():
            make_contact(episode, by)
        letter = issue(episode, by, typed(episode, kind))
        print_pictures(render_pdf(html_of(letter)).data, f"letter-{kind.replace('_', '-')}")
    note = issue_urgent_note(episode=episode_of("V07"), by=by, language="nl")
    print_pictures(render_pdf(html_of(note)).data, "urgent-note")


def print_pictures(data: bytes, name: str, *more: str) -> None:
    """The pages of a file as NAME-1.png and on, or as NAME.png when there is one."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "file.pdf"
        file.write_bytes(data)
        size = ["-scale-to", str(PAPER_HEIGHT)]
        subprocess.run(["pdftoppm", "-png", *size, *more, str(file), f"{folder}/page"], check=True)
        pages = sorted(Path(folder).glob("page-*.png"))
        for number, page in enumerate(pages, start=1):
            make_small(page, FOLDER / (f"{name}-{number}.png" if len(pages) > 1 else f"{name}.png"))


def make_small(path: Path, to: Path | None = None) -> None:
    """Fewer colours: a screen of text needs few."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(to or path, optimize=True)


if __name__ == "__main__":
    main()
