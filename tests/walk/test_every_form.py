"""Every form of the product, found on its pages and sent as it should not be: nothing changes.

Each try goes over plain HTTP with the token of the session that a browser sends, and is undone again. Fields
that do not belong to a form are ignored: it saves what it would have saved without them.
"""

from collections.abc import Iterable, Iterator

import pytest
from django.http import HttpResponse

from examination.battery import load_battery
from headache_cds.accounts.actions import set_person_active
from headache_cds.accounts.models import Role, User
from intake.sections import load_sections
from tests import factories
from tests.built_once import built_once
from tests.walk.addresses import ADDRESSES
from tests.walk.crowded import Crowd, make_crowd
from tests.walk.found_forms import Found, forms_for, starts_of
from tests.walk.posting import Post
from tests.walk.spoiled import (
    TOKENS,
    another_token,
    body,
    by_itself,
    cut_early,
    cut_off,
    empty,
    extra,
    older_page,
    older_shape,
    token_of,
)

pytestmark = pytest.mark.slow

# These are kept in the session or in a cookie.
KEEPS_NOTHING = frozenset({"set_language", "accounts:sign_out", "dashboards:caseload"})
# Asked by a script, and about a post that was kept for somebody who was signed out: tested elsewhere.
FOUND_ELSEWHERE = frozenset({"accounts:sign_in_here", "kept:discard"})
SAVED_BY_ITSELF = {"intake:section", "examination:part", "interventions:plan_questions"}
GUIDELINE = {"handvat"}
QUESTION_PAGES = [*(page.id for page in load_sections()), *(part.id for part in load_battery().parts)]
_found: list[Found] = []


@pytest.fixture
def erik(dora: User) -> User:
    """A colleague who cannot sign in, so that there is somebody to let in again."""

    def build() -> User:
        person = factories.make_person(dora, "erik", Role.PHYSIOTHERAPIST)
        set_person_active(by=dora, person=person, active=False)
        return person

    return built_once("erik", build, dora)


@pytest.fixture
def crowd(alice: User, bob: User, charlie: User, erik: User) -> Crowd:
    """The dossiers, which have the same ids in every test."""
    return built_once(
        "crowd", lambda: make_crowd(alice, bob, charlie), alice, bob, charlie, row=lambda made: made.at_work
    )


@pytest.fixture
def forms(crowd: Crowd, alice: User, bob: User, dora: User) -> list[Found]:
    """One form of every kind, looked for once."""
    if not _found:
        kinds: dict[str, Found] = {}
        for form in everywhere(crowd, alice, bob, dora):
            kinds.setdefault(form.kind, form)
        _found.extend(kinds.values())
    return _found


def everywhere(crowd: Crowd, alice: User, bob: User, dora: User) -> Iterator[Found]:
    """All forms that these people find, a visitor who did not sign in among them.

    The guideline, which is the same for everybody, and every page of questions are for Alice alone.
    """
    strange = {*crowd.other.values(), *crowd.elsewhere.values()}
    for person in (None, dora):
        yield from forms_for(person, starts_of({}), GUIDELINE)
    yield from forms_for(alice, [start for one in crowd.all for start in starts_of(one)], strange)
    strange |= {str(one["episode_id"]) for one in crowd.all[1:]} | GUIDELINE | set(QUESTION_PAGES[1:])
    yield from forms_for(bob, starts_of(crowd.all[0]), strange)


@pytest.fixture
def post(forms: list[Found], alice: User, bob: User, dora: User) -> Post:
    """Sends a form as the person who found it."""
    return Post((alice, bob, dora))


def test_every_address_that_is_posted_to_has_a_form_somewhere(forms: list[Found]) -> None:
    posted = {name for name, address in ADDRESSES.items() if address.post}
    assert posted - {form.pattern for form in forms} == FOUND_ELSEWHERE


def test_a_form_that_is_filled_in_is_accepted(forms: list[Found], post: Post) -> None:
    """Else the other tests could not fail."""
    for form in forms:
        answer = post(form, body(form.filled()))
        assert answer.response.status_code in (200, 302), form
        assert answer.tables or form.pattern in KEEPS_NOTHING, form


def test_empty(forms: list[Found], post: Post) -> None:
    check(post, ((form, *sent) for form in forms for sent in empty(form)))


