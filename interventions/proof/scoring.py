"""The mutation score: how many mutants the cases catch, and what is known of the others."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from interventions.engine.ruleset import Ruleset
from interventions.knowledge.case_files import DerivedCase, RuleCase
from interventions.proof.mutants import JudgedCase, Mutant, Trial, mutants

Case = RuleCase | DerivedCase
Parse = Callable[[Mapping[str, Any]], tuple[dict[str, Any], dict[str, Any]]]


@dataclass(frozen=True)
class Score:
    """`tried` mutants, of which no case caught the survivors."""

    tried: int
    survivors: tuple[Mutant, ...]

    @property
    def caught(self) -> int:
        return self.tried - len(self.survivors)

    def percent(self, equivalent: int) -> float:
        """The share of the mutants that make a difference, in percent."""
        return 100 * self.caught / max(1, self.tried - equivalent)


def try_cases(ruleset: Ruleset, cases: Iterable[Case], parse: Parse) -> Trial:
    """Every case, ready to be tried; cases with the same facts share one evaluation."""
    shared: dict[str, JudgedCase] = {}
    settings = []
    for case in cases:
        key = repr(sorted(case.facts.items()))
        if key not in shared:
            shared[key] = JudgedCase(ruleset, *parse(case.facts))
        settings.append((case, shared[key]))
    return Trial(ruleset, settings)


def score(trial: Trial, names: Iterable[str] = ()) -> Score:
    """Try every mutant, or only those of these rules and derived facts."""
    wanted = set(names)
    tried = [mutant for mutant in mutants(trial.ruleset) if not wanted or mutant.name in wanted]
    return Score(len(tried), tuple(mutant for mutant in tried if not trial.catches(mutant)))
