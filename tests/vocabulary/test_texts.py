"""Texts of templates: looked up once for each language, and never shown in another."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from headache_cds.vocabulary.templatetags.texts import ConstantText


def test_a_text_is_looked_up_once_for_each_language() -> None:
    text = Template('{% load texts %}{% translate "Overnemen" %}')
    for _time in range(2):
        for language, words in (("nl", "Overnemen"), ("en", "Accept")):
            with override(language):
                assert text.render(Context()) == words
    (node,) = text.nodelist.get_nodes_by_type(ConstantText)
    assert isinstance(node, ConstantText)
    assert node.found == {"nl": "Overnemen", "en": "Accept"}


@pytest.mark.parametrize(
    "tag",
    [
        "{% translate word %}",
        '{% translate "Overnemen" as kept %}{{ kept }}',
        '{% translate "Overnemen"|upper %}',
    ],
)
def test_what_depends_on_the_page_is_not_kept(tag: str) -> None:
    text = Template("{% load texts %}" + tag)
    assert not text.nodelist.get_nodes_by_type(ConstantText)
    with override("en"):
        seen = [text.render(Context({"word": word})) for word in ("Overnemen", "Terugzetten")]
    assert seen == {"{% translate word %}": ["Accept", "Undo"]}.get(tag, [seen[0]] * 2)
    assert seen[0].lower() == "accept"


def test_the_other_tags_are_those_of_django() -> None:
    counted = "{% blocktranslate count total=n %}Nog {{ total }} open vraag{% plural %}"
    counted += "Nog {{ total }} open vragen{% endblocktranslate %}"
    text = Template("{% load texts %}" + counted)
    with override("nl"):
        assert text.render(Context({"n": 2})) == "Nog 2 open vragen"