def test_cut_off(forms: list[Found], post: Post) -> None:
    check(post, ((form, *sent) for form in forms for sent in cut_off(form)))
    check(post, ((form, *sent) for form in of_each_pattern(forms) for sent in cut_early(form)))


def test_of_a_page_from_before_an_update(forms: list[Found], post: Post) -> None:
    check(post, ((form, *sent) for form in forms for sent in older_page(form)))
    check(post, ((form, *sent) for form in of_each_pattern(forms) for sent in older_shape(form)))


def test_with_the_token_of_another_form(forms: list[Found], post: Post) -> None:
    tokens: dict[str, list[str]] = {}
    for form in forms:
        for name, value in form.pairs:
            if name in TOKENS and value not in tokens.setdefault(name, []):
                tokens[name].append(value)
    check(post, ((form, *sent) for form in of_each_pattern(forms) for sent in another_token(form, tokens)))


def test_an_answer_that_saves_itself(forms: list[Found], post: Post) -> None:
    pages = [form for form in of_each_pattern(forms) if "opened" in dict(form.pairs)]
    pages = [form for form in pages if form.pattern in SAVED_BY_ITSELF]
    for form in pages:
        others = [dict(other.pairs)["opened"] for other in pages if other is not form]
        whole, spoiled = by_itself(form, others)
        assert post(form, whole).tables, form
        check(post, ((form, *sent) for sent in spoiled))
    assert {form.pattern for form in pages} == SAVED_BY_ITSELF


@pytest.mark.parametrize("where", ["other", "elsewhere"])
def test_with_the_token_of_another_patient(
    where: str, forms: list[Found], post: Post, crowd: Crowd, alice: User, charlie: User
) -> None:
    """Of the same centre, and of another; registration is of no patient."""
    person = {"other": alice, "elsewhere": charlie}[where]
    ids = getattr(crowd, where)
    check(post, [(form, *sent) for form in of_each_pattern(forms) for sent in tokens_from(form, ids, person)])


def tokens_from(form: Found, ids: dict[str, str], person: User) -> Iterator[tuple[str, str]]:
    """The form with the tokens that the same form has in the dossier with these ids."""
    page, address = (renamed(path, ids) for path in (form.page, form.address))
    if address == form.address or not dict(form.pairs).keys() & set(TOKENS):
        return
    for other in forms_for(person, [page], only_first=True):
        if other.address == address:
            yield from token_of(form, other)


def renamed(path: str, ids: dict[str, str]) -> str:
    """A path with the ids of another dossier."""
    return "/".join(ids.get(part, part) for part in path.split("/"))


def test_with_extra_fields(forms: list[Found], post: Post) -> None:
    wrong = []
    for form in of_each_pattern(forms):
        if form.fields and not post(form, body(form.pairs)).tables:
            wrong += [f"{form.kind}: {name}" for name in post(form, body(extra(form.pairs))).tables]
        alone, with_more = (post(form, body(sent)) for sent in (form.filled(), extra(form.filled())))
        if alone.content != with_more.content:
            wrong.append(f"{form.kind}: {alone.content ^ with_more.content}")
    assert not wrong, "\n".join(wrong)


def of_each_pattern(forms: list[Found]) -> list[Found]:
    """One form for every address: pages of questions are all read by the same code."""
    return list({form.pattern: form for form in forms}.values())


def check(post: Post, sent: Iterable[tuple[Found, str, str]]) -> None:
    """Every one of these is refused: no 500, nothing changes, nothing is told as done."""
    wrong = []
    post.look()
    for form, how, content in sent:
        answer = post(form, content)
        if answer.response.status_code >= 500:
            wrong.append(f"{form.kind}, {how}: answers {answer.response.status_code}")
        if answer.tables:
            wrong.append(f"{form.kind}, {how}: changes {', '.join(answer.tables)}")
        if accepted(answer.response, answer.messages) and form.pattern not in KEEPS_NOTHING:
            wrong.append(f"{form.kind}, {how}: is told as done")
    assert not wrong, "\n".join(wrong)


def accepted(response: HttpResponse, messages: list[str]) -> bool:
    """Whether the person is told that it went well, or is sent on without a word."""
    went_on = response.status_code == 302 and not {"error", "warning"} & set(messages)
    return "success" in messages or went_on
