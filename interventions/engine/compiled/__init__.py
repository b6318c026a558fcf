"""A ruleset as Python functions, for speed; the readable evaluation is the reference.

`compiled(ruleset)` is its one entry. It serves whoever asks for everything at once: `PrecomputedEvaluation`
and `brief`.
"""

from functools import lru_cache

from interventions.engine.compiled.ruleset import Compiled
from interventions.engine.ruleset import Ruleset

__all__ = ["Compiled", "compiled"]


# A comparison holds two rulesets and a test a few more; a proof that makes thousands need not keep them all.
@lru_cache(maxsize=8)
def compiled(ruleset: Ruleset) -> Compiled:
    """The functions of a ruleset, made once."""
    return Compiled(ruleset)
