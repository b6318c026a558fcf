"""The forms that the therapists fill in, each in a few lines: its page, where it is sent, and what is typed.

Another kind of form is one more line in `acts_on`. What is not sent as a form of a page needs an `Act` of its
own, which opens and gives something ready to be sent.
"""

import itertools
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from intake.models import Episode
from tests.interruptions.ledger import Slot
from tests.interruptions.web import Browser, Pairs, form_to, forms_of
from tests.plain_browser import sent

Choose = Callable[[random.Random, str], str]
_numbers = itertools.count(1)


def words(_rng: random.Random, _old: str) -> str:
    """Words that nobody typed before, so that they are known again wherever they turn up."""
    return f"Proef {next(_numbers)}"


def number(low: int, high: int) -> Choose:
    """Another number than there was."""
    return lambda rng, old: rng.choice([text for text in map(str, range(low, high + 1)) if text != old])


def yes_or_no(_rng: random.Random, old: str) -> str:
    """The other answer."""
    return "false" if old == "true" else "true"


@dataclass(frozen=True)
class Entry:
    """One thing that was typed: the field, the words in it, and where they must stand then.

    `subject` is the name under which a page asks for a choice when somebody else changed it, `prefix` what
    stands before the words in the ledger, `shown` what stood in the field.
    """

    slot: Slot
    name: str
    typed: str
    subject: str
    choose: Choose = field(compare=False)
    prefix: str = ""
    shown: str = ""

    @property
    def value(self) -> str:
        return f"{self.prefix}{self.typed}"

    def again(self, rng: random.Random) -> "Entry":
        """Something else typed, unless that is what the page showed: then the field counts as untouched."""
        typed = self.choose(rng, self.typed)
        return self if typed == self.shown else replace(self, typed=typed)


@dataclass(frozen=True)
class Ready:
    """A form that is filled in and not sent yet; with `follow` only the next page tells what came of it.

    `opened` is when its page had come. What is sent `by_itself` is answered in JSON: its status tells.
    """

    address: str
    pairs: Pairs
    entries: tuple[Entry, ...]
    follow: bool = False
    by_itself: bool = False
    opened: float = field(default_factory=time.monotonic)

    def again(self, rng: random.Random) -> "Ready":
        """The same page with something else typed, as after the Back button."""
        entries = tuple(entry.again(rng) for entry in self.entries)
        return replace(self, entries=entries, pairs=typed_in(self.pairs, entries))


def typed_in(pairs: Pairs, entries: Sequence[Entry]) -> Pairs:
    """The fields with these words in them; a button of which none was chosen is added."""
    typed = {entry.name: entry.typed for entry in entries if entry.name}
    kept = [(name, value) for name, value in pairs if name not in typed]
    at = next((at for at, (name, _value) in enumerate(kept) if name == "whole"), len(kept))
    return [*kept[:at], *typed.items(), *kept[at:]]


class Act(Protocol):
    """Something that a therapist does on a dossier."""

    @property
    def kind(self) -> str:
        """What is written down."""

    def open(self, browser: Browser, rng: random.Random) -> Ready | None:
        """Open its page and fill it in; None when there is nothing to fill in now."""


@dataclass(frozen=True)
class Form:
    """A form with fields that are typed in: some of `asks`, by the name of the field, at a time.

    With `once` each sending makes a record, known by its token.
    """

    kind: str
    owner: str
    page: str
    address: str
    asks: Mapping[str, Choose]
    fixed: Mapping[str, str] = field(default_factory=dict)
    most: int = 3
    once: bool = False
    follow: bool = False
    prefix: str = ""
    name: str | None = None

    def open(self, browser: Browser, rng: random.Random) -> Ready | None:
        answer = browser.get(self.page)
        if self.address not in forms_of(answer.page, answer.path):
            return None
        pairs = form_to(answer, self.address)
        old = dict(pairs)
        names = rng.sample(sorted(self.asks), rng.randint(1, min(self.most, len(self.asks))))
        entries = tuple(self._entry(name, old, rng) for name in names)
        pairs = [(name, value) for name, value in pairs if name not in self.fixed]
        return Ready(self.address, typed_in([*self.fixed.items(), *pairs], entries), entries, self.follow)

    def shown(self, browser: Browser) -> dict[Slot, str]:
        """What the page shows in its fields now."""
        answer = browser.get(self.page)
        if self.once or self.address not in forms_of(answer.page, answer.path):
            return {}
        values = dict(form_to(answer, self.address))
        slots = {name: Slot(self.kind, self.owner, self._known_as(name)) for name in self.asks}
        return {slot: values.get(name, "") for name, slot in slots.items()}

    def _known_as(self, name: str) -> str:
        """The name of a field in the ledger."""
        if self.kind == "goal":
            return str(int(name.removeprefix("goal-").removesuffix("-text")) + 1)
        return name if self.name is None else self.name

    def _entry(self, name: str, old: Mapping[str, str], rng: random.Random) -> Entry:
        subject = name.removesuffix("-text")
        known_as = old["submission"] if self.once else self._known_as(name)
        choose = self.asks[name]
        shown = old.get(name, "")
        slot = Slot(self.kind, self.owner, known_as)
        return Entry(slot, name, choose(rng, shown), subject, choose, self.prefix, shown)


