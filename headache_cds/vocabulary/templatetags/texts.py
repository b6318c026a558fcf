"""Django's tags of `i18n`, of which a text without variables is looked up once for each language.

On a page of cards the same fifty texts stand two hundred times, and looking them up took a seventh of its
processor time.
"""

from django import template
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.templatetags import i18n
from django.utils.translation import get_language

register = template.Library()
register.tags |= i18n.register.tags
register.filters |= i18n.register.filters


class ConstantText(Node):
    """A text that depends on nothing but the language."""

    def __init__(self, text: i18n.TranslateNode) -> None:
        self.text = text
        self.found: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        if language not in self.found:
            self.found[language] = self.text.render(context)
        return self.found[language]


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """`{% translate "..." %}` as Django has it."""
    node = i18n.do_translate(parser, token)
    expression = node.filter_expression
    is_plain = not (node.noop or node.asvar or node.message_context or expression.filters)
    return ConstantText(node) if is_plain and expression.var.literal is not None else node
