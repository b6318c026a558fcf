"""The engine beside its peers on the same ruleset and the same patients, in one run.

Times are processor time for one patient: the best of several rounds over all patients, so that another
process on the machine weighs less. Every engine starts from the facts as a Python dictionary.

`trace_off`: the derived facts and the status of every rule (ours); the rules that hold (the peers, who are
given the derived facts). `trace_on`: the status of every rule with the tests that decided, beside the plain
loop of `plain_loop.py`, which gives the same. `engine_advise` is the engine's answer: it adds the questions
that would settle each open rule, and the next questions. What `manage.py advise` writes beyond that is
measured by `bench_explanations.py`.

The results are compared: ours with the plain loop on all patients, and with the peers on patients of whom
everything is known, since the peers know no unknown. A rule with a fact that is unknown even then (a derived
fact can be) is not compared. `unknown` counts, on the partly known patients, the results that are unknown: a
peer can only give them as no.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from headache_cds.vocabulary.registry import get_vocabulary
from interventions.engine import Because, Item, Ruleset, advise, brief
from interventions.engine.compiled import compiled
from interventions.engine.evaluate import PrecomputedEvaluation
from interventions.engine.explain import because
from interventions.knowledge import FOLDER, get_knowledge, load_knowledge
from tests.benchmarks.measuring import median_of, say, say_machine
from tests.benchmarks.peers import Peer, peers, whole
from tests.benchmarks.plain_loop import PlainLoop
from tests.benchmarks.random_patients import random_patients

PATIENTS = 100
ROUNDS = 7
SEED = 7
Patient = Mapping[str, Any]


def main() -> None:
    ruleset, specs = get_knowledge().ruleset, get_vocabulary().facts
    partly = list(random_patients(specs, PATIENTS, SEED))
    known = list(random_patients(specs, PATIENTS, SEED, complete=True))
    loop = PlainLoop(ruleset)
    say_machine()
    say("rules", len(ruleset.rules), "rules")
    say("derived_facts", len(ruleset.derived), "facts")
    say("load_knowledge", median_of(lambda: load_knowledge(FOLDER, get_vocabulary()), 3), "s")
    compare_with_loop(ruleset, loop, partly + known)
    others = peers(ruleset)
    for name, patients in (("partly_known", partly), ("all_known", known)):
        ours = best(compiled(ruleset).run, patients)
        say(f"{name}.trace_off.ours", ours, "us")
        for peer in others:
            theirs = best(peer.run, [with_derived(ruleset, facts) for facts in patients])
            say(f"{name}.trace_off.{peer.name}", theirs, "us")
            say(f"{name}.trace_off.{peer.name}.times_ours", theirs / ours, "x")
        of_loop = best(loop.run, patients)
        say(f"{name}.trace_on.plain_loop", of_loop, "us")
        for what, run in (("trace_on.ours", traced), ("engine_advise", advise)):
            ours = best(partial(run, ruleset), patients)
            say(f"{name}.{what}", ours, "us")
            say(f"{name}.{what}.times_loop", ours / of_loop, "x")
    unknown = sum(brief(ruleset, facts).statuses.count("insufficient_data") for facts in partly)
    say("partly_known.unknown", unknown, f"of {len(partly) * len(ruleset.rules)} results")
    for peer in others:
        compare_with_peer(ruleset, peer, known)


def traced(ruleset: Ruleset, facts: Patient) -> list[tuple[str, str, tuple[Because, ...]]]:
    """Every rule with its status and the tests that decided: what the plain loop gives."""
    scope = PrecomputedEvaluation(ruleset, facts)
    return [
        (rule.id, status, because(rule.condition, scope))
        for rule, status in zip(ruleset.rules, scope.statuses, strict=True)
    ]


def best(run: Callable[[Patient], object], patients: Sequence[Patient]) -> float:
    """Microseconds of processor time for one patient, the best of the rounds."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for facts in patients:
            run(facts)
        rounds.append(time.process_time() - start)
    return min(rounds) / len(patients) * 1e6


def with_derived(ruleset: Ruleset, facts: Patient) -> Patient:
    """The facts of a patient with those derived from them, as far as they are known."""
    derived = brief(ruleset, facts).derived
    return {**facts, **{name: value for name, value in derived.items() if value is not None}}


def compare_with_loop(ruleset: Ruleset, loop: PlainLoop, patients: Sequence[Patient]) -> None:
    """Count the items that differ from the plain loop; withheld ones are left to the engine's own tests."""
    differ = 0
    for facts in patients:
        for item, (_rule, status, notes) in zip(advise(ruleset, facts).items, loop.run(facts), strict=True):
            tests = {(fact, test, holds) for fact, _value, test, holds in notes}
            same = item.status == status and {(b.fact, b.test, b.holds) for b in item.because} == tests
            differ += not same and not item.withheld_by
    say("plain_loop.mismatches", differ, "items")


def compare_with_peer(ruleset: Ruleset, peer: Peer, known: Sequence[Patient]) -> None:
    """What the peer leaves out, and where it differs."""
    say(f"{peer.name}.left_out", len(peer.left_out), "rules")
    wrong = [one for facts in known for one in differing(ruleset, peer, facts)]
    compared = sum(len(comparable(ruleset, peer, with_derived(ruleset, facts))) for facts in known)
    say(f"{peer.name}.mismatches", len(wrong), f"of {compared} results that can be compared")
    for rule in dict.fromkeys(wrong[:5]):
        print(f"  differs: {rule}")


def comparable(ruleset: Ruleset, peer: Peer, given: Patient) -> set[str]:
    """The rules that a peer knows and of which every fact is known."""
    return {
        rule.id
        for rule in ruleset.rules
        if rule.id not in peer.left_out
        and given.keys() >= {name for node in whole(rule).walk() for name in node.facts}
    }


def differing(ruleset: Ruleset, peer: Peer, facts: Patient) -> list[str]:
    """The rules for which a peer says otherwise than the engine, before any contra-advice."""
    given = with_derived(ruleset, facts)
    theirs = set(peer.run(given))
    compared = comparable(ruleset, peer, given)
    return [
        item.rule.id
        for item in advise(ruleset, facts).items
        if item.rule.id in compared and holds(item) is not (item.rule.id in theirs)
    ]


def holds(item: Item) -> bool:
    """Whether condition and gates are true, whatever contra-advice there is."""
    return item.status == "applies" or (bool(item.withheld_by) and not item.gates_failed)


main()