@dataclass(frozen=True)
class Decide:
    """What the advice page offers for a card now: take it over, adapt it, leave it, or think again."""

    owner: str
    card: str
    kind: str = "decision"

    def open(self, browser: Browser, rng: random.Random) -> Ready | None:
        base = f"/episodes/{self.owner}/advies/"
        answer = browser.get(base)
        offered = forms_of(answer.page, answer.path)
        links = {part.attributes.get("href", "") for part in answer.page.walk() if part.tag == "a"}
        ways = [f"{base}{self.card}/{way}/" for way in ("overnemen", "terugzetten", "aanpassen", "niet-doen")]
        address = rng.choice([way for way in ways if way in offered or way in links] or [""])
        slot = Slot("decision", self.owner, self.card)
        if address.endswith(("overnemen/", "terugzetten/")):
            value = "accepted" if address.endswith("overnemen/") else ""
            entry = Entry(slot, "", "", "", lambda _rng, _old: "", value)
            return Ready(address, form_to(answer, address), (entry,), follow=True)
        adapt = address.endswith("aanpassen/")
        asks = {"note": words} if adapt else {"reason": words}
        fixed = {} if adapt else {"reason_code": "not_feasible"}
        prefix = "adapted " if adapt else "declined "
        form = Form(
            "decision", self.owner, address, address, asks, fixed, follow=True, prefix=prefix, name=self.card
        )
        return form.open(browser, rng) if address else None


@dataclass(frozen=True)
class Toggle:
    """The anamnese is closed, or opened again."""

    owner: str
    kind: str = "state"

    def open(self, browser: Browser, rng: random.Random) -> Ready | None:
        answer = browser.get(f"/episodes/{self.owner}/anamnese/overzicht/")
        for way, state in (("afronden", "complete"), ("heropenen", "draft")):
            address = f"/episodes/{self.owner}/anamnese/{way}/"
            if address in forms_of(answer.page, answer.path):
                entry = Entry(Slot("state", self.owner), "", "", "", lambda _rng, _old: "", state)
                return Ready(address, form_to(answer, address), (entry,), follow=True)
        return None


@dataclass(frozen=True)
class Withdraw:
    """A note or a measurement is withdrawn with a reason: any that can be."""

    owner: str
    page: str
    part: str
    kind: str = "withdrawal"

    def open(self, browser: Browser, rng: random.Random) -> Ready | None:
        answer = browser.get(self.page)
        start = f"/episodes/{self.owner}/{self.part}/"
        found = sorted(at for at in forms_of(answer.page, answer.path) if at.startswith(start))
        found = [address for address in found if address.endswith("/intrekken/")]
        if not found:
            return None
        address = rng.choice(found)
        entry = Entry(
            Slot("withdrawal", self.owner, address.split("/")[-3]), "reason", words(rng, ""), "", words
        )
        pairs = typed_in(form_to(answer, address), (entry,))
        return Ready(address, pairs, (entry,), follow=True)


@dataclass(frozen=True)
class Sign:
    """A goal is written, the paper is read and signed; after that a new draft is begun."""

    owner: str
    kind: str = "signature"

    def open(self, browser: Browser, rng: random.Random) -> Ready | None:
        page = f"/episodes/{self.owner}/plan/"
        answer = browser.get(page)
        forms = forms_of(answer.page, answer.path)
        if f"{page}nieuw/" in forms:
            browser.post(f"{page}nieuw/", list(sent(forms[f"{page}nieuw/"])))
            answer = browser.get(page)
            forms = forms_of(answer.page, answer.path)
        draft = f"{page}afspraken/"
        if draft not in forms:
            return None
        goal = words(rng, "")
        entry = Entry(
            Slot("signature", self.owner, goal), "goal-0-text", goal, "goal-0", lambda _rng, old: old
        )
        agreed = typed_in([*form_to(answer, draft), ("consent", "on"), ("paper", "1")], (entry,))
        browser.post(draft, agreed)
        paper = browser.get(f"{page}papier/")
        found = [to for to in forms_of(paper.page, paper.path) if to.endswith("/ondertekenen/")]
        if not found:
            return None
        return Ready(found[0], form_to(paper, found[0]), (entry,), follow=True)


