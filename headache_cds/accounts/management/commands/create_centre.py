"""The first centre of an installation and its first administrator."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from headache_cds.accounts.actions import create_centre
from headache_cds.accounts.models import CareSetting


class Command(BaseCommand):
    """Prints the temporary password once; the administrator replaces it at the first sign-in."""

    help = "Create a centre with its first administrator and print the temporary password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="name of the centre")
        parser.add_argument("username", help="the name with which the administrator signs in")
        parser.add_argument("display_name", help="the administrator's name as colleagues see it")
        parser.add_argument("--setting", choices=CareSetting.values, default=CareSetting.SECONDARY.value)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            administrator, password = create_centre(
                name=options["name"],
                username=options["username"],
                display_name=options["display_name"],
                care_setting=options["setting"],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{administrator.username} {password}")
