"""What each outlet says about one patient, in the same words, so that two can be held side by side.

An outlet is a place where a conclusion reaches somebody: the door for other systems, the caseload, the
advice page, the synthesis, the criteria, the plan and its paper. Each function gives only what that outlet
says; what it is silent on is absent. The door says everything, and the others are held against it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from headache_cds.vocabulary.values import format_number
from interventions.advice.board import Board, build_board
from interventions.advice.criteria import CriteriaBoard, criteria_board
from interventions.advice.json_lines import read_facts
from interventions.advice.synthesis import SynthesisState, synthesis_of
from interventions.engine import Advice, Item, advise, brief
from interventions.engine.as_json import advice_as_json
from interventions.engine.language.nodes import Condition, Is
from interventions.engine.urgency import Level
from interventions.knowledge import Knowledge, get_knowledge
from interventions.plan.from_facts import NoPlan, plan_from_facts
from reports.documents.papers.pictures import for_print
from reports.documents.papers.things import ends_after, things_of

Said = dict[str, Any]
TARGET, HOW_OFTEN = "target", "how often"
Outlet = Callable[["Patient"], Said]
# Statements that advise to begin at one side (D126).
SIDES = {
    "bottom_up": frozenset({"HV-I-053", "HV-I-074"}),
    "top_down": frozenset({"HV-I-054", "HV-I-057", "HV-I-063", "HV-I-075"}),
}
OF_DIRECTION = {
    "bottom_up": {"bottom_up": True, "top_down": False},
    "top_down": {"bottom_up": False, "top_down": True},
    "both": {"bottom_up": True, "top_down": True},
    "none": {"bottom_up": False, "top_down": False},
    None: {},
}


@dataclass(frozen=True)
class Patient:
    """Somebody's facts, and what each outlet makes of them; each worked out once."""

    raw: Mapping[str, Any]

    @cached_property
    def knowledge(self) -> Knowledge:
        return get_knowledge()

    @cached_property
    def read(self) -> tuple[dict[str, Any], dict[str, Any]]:
        return read_facts(self.knowledge, self.raw)

    @cached_property
    def advice(self) -> Advice:
        return advise(self.knowledge.ruleset, *self.read)

    @cached_property
    def board(self) -> Board:
        return build_board(self.knowledge, self.advice)

    @cached_property
    def synthesis(self) -> SynthesisState:
        return synthesis_of(self.knowledge.synthesis, self.advice.scope)

    @cached_property
    def criteria(self) -> CriteriaBoard:
        return criteria_board(self.knowledge.criteria, self.advice.scope)

    @cached_property
    def content(self) -> dict[str, Any] | None:
        """The plan that takes everything over, or None while there is none."""
        content = plan_from_facts(self.knowledge, "1", self.raw, "nl")
        return None if isinstance(content, NoPlan) else content


def of_advise(patient: Patient) -> Said:
    """The answer of `manage.py advise`."""
    answer = advice_as_json(patient.advice, everything=True)
    derived, items = answer["derived"], answer["items"]
    said: Said = {
        "overuse": derived["medication_overuse"],
        "criteria differ": derived["ichd_mismatch"],
        "chronicity": derived["headache_chronicity"],
        "flag": derived["red_flag_tier"],
        "urgency": min((Level(item["urgency"]) for item in items), key=lambda level: level.rank).value,
        "blocked": sorted(answer["blocked_by"]),
        **OF_DIRECTION[derived["treatment_direction"]],
    }
    for item in items:
        if item["urgency"] != "none":
            said[f"urgent {item['rule']}"] = item["urgency"]
        if item["dose"] and not item["dose"]["quoted"] and item["status"] == "applies":
            parts = item["dose"]["parts"]
            said |= {
                f"dose {item['dose']['id']} {number}": part["value"] for number, part in enumerate(parts)
            }
    return said


def of_caseload(patient: Patient) -> Said:
    """The projection of which the caseload reads its rows."""
    found = brief(patient.knowledge.ruleset, *patient.read)
    return {
        "overuse": found.derived["medication_overuse"],
        "chronicity": found.derived["headache_chronicity"],
        "flag": found.derived["red_flag_tier"],
        "urgency": found.urgency.value,
        "blocked": sorted(found.blocked_by),
    }


def of_advice_page(patient: Patient) -> Said:
    """What stands on the advice page, folds included."""
    board = patient.board
    items = [*_shown(board)]
    said = {**_sides(items), "blocked": sorted(item.rule.id for item in board.blocks)}
    said |= {f"urgent {item.rule.id}": item.urgency.value for item in items if item.urgency is not Level.NONE}
    if any(_says(item.rule.condition, "medication_overuse") for item in items):
        said["overuse"] = True
    for view in board.options:
        for dose in view.doses:
            said |= {f"dose {dose.id} {number}": part.default for number, part in enumerate(dose.parts)}
    return said


