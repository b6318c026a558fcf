"""Facts as JSON in, advice as JSON out, without a screen. Screens and documents call the same engine."""

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from headache_cds.commands import LONGEST_LINE, InputLine
from headache_cds.vocabulary.days import today
from headache_cds.vocabulary.spec import FactType
from headache_cds.vocabulary.values import DATE_LIMITS, ValueProblem, parse_value
from interventions.advice.explained import ItemExplanations
from interventions.advice.questions import OpenQuestion
from interventions.engine import Advice, advise, brief
from interventions.engine.as_json import advice_as_json
from interventions.engine.counted import count_facts
from interventions.knowledge import Knowledge

CaseId = str | int | float | None
Answered = tuple[str, bool]
"""An answer as text, and whether the line was understood."""
LONGEST_MESSAGE = 200
# JSON may hold half of a surrogate pair, which can be neither written nor stored.
HALF_A_PAIR = re.compile(r"\\u[dD][89a-fA-F]")


class InputLineError(ValueError):
    """A line that is no JSON object with facts; the message is for the person who sent it."""

    def __init__(self, message: str, case_id: CaseId = None) -> None:
        self.case_id = case_id
        super().__init__(message)


def read_facts(knowledge: Knowledge, raw: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Check named values; gives the collected facts and the derived facts that were overruled.

    A derived fact that a gate or a block stands on cannot be given. The days since a date are computed where
    they are not given. A date outside its limits is refused, unless a constraint that fails says already that
    it does not count. Raises ValueProblem.
    """
    facts: dict[str, Any] = {}
    overrides: dict[str, Any] = {}
    outside: list[ValueProblem] = []
    for name, value in raw.items():
        if name in knowledge.ruleset.derived:
            if name in knowledge.ruleset.safety_facts:
                raise ValueProblem(name, "derived")
            target, spec = overrides, knowledge.spec(name)
        elif name in knowledge.vocabulary.facts:
            target, spec = facts, knowledge.vocabulary.facts[name]
        else:
            raise ValueProblem(name, "unknown_fact")
        try:
            parsed = parse_value(spec, value)
        except ValueProblem as problem:
            if problem.code not in DATE_LIMITS or target is overrides or spec.type != FactType.DATE:
                raise
            outside.append(problem)
            parsed = str(problem.details["value"])
        if parsed is not None:
            target[name] = parsed
    facts = knowledge.vocabulary.with_days_since(facts, today())
    if outside:
        _refuse_unless_told(knowledge, outside, facts, overrides)
    return facts, overrides


def _refuse_unless_told(
    knowledge: Knowledge, outside: list[ValueProblem], facts: dict[str, Any], overrides: dict[str, Any]
) -> None:
    """Raise the first of these problems that no contradiction reports."""
    ruleset = knowledge.ruleset
    failing = count_facts(ruleset, facts, overrides).failing
    drops = [name for item in failing for name in item.constraint.record.drops]
    told = {name for drop in drops for name in ruleset.unknown_with(drop)}
    for problem in outside:
        if problem.fact not in told:
            raise problem


def read_line(line: InputLine) -> tuple[CaseId, dict[str, Any]]:
    """The id and the raw facts of one line.

    Raises InputLineError, with the id where that can be read.
    """
    text = _decoded(line)
    case, repeated = _parsed(text)
    if not isinstance(case, dict):
        raise InputLineError('expected an object {"id": ..., "facts": {...}}')
    case_id = _id_of(case) if "id" not in repeated else None
    if repeated:
        names = ", ".join(json.dumps(name) for name in dict.fromkeys(repeated))
        raise InputLineError(f"given twice in one object: {names}", case_id)
    if HALF_A_PAIR.search(text) and not _is_text(case):
        raise InputLineError("half of a surrogate pair (\\ud800 to \\udfff) is no text", case_id)
    if case.get("id") is not None and case_id is None:
        raise InputLineError("expected text or a number as id")
    if not isinstance(case.get("facts"), dict):
        raise InputLineError('expected an object {"id": ..., "facts": {...}}', case_id)
    return case_id, case["facts"]


def _decoded(line: InputLine) -> str:
    if not line.is_whole:
        raise InputLineError(f"longer than {LONGEST_LINE} bytes")
    try:
        text = line.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputLineError(f"not UTF-8: byte {error.start + 1} of the line") from error
    if "\0" in text:
        raise InputLineError("not UTF-8: holds NUL bytes, as UTF-16 and UTF-32 do")
    return text


def _parsed(text: str) -> tuple[Any, list[str]]:
    """What the text holds, and the names that some object in it gives twice, one of which would count."""
    repeated: list[str] = []

    def as_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            counts = Counter(name for name, _value in pairs)
            repeated.extend(name for name, count in counts.items() if count > 1)
        return found

    try:
        return json.loads(text, object_pairs_hook=as_object), repeated
    except json.JSONDecodeError as error:
        raise InputLineError(f"not JSON: {error.msg} at character {error.pos + 1}") from error
    except ValueError as error:
        raise InputLineError("not JSON that can be read: a number has too many digits") from error
    except RecursionError as error:
        raise InputLineError("nested too deeply") from error


def _id_of(case: Mapping[str, Any]) -> CaseId:
    """The id, when it is one that an answer can carry, else None."""
    case_id = case.get("id")
    if isinstance(case_id, str) and _is_text(case_id):
        return case_id
    if isinstance(case_id, int) or (isinstance(case_id, float) and math.isfinite(case_id)):
        return case_id
    return None


def _is_text(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return False
    return True


def advise_on(knowledge: Knowledge, raw: Mapping[str, Any]) -> Advice:
    """The advice for raw JSON facts. Raises ValueProblem."""
    facts, overrides = read_facts(knowledge, raw)
    return advise(knowledge.ruleset, facts, overrides)


def answer_line(knowledge: Knowledge, line: InputLine, *, everything: bool) -> Answered:
    """The JSON answer to one line: the advice, or the error with the fact that caused it."""

    def in_full(facts: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
        advice = advise(knowledge.ruleset, facts, overrides)
        explained = ItemExplanations(knowledge, advice)
        answer = advice_as_json(advice, everything=everything, more=explained.as_json)
        return answer | {"next_questions": [_question_as_json(one) for one in explained.next_questions]}

    return _answer(knowledge, line, in_full)


def _question_as_json(question: OpenQuestion) -> dict[str, Any]:
    return {
        "fact": question.fact,
        "worth": question.worth.name.lower(),
        "decides": question.decides,
        "tells": [text.nl for text in question.tells],
    }


def brief_line(knowledge: Knowledge, line: InputLine, *, everything: bool) -> Answered:
    """The same without items: the derived facts, and the rules by status."""

    def in_brief(facts: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
        return brief(knowledge.ruleset, facts, overrides).as_json(everything=everything)

    return _answer(knowledge, line, in_brief)


def _answer(knowledge: Knowledge, line: InputLine, write: Callable[..., dict[str, Any]]) -> Answered:
    case_id: CaseId = None
    try:
        case_id, raw = read_line(line)
        return _as_text({"id": case_id, **write(*read_facts(knowledge, raw))}), True
    except InputLineError as problem:
        return _error(line, problem.case_id, None, str(problem)), False
    except ValueProblem as problem:
        return _error(line, case_id, problem.fact, problem.message("en")), False
    except Exception as error:  # noqa: BLE001  (no line ends the batch, whatever is wrong with it or with us)
        return _error(line, case_id, None, f"could not be worked out ({type(error).__name__})"), False


def _error(line: InputLine, case_id: CaseId, fact: str | None, message: str) -> str:
    return _as_text(
        {"id": case_id, "error": {"line": line.number, "fact": fact, "message": shorten(message)}}
    )


def shorten(message: str) -> str:
    """A message of bounded length, as it may quote what somebody sent."""
    return message if len(message) <= LONGEST_MESSAGE else f"{message[:LONGEST_MESSAGE]} ..."


def _as_text(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False, allow_nan=False)
