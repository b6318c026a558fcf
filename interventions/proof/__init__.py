"""Proofs over the whole ruleset: what must hold for every patient, and whether the cases pin every test down.

Plain Python without Django. z3 is a package of the developers; only the modules that need it import it.
"""
