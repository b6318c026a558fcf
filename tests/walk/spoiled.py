"""The ways in which a form arrives as it was never meant: each gives what is sent, with a name for it."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from django.core import signing

from headache_cds.vocabulary.opened import SALT, WHOLE
from tests.walk.found_forms import CSRF, OF_EVERY_FORM, Found, Pairs

# What a form carries of the page that it stood on, beside the token of the session.
TOKENS = ("submission", "opened", "seen", "decided", "based_on")
# Unknown names, names of columns, and facts that are asked on some other page.
EXTRA: Pairs = [
    ("surprise", "1"),
    ("__proto__", "x"),
    ("id", "1"),
    ("centre", "1"),
    ("recorded_by", "1"),
    ("is_current", "false"),
    ("state", "signed"),
    ("signed_by", "1"),
    ("phq9_item9", "3"),
    ("rf_thunderclap", "true"),
    ("fhp_angle_deg", "40"),
    ("followup_headache_days", "30"),
    ("planned_interventions", "self_care"),
    ("goal-9-text", "Nog een doel"),
    ("is_active", "on"),
    ("is_staff", "on"),
]
Sent = tuple[str, str]
Siblings = Mapping[str, list[str]]


def body(pairs: Pairs) -> str:
    return urlencode(pairs)


def empty(form: Found) -> Iterator[Sent]:
    """Nothing, and nothing but the token that every form has, where there is more to send."""
    yield "nothing at all", ""
    if form.fields:
        yield "only what every form has", body([pair for pair in form.pairs if pair[0] in OF_EVERY_FORM])


def cut_off(form: Found) -> Iterator[Sent]:
    """A filled form without its last sign; of a button without fields its token is cut."""
    pairs = form.filled() if form.fields else [pair for pair in form.pairs if pair[0] == CSRF]
    last = max((at for at, (name, _value) in enumerate(pairs) if name not in buttons(form)), default=0)
    yield "cut off before its last sign", body(pairs[: last + 1])[:-1]


def cut_early(form: Found) -> Iterator[Sent]:
    """The first part of it: cut in the middle of a field at a quarter, halfway, and just before the end."""
    pairs = form.filled() if form.fields else [pair for pair in form.pairs if pair[0] == CSRF]
    last = len(pairs) - 1 - len(buttons(form))
    for at in sorted({last // 4, last // 2, max(0, last - 1)}):
        yield cut_in(pairs, at)


def cut_in(pairs: Pairs, at: int) -> Sent:
    """All before this field, and the first half of it."""
    start, field = body(pairs[:at]), body(pairs[at : at + 1])
    return f"cut off in {pairs[at][0]}", f"{start}&{field[: 1 + len(field) // 2]}"


def buttons(form: Found) -> set[str]:
    return {form.button[0]} if form.button else set()


def older_page(form: Found) -> Iterator[Sent]:
    """A page of before an update: without what was added since."""
    pairs = form.filled()
    for token in TOKENS:
        if token in dict(pairs) and not is_idle(form, token):
            yield f"without {token}", body([pair for pair in pairs if pair[0] != token])


def older_shape(form: Found) -> Iterator[Sent]:
    """With half of its fields and no token, or with a seal of another shape or key than is made now."""
    pairs = form.filled()
    if dict(pairs).keys() & set(TOKENS) and len(form.fields) > 2:
        half = [pair for at, pair in enumerate(pairs) if at % 2 or pair[0] in (*OF_EVERY_FORM, WHOLE)]
        yield "with half of its fields", body([pair for pair in half if pair[0] not in TOKENS])
    if "opened" in dict(pairs):
        for label, opened in {
            "of another shape": signing.dumps({"prints": {}}, salt=SALT, compress=True),
            "of a list": signing.dumps(["section", ["a"]], salt=SALT, compress=True),
            "of another key": signing.dumps(["section", {}], key="another", salt=SALT),
            "of nothing": signing.dumps(None, salt=SALT),
        }.items():
            yield f"with opened {label}", body(replaced(pairs, {"opened": opened}))


def another_token(form: Found, siblings: Siblings) -> Iterator[Sent]:
    """With each of its tokens taken from another form."""
    pairs = form.filled()
    for name, value in pairs:
        if name in TOKENS and not is_idle(form, name):
            others = [other for other in siblings.get(name, []) if other != value][:3]
            for at, other in enumerate(others):
                yield f"{name} of another form, {at + 1}", body(replaced(pairs, {name: other}))


def token_of(form: Found, other: Found) -> Iterator[Sent]:
    """With the tokens of the same form in another dossier."""
    pairs, theirs = form.filled(), dict(other.pairs)
    tokens = {
        name: theirs[name]
        for name, value in pairs
        if theirs.get(name, value) != value and name in TOKENS and not is_idle(form, name)
    }
    for name, value in tokens.items():
        yield f"{name} of there", body(replaced(pairs, {name: value}))
    if len(tokens) > 1:
        yield "all tokens of there", body(replaced(pairs, tokens))


def is_idle(form: Found, token: str) -> bool:
    """Whether the token is of the other button of the form: agreements are saved whatever was seen."""
    return (form.pattern, token) == ("interventions:agree", "seen")


def by_itself(form: Found, others: Sequence[str]) -> tuple[str, list[Sent]]:
    """One answer as its page sends it while it is filled in, whole, and then as it should not be."""
    before, after = dict(form.pairs), form.filled()
    fact = next(name for name, value in after if before.get(name, "") != value)
    sent = [("answer", fact), *(pair for pair in after if pair[0] in (*OF_EVERY_FORM, "opened", WHOLE, fact))]
    spoiled = {
        "without opened": [pair for pair in sent if pair[0] != "opened"],
        "cut off": [pair for pair in sent if pair[0] != WHOLE],
        "of another page": [("answer", "rf_thunderclap"), ("rf_thunderclap", "true"), *sent[1:]],
        "of no fact": [("answer", "surprise"), *sent[1:]],
    }
    spoiled |= {
        f"opened of another form, {at}": replaced(sent, {"opened": one}) for at, one in enumerate(others)
    }
    return body(sent), [(f"by itself, {how}", body(pairs)) for how, pairs in spoiled.items()]


def replaced(pairs: Pairs, values: Mapping[str, str]) -> Pairs:
    return [(name, values.get(name, value)) for name, value in pairs]


def extra(pairs: Pairs) -> Pairs:
    """The same with fields that do not belong to it, before and after it; its own fields stay as they are."""
    own = {name for name, _value in pairs}
    more = [pair for pair in EXTRA if pair[0] not in own]
    return [*more[::2], *pairs, *more[1::2]]
