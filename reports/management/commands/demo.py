"""`manage.py demo [--if-empty]`: two invented centres with thirty invented patients, in an empty database."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from headache_cds.accounts.models import User
from reports.demo.dossiers import DemoDossier, write_dossier
from reports.demo.people import Account, open_centre
from reports.demo.script import load_clinic, load_facts

FILE_NAME = "demo-accounts.txt"


class Command(BaseCommand):
    """All or nothing: the accounts are written to var/ before the database keeps anything."""

    help = "Load a demo clinic into an empty database; its random passwords are written to var/ only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing, without an error, when there is data already"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if User.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("There is data already; the demo clinic is for an empty database only.")
        path = settings.VAR_DIR / FILE_NAME
        with transaction.atomic():
            accounts = describe(load_demo())
            write_private(path, accounts)
        if options["verbosity"]:
            self.stdout.write(f"Demo clinic loaded. {accounts}These accounts stand in {path}.")


def load_demo() -> list[Account]:
    """Make the centres, their people and their patients; return everybody who can sign in."""
    clinic = load_clinic()
    facts = load_facts()
    accounts = [account for centre in clinic.centres for account in open_centre(centre)]
    people = {account.user.username: account.user for account in accounts}
    now = timezone.now()
    for position, patient in enumerate(clinic.patients):
        write_dossier(DemoDossier(patient, facts[patient.case] | patient.facts, people, now, position))
    return accounts


def describe(accounts: list[Account]) -> str:
    """One line for each account: user name, password, role, name and centre."""
    lines = [
        f"  {account.user.username:<12} {account.password}   {account.user.get_role_display()}, "
        f"{account.user.display_name}, {account.user.centre}\n"
        for account in accounts
    ]
    return "Demo accounts (invented people and patients):\n" + "".join(lines)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, from its first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
