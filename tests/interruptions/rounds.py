"""The therapists at work, what breaks into it, and the comparison of what was told with what is stored."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from django.contrib.sessions.models import Session
from django.db import connection

from intake.models import Episode
from tests.interruptions.acts import Act, Form, Ready, typed_in
from tests.interruptions.ledger import REFUSED, SAVED, Attempt, Ledger, Problem
from tests.interruptions.server import Server
from tests.interruptions.stored import stored
from tests.interruptions.web import BROKEN, Answer, Browser, forms_of
from tests.plain_browser import sent

KINDS = ("stale page", "second tab", "double", "back", "dropped", "expired", "kill")
# How a page begins that tells, after sending on, that it did not go well.
NOT_DONE = ("Niet ", "Er is niets", "Dit advies", "Er is een reden", "Dit signaal", "Geef een", "Dit is al")
LONGEST_BEFORE_KILL = 0.3  # seconds into a request


@dataclass
class Figures:
    """What happened in a run."""

    interruptions: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


class Therapist:
    """One person with a browser, and a colleague's browser for what happens behind their back."""

    def __init__(
        self, run: "Run", mine: Browser, colleagues: Browser, acts: Sequence[Act], rng: random.Random
    ) -> None:
        self.run, self.mine, self.colleagues, self.acts, self.rng = run, mine, colleagues, acts, rng
        self.done = False
        self.ways: dict[str, Callable[[Act], None]] = {
            "kill": self.kill,
            "expired": self.expired,
            "dropped": self.dropped,
            "back": self.back,
            "double": self.double,
            "second tab": self.second_tab,
            "stale page": self.stale_page,
        }

    def work(self, acts: int, interruption: str) -> None:
        """So many forms, with an interruption somewhere among them."""
        at = self.rng.randrange(acts)
        for turn in range(acts):
            try:
                if turn == at:
                    self.interrupted(interruption)
                else:
                    self.fill_in_one(self.mine)
            except BROKEN:
                self.recover()

    def recover(self) -> None:
        """Wait for the server and sign in again: nobody knows how far it came."""
        self.run.up.wait()
        for browser in (self.mine, self.colleagues):
            browser.cookies.clear()
            browser.sign_in()

    def interrupted(self, kind: str) -> None:
        """The interruption, on the first form that can be filled in now."""
        for _try in range(20):
            self.done = False
            try:
                self.ways[kind](self.rng.choice(self.acts))
            except BROKEN:
                self.recover()
            if self.done:
                self.run.figures.interruptions[kind] += 1
                return

    def fill_in_one(self, browser: Browser, act: Act | None = None) -> None:
        """Open, fill in, send, and choose where somebody else changed it meanwhile."""
        ready = (act or self.rng.choice(self.acts)).open(browser, self.rng)
        if ready:
            self.finish(browser, ready)

    def finish(self, browser: Browser, ready: Ready) -> None:
        """Send, and choose as long as there is something to choose; somebody may change it again."""
        for _try in range(3):
            answer = self.send(browser, ready)
            chosen = answer and self.choose(answer, ready)
            if not chosen:
                return
            ready = chosen

    def send(self, browser: Browser, ready: Ready) -> Answer | None:
        """Send a form and write down what was told; None when the connection broke."""
        attempts = self.begin(browser, ready)
        try:
            answer = browser.post(ready.address, ready.pairs)
        except BROKEN:
            self.run.up.wait()
            return None
        self.told(browser, ready, answer, attempts)
        return answer

    def begin(self, browser: Browser, ready: Ready) -> list[Attempt]:
        who = browser.username
        begin = self.run.ledger.begin
        return [begin(entry.slot, entry.value, who, ready.opened) for entry in ready.entries]

    def told(self, browser: Browser, ready: Ready, answer: Answer, attempts: list[Attempt]) -> None:
        """Write down what an answer called saved, and what it called not saved."""
        if answer.status >= 500:
            self.run.figures.problems.append(Problem("500", f"{ready.address} answers {answer.status}"))
        if answer.asks_to_sign_in:
            outcomes = [REFUSED] * len(attempts)
        elif ready.by_itself:
            outcomes = [SAVED if answer.status == 200 else REFUSED] * len(attempts)
        elif answer.status == 302:
            outcome = SAVED if not ready.follow or went_well(browser.get(answer.location)) else REFUSED
            outcomes = [outcome] * len(attempts)
        else:
            asked = {name for name, _value in choices(answer)}
            # The rest of the page may be saved or not: it does not say so.
            outcomes = [REFUSED if entry.subject in asked else "" for entry in ready.entries]
        for attempt, outcome in zip(attempts, outcomes, strict=True):
            if outcome:
                attempt.end(outcome)

    def choose(self, answer: Answer, ready: Ready) -> Ready | None:
        """Choose between one's own and what somebody else stored, where the page asks for it."""
        asked = dict(choices(answer))
        if not asked or ready.by_itself:
            return None
        form = forms_of(answer.page, ready.address).get(ready.address)
        if form is None:
            return None
        mine = {subject for subject in asked if self.rng.random() < 0.5}
        pairs = [(name, value) for name, value in sent(form) if not name.startswith("choice-")]
        chosen = [
            (f"choice-{subject}", value if subject in mine else "theirs") for subject, value in asked.items()
        ]
        entries = tuple(entry for entry in ready.entries if entry.subject in mine)
        pairs = typed_in([*chosen, *pairs], entries)
        return replace(ready, pairs=pairs, entries=entries, opened=time.monotonic())

    # What interrupts; `done` says that it came to it.

    def kill(self, act: Act) -> None:
        """kill -9 of the server while the form is on its way."""
        ready = act.open(self.mine, self.rng)
        if ready:
            timer = threading.Timer(self.rng.uniform(0, LONGEST_BEFORE_KILL), self.run.kill)
            timer.start()
            try:
                self.finish(self.mine, ready)
            finally:
                timer.join()
            self.done = True

    def expired(self, act: Act) -> None:
        """The session is gone when the form is sent: on the server, or in the browser."""
        ready = act.open(self.mine, self.rng)
        if ready:
            if self.rng.random() < 0.5:
                Session.objects.filter(session_key=self.mine.cookies["sessionid"]).delete()
                connection.close()
            else:
                self.mine.cookies.clear()
            self.send(self.mine, ready)
            self.mine.cookies.clear()
            self.mine.sign_in()
            self.fill_in_one(self.mine, act)
            self.done = True

    def dropped(self, act: Act) -> None:
        """The connection breaks: half of the form arrives, or all of it and nobody hears the answer."""
        ready = act.open(self.mine, self.rng)
        if ready:
            how = self.rng.choice(["half", "sent", "reading"])
            attempts = self.begin(self.mine, ready)
            self.mine.drop(ready.address, ready.pairs, how=how)
            for attempt in attempts if how == "half" else ():
                attempt.end(REFUSED)
            self.done = True

    def back(self, act: Act) -> None:
        """Saved, and with the Back button the same page is changed and sent again."""
        ready = act.open(self.mine, self.rng)
        if ready:
            self.send(self.mine, ready)
            self.finish(self.mine, ready.again(self.rng))
            self.done = True

    def double(self, act: Act) -> None:
        """The button is pressed twice."""
        ready = act.open(self.mine, self.rng)
        if ready:
            attempts = self.begin(self.mine, ready)
            answers: list[Answer] = []
            presses = [threading.Thread(target=self._press, args=(ready, answers)) for _press in range(2)]
            for press in presses:
                press.start()
            for press in presses:
                press.join()
            # The first that went well counts; the second tells the same, or that it was done already.
            for answer in sorted(answers, key=lambda answer: answer.status):
                if attempts and attempts[0].outcome != SAVED:
                    self.told(self.mine, ready, answer, attempts)
            self.done = True

    def _press(self, ready: Ready, answers: list[Answer]) -> None:
        browser = Browser(self.mine.port, self.mine.username, self.mine.password)
        browser.cookies = dict(self.mine.cookies)
        try:
            answers.append(browser.post(ready.address, ready.pairs))
        except BROKEN:
            self.run.up.wait()

    def second_tab(self, act: Act) -> None:
        """The same page in two tabs, both changed and sent."""
        tabs = [act.open(self.mine, self.rng) for _tab in range(2)]
        for ready in tabs:
            if ready:
                self.finish(self.mine, ready)
        if all(tabs):
            self.done = True

    def stale_page(self, act: Act) -> None:
        """A colleague saves the same page first."""
        ready = act.open(self.mine, self.rng)
        if ready:
            self.fill_in_one(self.colleagues, act)
            self.finish(self.mine, ready)
            self.done = True