def of_synthesis(patient: Patient) -> Said:
    """What the synthesis says of the direction and of overuse; nothing while something blocks."""
    if patient.board.is_blocked:
        return {}
    said: Said = {state.direction.record.id: state.truth for state in patient.synthesis.directions}
    factors = {
        row.factor.record.id: row.truth
        for domain in patient.synthesis.domains
        for row in (*domain.present, *domain.unknown)
    }
    said["overuse"] = factors.get("overuse", False)
    if patient.advice.derived["treatment_direction"] is None:
        return {name: value for name, value in said.items() if name == "overuse" or value is True}
    # A profile that is still open may add the neck or jaw to what leads; that is unknown, and not 'no'.
    return {name: value for name, value in said.items() if name == "overuse" or value is not None}


def of_criteria(patient: Patient) -> Said:
    """Whether the criteria page asks the physician about a diagnosis that does not fit."""
    asked = any(_says(row.condition, "ichd_mismatch") for row in patient.criteria.questions)
    return {"criteria differ": True} if asked else {}


def of_plan(patient: Patient) -> Said:
    """The doses that a plan freezes."""
    if patient.content is None:
        return {}
    return {
        f"dose {dose['id']} {number}": part["value"]
        for card in patient.content["cards"]
        for dose in card["doses"]
        for number, part in enumerate(dose["parts"])
    }


def of_paper(patient: Patient) -> Said:
    """The goals of what to do now as the patient reads them, and on how many days of the week it is done."""
    if patient.content is None:
        return {}
    said: Said = {}
    now = [card for card in patient.content["cards"] if card["when"] == "now"]
    things = things_of(patient.content, "nl", for_print)
    for card, thing in zip(sorted(now, key=lambda card: card["place"]), things, strict=True):
        names = _numbers_of(patient.knowledge, card)
        if TARGET in names:
            # Who is at the target reads it as the dose, and the goal is to keep that up.
            is_there = card["activity"]["keeping_up"] or ends_after(card["activity"]) is not None
            told = thing.dose if is_there else thing.goal
            said[names[TARGET]] = re.findall(r"[0-9]+(?:,[0-9]+)?", told)[0]
        if HOW_OFTEN in names:
            said[names[HOW_OFTEN]] = str(sum(day.is_on for day in thing.days))
    return said


def _numbers_of(knowledge: Knowledge, card: Mapping[str, Any]) -> dict[str, str]:
    """Which number of the dose of a card is the target of a session, and which the days of a week.

    A target for a whole week is divided over its sessions, and is no number of the dose any more.
    """
    names: dict[str, str] = {}
    for dose in (knowledge.doses[frozen["id"]] for frozen in card["doses"]):
        # A ladder with a target of its own has days of its own too: the dose counts those with the therapist.
        if dose.ladder is None or dose.ladder.target.part is None:
            continue
        for number, part in enumerate(dose.parts):
            if part.id == dose.ladder.target.part and not part.id.endswith("per_week"):
                names.setdefault(TARGET, f"dose {dose.id} {number}")
            if part.tells == "how_often":
                names.setdefault(HOW_OFTEN, f"dose {dose.id} {number}")
    return names


OUTLETS: dict[str, Outlet] = {
    "caseload": of_caseload,
    "advice page": of_advice_page,
    "synthesis": of_synthesis,
    "criteria": of_criteria,
    "plan": of_plan,
    "paper": of_paper,
}


def differences(patient: Patient, outlets: Mapping[str, Outlet] = OUTLETS) -> Iterator[str]:
    """Every conclusion of which an outlet says something else than the door does."""
    door = of_advise(patient)
    for name, outlet in outlets.items():
        for conclusion, said in outlet(patient).items():
            expected = door.get(conclusion)
            if name == "paper" and expected is not None:
                expected = format_number(expected, "nl")
            if said != expected:
                yield f"{name}: {conclusion} is {said!r}, the door says {expected!r}"


def unheard(patient: Patient) -> Iterator[str]:
    """Urgent rules that the advice page does not show, nor another that says the same."""
    shown = {item.rule.id: item for item in _shown(patient.board)}
    told = {name for item in shown.values() for name in item.rule.record.implements}
    for item in patient.advice.items:
        names = item.rule.record.implements
        is_told = item.rule.id in shown or all(told & _same(patient.knowledge, name) for name in names)
        if item.urgency is not Level.NONE and not is_told:
            yield item.rule.id


def _same(knowledge: Knowledge, statement: str) -> set[str]:
    """The statements that say the same as this one, also through others."""
    found, queue = {statement}, [statement]
    while queue:
        new = set(knowledge.statements[queue.pop()].overlaps_with) - found
        found |= new
        queue += new
    return found


def _shown(board: Board) -> Iterator[Item]:
    yield from (*board.blocks, *board.flags, *board.warnings, *board.notes)
    for view in board.options:
        yield from view.everything


def _sides(items: Iterable[Item]) -> dict[str, bool]:
    named = {name for item in items for name in item.rule.record.implements}
    return {side: True for side, statements in SIDES.items() if statements & named}


def _says(condition: Condition, fact: str) -> bool:
    """Whether a condition holds exactly when this fact is true."""
    return condition == Is(fact, value=True, negated=False)