@dataclass(frozen=True)
class Signal:
    """A safety signal comes up again with another answer, and what was done is written down."""

    owner: str
    kind: str = "acknowledgement"

    def open(self, browser: Browser, rng: random.Random) -> Ready | None:
        page = f"/episodes/{self.owner}/advies/"
        answer = browser.get(page)
        start = f"/episodes/{self.owner}/veiligheid/"
        found = [address for address in forms_of(answer.page, answer.path) if address.startswith(start)]
        if found:
            asks = {"action_taken": words}
            return Form(self.kind, self.owner, page, found[0], asks, once=True, follow=True).open(
                browser, rng
            )
        return section(self.owner, "questionnaires", {"phq9_item9": number(1, 3)}).open(browser, rng)


@dataclass(frozen=True)
class ByItself:
    """One answer of a page of questions, sent as the page does it while somebody fills it in."""

    form: Form

    @property
    def kind(self) -> str:
        return self.form.kind

    def open(self, browser: Browser, rng: random.Random) -> Ready | None:
        ready = replace(self.form, most=1).open(browser, rng)
        if ready is None:
            return None
        fact = ready.entries[0].name
        kept = {"csrfmiddlewaretoken", "reader", "opened", "whole", fact}
        pairs = [("answer", fact), *(pair for pair in ready.pairs if pair[0] in kept)]
        return replace(ready, pairs=pairs, by_itself=True)


def section(owner: str, name: str, asks: Mapping[str, Choose]) -> Form:
    """A page of the anamnese."""
    at = f"/episodes/{owner}/anamnese/{name}/"
    return Form("answer", owner, at, at, asks, fixed={"routed": "1"})


def part(owner: str, name: str, asks: Mapping[str, Choose]) -> Form:
    """A part of the examination."""
    at = f"/episodes/{owner}/onderzoek/{name}/"
    return Form("finding", owner, at, at, asks, fixed={"routed": "1"})


def pages_of(owner: str) -> list[Form]:
    """Pages of questions of every step, with answers that stop nothing."""
    base = f"/episodes/{owner}/"
    return [
        section(owner, "headache", {"main_request": words, "first_attack_description": words}),
        section(
            owner,
            "sleep",
            {"sleep_hours_per_night": number(4, 10), "snoring": yes_or_no, "fatigue": yes_or_no},
        ),
        section(
            owner,
            "activity_weight",
            {"activity_preferences": words, "exercise_capacity": words, "weight_kg": number(60, 90)},
        ),
        section(
            owner,
            "work_social",
            {"previous_care_experiences": words, "productivity_loss_percent": number(0, 99)},
        ),
        section(owner, "expectations", {"treatment_expectations": words, "preferences_and_values": words}),
        part(owner, "flexion-rotation", {"frt_left_deg": number(30, 50), "frt_right_deg": number(30, 50)}),
        part(owner, "head-posture", {"fhp_angle_deg": number(40, 60)}),
        Form(
            "plan answer",
            owner,
            f"{base}plan/",
            f"{base}plan/vragen/",
            {"needling_sessions_done": number(0, 20), "aerobic_programme_week": number(0, 20)},
        ),
    ]


def acts_on(episode: Episode, cards: Sequence[str]) -> list[Act]:
    """Every kind of form of a dossier on which both work."""
    owner, patient = str(episode.pk), f"/patienten/{episode.patient_id}/"
    base = f"/episodes/{owner}/"
    pages = pages_of(owner)
    return [
        *pages,
        *map(ByItself, pages),
        Form(
            "agreement",
            owner,
            f"{base}plan/",
            f"{base}plan/afspraken/",
            {"agreement": words, "contact": words},
        ),
        Form(
            "goal",
            owner,
            f"{base}plan/",
            f"{base}plan/afspraken/",
            {f"goal-{at}-text": words for at in range(5)},
        ),
        *(Decide(owner, card) for card in cards),
        Form(
            "person",
            str(episode.patient_id),
            f"{base}gegevens/",
            f"{base}gegevens/",
            {"family_name": words, "number": words},
        ),
        Form(
            "hypothesis",
            owner,
            f"{base}synthese/",
            f"{base}synthese/hypothese/",
            {"text": words},
            {"approach": "both"},
            name="",
        ),
        Form("note", owner, patient, f"{base}notities/", {"text": words}, once=True),
        Form(
            "measurement",
            owner,
            f"{base}beloop/",
            f"{base}beloop/",
            {"followup_headache_days": number(0, 31)},
            once=True,
        ),
        Withdraw(owner, patient, "notities"),
        Withdraw(owner, f"{base}beloop/", "beloop"),
        Form(
            "registration",
            "",
            "/patienten/nieuw/",
            "/patienten/nieuw/",
            {"family_name": words},
            {"initials": "P.", "birth_date": "05-05-1980", "sex": "female"},
            once=True,
        ),
    ]
