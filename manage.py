#!/usr/bin/env python
"""Django's command line for Headache CDS."""

import gc
import os
import sys


def main() -> None:
    # What a command reads and imports stays until it ends: looking it through less often saves a tenth.
    gc.set_threshold(50_000, 20, 100)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headache_cds.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