def went_well(page: Answer) -> bool:
    """Whether no message on the page after it says otherwise."""
    alerts = [part for part in page.page.walk() if part.attributes.get("role") == "alert"]
    return not any(part.words.startswith(NOT_DONE) for part in alerts)


def choices(answer: Answer) -> list[tuple[str, str]]:
    """What the page asks to choose: the name of each, and the value that means one's own."""
    found = []
    for part in answer.page.walk():
        name = part.attributes.get("name", "")
        if name.startswith("choice-") and part.attributes.get("value") != "theirs":
            found.append((name.removeprefix("choice-"), part.attributes.get("value", "")))
    return found


class Run:
    """A number of rounds: both work at the same time, each is interrupted once, then all is compared."""

    def __init__(self, server: Server, signing: Episode) -> None:
        self.server, self.signing = server, signing
        self.figures = Figures()
        self.ledger = Ledger(stored(signing))
        self.up = threading.Event()
        self.up.set()
        self._one_kill = threading.Lock()

    def kill(self) -> None:
        """Kill the server and start it again; what was on its way is over then."""
        with self._one_kill:
            self.up.clear()
            self.server.kill()
            self.server.start()
            self.up.set()

    def round(self, therapists: Sequence[Therapist], acts: int, interruptions: Sequence[str]) -> None:
        """Both at work, then the comparison."""
        work = [
            threading.Thread(target=self._work, args=(therapist, acts, kind))
            for therapist, kind in zip(therapists, interruptions, strict=True)
        ]
        for thread in work:
            thread.start()
        for thread in work:
            thread.join()
        time.sleep(0.2)  # what was sent over a connection that broke is done by then
        for attempt in self.ledger.attempts:
            attempt.ended = min(attempt.ended, time.monotonic())
        self.compare()
        if "kill" in interruptions:
            self.look(therapists[0], random.Random(len(self.ledger.attempts)).sample(therapists[0].acts, 4))

    def look(self, therapist: Therapist, acts: Sequence[Act]) -> None:
        """Whether the pages show what is stored."""
        for act in acts:
            if isinstance(act, Form):
                shown, now = act.shown(therapist.mine), stored(self.signing).now
                wrong = {slot: value for slot, value in shown.items() if value != now.get(slot, "")}
                self.figures.problems += [
                    Problem("lost", f"{slot}: the page shows {value!r}, not {now.get(slot, '')!r}")
                    for slot, value in wrong.items()
                ]

    def _work(self, therapist: Therapist, acts: int, kind: str) -> None:
        try:
            therapist.work(acts, kind)
        except Exception as error:  # noqa: BLE001  (the round must end; the figure says that it went wrong)
            self.figures.problems.append(Problem("of the script", repr(error)))
        finally:
            connection.close()

    def compare(self) -> None:
        """What is stored now, against the ledger; a problem is told once."""
        known = {problem.what for problem in self.figures.problems}
        found = self.ledger.problems(stored(self.signing))
        self.figures.problems += [problem for problem in found if problem.what not in known]
        self.figures.told = self.ledger.saved()
