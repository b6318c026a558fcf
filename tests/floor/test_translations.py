"""The English texts: complete, compiled, and with the same placeholders as the Dutch ones."""

import gettext
import re

import pytest
from django.utils import translation

from tests.floor.catalogue import (
    MO,
    Entry,
    Message,
    compiled_size,
    messages_in_python,
    messages_in_sources,
    messages_in_template,
    read_catalogue,
)
from tests.floor.conftest import Machine

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|</?\w+>")
ENTRIES = read_catalogue()


def incomplete(entry: Entry) -> bool:
    """True for a text without an English one, or with one that bin/messages only guessed."""
    wanted = 2 if entry.message.plural else 1
    given = [text for text in entry.translations if text.strip()]
    return len(given) != wanted or "fuzzy" in entry.flags


def test_the_texts_of_a_template_are_found() -> None:
    source = (
        '{% load i18n %}{% translate \'Ja\' %}{% translate "van" context "pagina" %}'
        "{% blocktranslate count n=n trimmed %}\n {{ n }} dag\n{% plural %}{{ n }} dagen"
        "{% endblocktranslate %}"
        '{% include "x.html" with title=_("Meer") %}{{ label|default:_("Geen") }}{# translate "niet" #}'
    )
    assert set(messages_in_template(source)) == {
        Message("Ja"),
        Message("van", context="pagina"),
        Message("%(n)s dag", plural="%(n)s dagen"),
        Message("Meer"),
        Message("Geen"),
    }


def test_the_texts_of_a_module_are_found() -> None:
    source = 'a = _("een " "lange") % 1; b = ngettext("dag", "dagen", n); c = other("niet")'
    assert set(messages_in_python(source)) == {Message("een lange"), Message("dag", plural="dagen")}


@pytest.mark.slow
def test_every_dutch_text_is_in_the_catalogue_and_no_other() -> None:
    sources, catalogue = messages_in_sources(), {entry.message for entry in ENTRIES}
    assert len(sources) > 500
    assert sorted(message.text for message in sources - catalogue) == [], "run bin/messages"
    assert sorted(message.text for message in catalogue - sources) == [], "run bin/messages"


def test_every_text_has_its_english() -> None:
    assert [entry.message.text for entry in ENTRIES if incomplete(entry)] == []


def test_placeholders_and_marks_are_the_same() -> None:
    def marks(text: str) -> list[str]:
        return sorted(PLACEHOLDER.findall(text))

    wrong = [
        text
        for entry in ENTRIES
        for text in entry.translations
        if marks(text) not in (marks(entry.message.text), marks(entry.message.plural))
    ]
    assert wrong == []


def test_a_sentence_ends_the_same_way() -> None:
    def end(text: str) -> str:
        return text[-1:] if text.endswith((".", ":", "?", "!")) else ""

    wrong = [text for entry in ENTRIES for text in entry.translations if end(text) != end(entry.message.text)]
    assert wrong == []


def test_the_compiled_file_says_the_same() -> None:
    with MO.open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert compiled_size() == len(ENTRIES) + 1
    for entry in ENTRIES:
        message = entry.message
        if message.plural:
            one, two, zero = (compiled.ngettext(message.text, message.plural, count) for count in (1, 2, 0))
            assert ([one, two], zero) == (entry.translations, two), "run bin/messages"
        elif message.context:
            assert [compiled.pgettext(message.context, message.text)] == entry.translations
        else:
            assert [compiled.gettext(message.text)] == entry.translations, "run bin/messages"


def test_dutch_is_shown_as_it_is_written() -> None:
    """Django has a Dutch catalogue of its own; none of our texts may happen to be one of its English ones."""
    messages = [entry.message for entry in ENTRIES]
    with translation.override("nl"):
        changed = [message.text for message in messages if said(message) != message.text]
    assert changed == []


def said(message: Message) -> str:
    """What the active language makes of one text."""
    if message.plural:
        return translation.ngettext(message.text, message.plural, 1)
    if message.context:
        return translation.pgettext(message.context, message.text)
    return translation.gettext(message.text)


def test_bin_messages_names_the_package_that_is_missing(machine: Machine) -> None:
    done = machine.run("bin/messages")
    assert done.returncode == 1
    assert "gettext is missing" in done.stderr
    assert "apt-get install gettext" in done.stderr
    assert len(done.stderr.splitlines()) == 1
