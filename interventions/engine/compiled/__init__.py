"""A ruleset as Python functions, for speed; the readable evaluation is the reference."""
