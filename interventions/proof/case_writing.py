"""Writes a new case as text, to be read and put beside the other cases of its rule or derived fact."""

from collections.abc import Iterable
from typing import Any

import yaml

from interventions.engine.ruleset import Rule
from interventions.proof.closing import Proposal

# How the names of the cases say each status.
WORDS = {
    "applies": "fires",
    "does_not_apply": "does_not",
    "insufficient_data": "unknown",
    "suppressed": "suppressed",
}


def as_text(proposal: Proposal) -> str:
    """The case as written below `cases:` of its rule or derived fact."""
    facts = _flow(proposal.facts)
    if isinstance(proposal.mutant.original, Rule):
        base = f"    base: {proposal.base}\n" if proposal.base else ""
        name = _flow(f"{WORDS[proposal.outcome]}: apart from '{proposal.mutant.change}'", quoted=True)
        return f"  - name: {name}\n{base}    facts: {facts}\n    status: {proposal.outcome}\n"
    base = f"base: {proposal.base}, " if proposal.base else ""
    value = _flow(proposal.outcome)
    return f"  - {{{base}facts: {facts}, value: {value}}}\n"


def as_document(proposals: Iterable[Proposal]) -> str:
    """All cases with the rule or fact that each belongs to, to be read before they are accepted."""
    return "".join(f"# {item.mutant.name}: {item.mutant.change}\n{as_text(item)}" for item in proposals)


def _flow(value: Any, *, quoted: bool = False) -> str:
    """A value on one line of YAML."""
    style = "'" if quoted else None
    text = yaml.safe_dump(
        value, default_flow_style=True, default_style=style, width=10**6, sort_keys=False, allow_unicode=True
    )
    return text.removesuffix("\n").removesuffix("...").strip()
