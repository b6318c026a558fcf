"""Which characters of a plan the letters on paper lack; such a one prints as a box, or in another letter."""

import re
import unicodedata

from interventions.models import Plan

# What the bundled letters hold (static/vendor/atkinson-hyperlegible), and signs that every fallback holds.
PRINTED = re.compile(
    "[\\n\\r -~\u00a0-\u0107\u010a-\u0113\u0116-\u011b\u011e-\u0123\u0126\u0127\u012a\u012b\u012e\u012f\u0131"
    "\u0136\u0137\u013b-\u013e\u0141-\u0148\u0150-\u0155\u0158-\u015b\u015e-\u0165\u016a\u016b\u016e-\u0173"
    "\u0178-\u017e\u0192\u0218-\u021b\u02c6\u02c7\u02da\u02dc\u02dd\u0300\u0301\u0303\u0304\u0308\u2013\u2014"
    "\u2018-\u201a\u201c-\u201e\u2020\u2022\u2026\u2039\u203a\u2044\u20ac\u2113\u2122\u2212\u2215"
    "\u2190-\u2193\u2248\u2260\u2264\u2265\u2713\u03a9]"
)


def not_on_paper(plan: Plan) -> list[str]:
    """The characters of the plan that may not print, each once; what is not seen is left out."""
    goals = [f"{goal.text}{goal.measure}" for goal in plan.goals.all()]
    notes = [decision.note for decision in plan.decisions.all()]
    texts = [plan.agreement, plan.contact, plan.episode.patient.name, *goals, *notes]
    left = dict.fromkeys(PRINTED.sub("", "".join(texts)))
    return [sign for sign in left if not unicodedata.category(sign).startswith(("C", "M", "Z"))]
