"""A page of questions: which are shown now, and what the browser needs to route the others."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from headache_cds.vocabulary.forms import FactForm, Place, StoredFactForm
from headache_cds.vocabulary.spec import Text

from .models import Episode
from .routing import Question, When, is_shown


@dataclass(frozen=True)
class FieldGroup:
    """Questions under one sub-head; `more` folds them, `open_now` unfolds them.

    `waits_for` names the facts that would open the block, when none of it is asked now.
    """

    title: Text
    places: tuple[Place, ...]
    more: bool = False
    open_now: bool = False
    waits_for: tuple[Text, ...] = ()


class QuestionPage(StoredFactForm):
    """The questions of one page about one episode."""

    episode: Episode


def current_facts(form: FactForm, stored: Mapping[str, Any]) -> dict[str, Any]:
    """What is known while the page is filled in: the stored facts, overruled by what was typed."""
    if not form.is_bound:
        return dict(stored)
    form.is_valid()
    typed = {fact: form.cleaned_data.get(fact) for fact in form.fields}
    return {fact: value for fact, value in {**stored, **typed}.items() if value is not None}


def places_of(questions: Iterable[Question], facts: Mapping[str, Any]) -> tuple[Place, ...]:
    """The questions with their condition, and whether it holds over these facts."""
    return tuple(
        Place(
            fact=question.fact,
            when=json.dumps(plain(question.when)) if question.when else "",
            shown=is_shown(question.when, facts),
        )
        for question in questions
    )


def plain(when: When) -> dict[str, Any]:
    """A condition as routing.js reads it: {fact: [values]}, {fact: {min, max}} or {fact: {all: [values]}}."""
    return {
        fact: list(wanted) if isinstance(wanted, tuple) else wanted.model_dump(mode="json", exclude_none=True)
        for fact, wanted in when.items()
    }


def known_elsewhere(questions: Iterable[Question], facts: Mapping[str, Any]) -> str:
    """As JSON: the facts that conditions on this page look at and that are asked on another."""
    questions = list(questions)
    here = {question.fact for question in questions}
    looked_at = {fact for question in questions for fact in (question.when or {})}
    return json.dumps({fact: facts[fact] for fact in sorted(looked_at - here) if fact in facts})


def shown_on(blocks: Iterable[FieldGroup]) -> set[str]:
    """The facts that are asked on the page now."""
    return {place.fact for block in blocks for place in block.places if place.shown}


def has_errors(form: FactForm, questions: Iterable[Question]) -> bool:
    """Whether one of these questions holds a value that cannot be."""
    return form.is_bound and any(question.fact in form.errors for question in questions)
