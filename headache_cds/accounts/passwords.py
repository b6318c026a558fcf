"""Temporary passwords: made here, shown once, changed at the first sign-in."""

import secrets

# Without letters and digits that are mistaken for each other when read aloud.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 4


def make_temporary_password() -> str:
    """Four groups of four, for instance 'k7mp-3wxa-...': 79 bits, easy to dictate."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)
