"""`manage.py drawings`: draws every exercise and activity again into static/print/drawings."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from headache_cds.vocabulary.source import SourceError


class Command(BaseCommand):
    help = (
        "Draws the exercises and activities from reports/drawing/poses into static/print/drawings. "
        "For the makers of the product: it needs the packages of requirements-dev.txt."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", help="another folder than static/print/drawings")
        parser.add_argument("--sheet", help="also a PDF of all pictures, each 5 cm wide")

    def handle(self, *_args: Any, **options: Any) -> None:
        folder = Path(options["out"] or settings.BASE_DIR / "static" / "print" / "drawings")
        try:
            from reports.drawing.files import write_files, write_sheet

            names = write_files(folder)
            if options["sheet"]:
                write_sheet(Path(options["sheet"]))
        except ModuleNotFoundError as error:
            raise CommandError(f"{error.name} is missing: install requirements-dev.txt") from error
        except (SourceError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{len(names)} pictures in {folder}")
