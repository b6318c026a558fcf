"""How long the engine takes: reading the knowledge, and one patient with every reason."""

import json

from headache_cds.vocabulary.registry import get_vocabulary
from interventions.door import read_facts
from interventions.engine import advise
from interventions.knowledge import FOLDER, get_knowledge, load_knowledge
from tests.benchmarks.measuring import median_of, say, say_machine
from tests.knowledge.cases import WORKED_PATIENTS

RUNS = 20


def main() -> None:
    knowledge = get_knowledge()
    lines = WORKED_PATIENTS.read_text(encoding="utf-8").splitlines()
    patients = [read_facts(knowledge, json.loads(line)["facts"]) for line in lines]

    def advise_all() -> None:
        for facts, overrides in patients:
            advise(knowledge.ruleset, facts, overrides)

    say_machine()
    say("rules", len(knowledge.ruleset.rules), "rules")
    say("load_knowledge", median_of(lambda: load_knowledge(FOLDER, get_vocabulary()), 3), "s")
    say("advise_with_reasons", median_of(advise_all, RUNS) / len(patients) * 1000, "ms per patient")


main()
