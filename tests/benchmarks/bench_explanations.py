"""What an explanation costs: why, why not, and what would change an advice.

Milliseconds of processor time for one patient. `advise` is the engine's answer without explanations;
`explanations` is that and, for every rule, what `manage.py advise` adds (why not, what would change it, where
the sources differ); `json` turns the whole into text; `whole_answer` is all of that together, one line of
`manage.py advise`. `what_would_change.one_rule` is the search for a single rule, which is what a page asks
for. `size` is the answer as text.
"""

import json
from functools import partial
from typing import Any

from headache_cds.commands import InputLine
from headache_cds.vocabulary.registry import get_vocabulary
from interventions.advice.explained import ItemExplanations
from interventions.advice.json_lines import answer_line
from interventions.engine import advise
from interventions.engine.as_json import advice_as_json
from interventions.knowledge import get_knowledge
from tests.benchmarks.measuring import milliseconds, say, say_machine, say_spread
from tests.benchmarks.random_patients import random_patients
from tests.worked import WORKED_PATIENTS

RANDOM = 40
SEED = 20261122


def main() -> None:
    say_machine()
    say("rules", len(get_knowledge().ruleset.rules), "rules")
    worked = [json.loads(line)["facts"] for line in WORKED_PATIENTS.read_text().splitlines()]
    measure("worked_patients", worked)
    measure("random_patients", list(random_patients(get_vocabulary().facts, RANDOM, SEED)))


def measure(name: str, patients: list[dict[str, Any]]) -> None:
    """The figures over these patients."""
    knowledge = get_knowledge()
    lines = [InputLine(1, json.dumps({"facts": facts}).encode()) for facts in patients]
    answers = [json.loads(whole_answer(line)) for line in lines]
    say(f"{name}.patients", len(patients), "patients")
    say_spread(f"{name}.advise", [milliseconds(partial(advise, knowledge.ruleset, f)) for f in patients])
    say_spread(f"{name}.explanations", [milliseconds(partial(explain_all, f)) for f in patients])
    say_spread(f"{name}.json", [milliseconds(partial(json.dumps, answer)) for answer in answers])
    say_spread(f"{name}.whole_answer", [milliseconds(partial(whole_answer, line)) for line in lines])
    say_spread(f"{name}.size", [len(json.dumps(answer)) / 1000 for answer in answers], "kB")
    single = [time for facts in patients for time in times_of_single_rules(facts)]
    say_spread(f"{name}.what_would_change.one_rule", single)
    say(f"{name}.what_would_change.one_rule.p99", sorted(single)[len(single) * 99 // 100], "ms")


def explain_all(facts: dict[str, Any]) -> object:
    """The advice with everything that `manage.py advise` adds to it, before it becomes text."""
    knowledge = get_knowledge()
    advice = advise(knowledge.ruleset, facts)
    return advice_as_json(advice, more=ItemExplanations(knowledge, advice).as_json)


def whole_answer(line: InputLine) -> str:
    """A line of `manage.py advise` as text."""
    text, _understood = answer_line(get_knowledge(), line, everything=False)
    return text


def times_of_single_rules(facts: dict[str, Any]) -> list[float]:
    """The search for what would change an advice, each rule by itself on one patient."""
    knowledge = get_knowledge()
    advice = advise(knowledge.ruleset, facts)
    explained = ItemExplanations(knowledge, advice)
    items = [item for item in advice.items if item.status != "does_not_apply"]
    return [milliseconds(partial(explained.would_change, item)) for item in items]


main()
