"""Benchmarks, run by bin/bench as modules: Django is set up before any of them is read."""

import django

django.setup()
