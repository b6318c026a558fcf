"""Reads `topics/`: one file per card or group, with the card, its doses and its rules, each with its cases.

The head of a file says for all its rules what a rule does not say itself: status, review date, and where they
come in the order of the rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from headache_cds.vocabulary.source import Source, SourceError, Strict, validate
from headache_cds.vocabulary.spec import Names
from interventions.engine.ruleset import Date, RuleRecord
from interventions.knowledge.reading import KnowledgeFiles
from interventions.knowledge.records import Card, Dose, Elsewhere, SourceDocument, Statement

FROM_STATEMENT = "statement"  # stands in place of a sentence: the one of the rule's only statement
LANGUAGES = ("nl", "en")


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Place = Annotated[tuple[str, str], BeforeValidator(_as_tuple)]
Rows = Annotated[tuple[Any, ...], BeforeValidator(_as_tuple)]


class Topic(Strict):
    """One file. `groups` are those whose rules stand in it; the rules of a group stand in one file.

    `no_card` says why no card gathers these groups. Doses and rules get their shape once the head is known.
    """

    groups: Names
    status: Literal["draft", "approved"]
    review_before: Date
    listed_under: Place | None = None
    no_card: Elsewhere | None = None
    card: Card | None = None
    doses: Rows = ()
    rules: Rows = ()


class TopicRule(RuleRecord):
    """A rule as written in its file.

    `listed_under` is the document and the group that give it its place among all rules, where these are not
    the document of its first statement and its own group.
    """

    listed_under: Place | None = None

    @property
    def record(self) -> RuleRecord:
        """The rule as the engine knows it."""
        return RuleRecord.model_construct(**{name: getattr(self, name) for name in RuleRecord.model_fields})


@dataclass(frozen=True)
class Topics:
    """What stands in the files: the cards by their order, the doses, the rules in the order of every list.

    `no_card` gives the reason for each group that no card gathers.
    """

    cards: tuple[Card, ...]
    no_card: Mapping[str, Elsewhere]
    doses: Mapping[str, Dose]
    rules: tuple[RuleRecord, ...]


def read_topics(
    reading: KnowledgeFiles, statements: Mapping[str, Statement], documents: Mapping[str, SourceDocument]
) -> Topics:
    """Read all files; a mistake is noted with file and line."""
    found = _Found(reading, statements)
    for source in reading.sources("topics/*.yaml"):
        try:
            found.take(source, validate(source, Topic))
        except SourceError as error:
            reading.report_unreadable(error)
    _check_places(found, documents)

    def place(rule: TopicRule) -> tuple[int, str]:
        """By the order of the document, then by group; within a group as written in the file."""
        name, group = rule.listed_under or (_document_of(rule, statements), rule.group)
        document = documents.get(name)
        return (document.order if document else 0), group

    return Topics(
        cards=tuple(sorted(found.cards.values(), key=lambda card: (card.order, card.id))),
        no_card=found.no_card,
        doses=found.doses,
        rules=tuple(rule.record for rule in sorted(found.rules.values(), key=place)),
    )


@dataclass
class _Found:
    """What was found in the files so far."""

    reading: KnowledgeFiles
    statements: Mapping[str, Statement]
    cards: dict[str, Card] = field(default_factory=dict)
    no_card: dict[str, Elsewhere] = field(default_factory=dict)
    doses: dict[str, Dose] = field(default_factory=dict)
    rules: dict[str, TopicRule] = field(default_factory=dict)

    def take(self, source: Source, head: Topic) -> None:
        for group in head.groups:
            if ("group", group) in self.reading.places:
                other = self.reading.places["group", group][0].path.name
                message = f"the rules of group '{group}' stand in {other}"
                self.reading.mistakes.append(source.mistake(("groups",), message))
            self.reading.places["group", group] = (source, ())
        if head.no_card:
            self.no_card |= dict.fromkeys(head.groups, head.no_card)
        if head.card:
            self._take_card(source.part("card"), head.card)
        if head.doses:
            self.reading.add(self.doses, "dose", source.part("doses"), Dose)
        if head.rules:
            complete = _Completing(self.reading, self.statements, head, source.part("rules")).source()
            self.reading.add(self.rules, "rule", complete, TopicRule)

    def _take_card(self, source: Source, card: Card) -> None:
        if card.id in self.cards:
            self.reading.mistakes.append(source.mistake(("id",), f"'{card.id}' appears twice"))
        self.cards[card.id] = card
        self.reading.places["card", card.id] = (source, ())


@dataclass(frozen=True)
class _Completing:
    """Gives the rules of one file what the head and the statements say for them."""

    reading: KnowledgeFiles
    statements: Mapping[str, Statement]
    head: Topic
    rules: Source

    def source(self) -> Source:
        rows = [self._row(index, row) for index, row in enumerate(self.head.rules)]
        return replace(self.rules, data=rows)

    def _row(self, index: int, row: Any) -> Any:
        if not isinstance(row, dict):
            return row
        said: dict[str, Any] = {"status": self.head.status, "review_before": self.head.review_before}
        if self.head.listed_under:
            said["listed_under"] = self.head.listed_under
        if "summary" in row:
            said["summary"] = self._summary(index, row)
        return said | {key: row[key] for key in row if key != "summary"}

    def _summary(self, index: int, row: dict[str, Any]) -> Any:
        """The summary with each sentence that stands in the statement; one written twice is noted."""
        written = row.get("summary")
        if written == FROM_STATEMENT:
            written = dict.fromkeys(LANGUAGES, FROM_STATEMENT)
        if not isinstance(written, dict):
            return written
        statement = self._only_statement(row)
        if statement is None:
            if FROM_STATEMENT in written.values():
                self._report(index, row, "only a rule with one statement takes its sentence from there")
            return written
        told = {language: getattr(statement.text, language) for language in LANGUAGES}
        for language in LANGUAGES:
            if written.get(language) == told[language]:
                self._report(index, row, f"{language} repeats {statement.id}: write '{FROM_STATEMENT}'")
        return {
            language: told.get(language, text) if text == FROM_STATEMENT else text
            for language, text in written.items()
        }

    def _only_statement(self, row: dict[str, Any]) -> Statement | None:
        match row.get("implements"):
            case [str(name)]:
                return self.statements.get(name)
        return None

    def _report(self, index: int, row: dict[str, Any], message: str) -> None:
        self.reading.mistakes.append(self.rules.mistake((index, "summary"), f"{row.get('id')}: {message}"))


def _check_places(found: _Found, documents: Mapping[str, SourceDocument]) -> None:
    """Each rule stands in the file of its group, and is listed under a document that exists."""
    reading = found.reading
    for name, rule in found.rules.items():
        home, here = reading.places.get(("group", rule.group)), reading.places["rule", name]
        if home is None or home[0].path != here[0].path:
            reading.report("rule", name, "group", f"'{rule.group}' is no group of this file")
        if rule.listed_under and rule.listed_under[0] not in documents:
            reading.report("rule", name, "listed_under", f"unknown document '{rule.listed_under[0]}'")


def _document_of(rule: RuleRecord, statements: Mapping[str, Statement]) -> str:
    """The document of the first statement; nothing for a rule that will be refused for its statements."""
    first = statements.get(rule.implements[0]) if rule.implements else None
    return first.document if first else ""
