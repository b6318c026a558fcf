"""Django's `csrf_token`, with the mark of the page's reader beside it, so that every form sends both.

Loaded for every template (TEMPLATES in the settings): a form that forgot it would lose what was typed in it
when the session ends.
"""

from django import template
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from headache_cds.accounts.page_reader import FIELD, reader_mark

register = template.Library()


class MarkedTokenNode(CsrfTokenNode):
    """The token as Django writes it, and the mark when somebody is signed in."""

    def render(self, context: Context) -> str:
        token = super().render(context)
        request = getattr(context, "request", None)
        mark = reader_mark(request) if request is not None else ""
        if not mark:
            return token
        return format_html('{}<input type="hidden" name="{}" value="{}">', token, FIELD, mark)


@register.simple_tag(takes_context=True, name="reader_mark")
def mark_of_page(context: Context) -> str:
    """The mark alone, for a script."""
    return reader_mark(context.request)  # type: ignore[attr-defined]  # RequestContext


@register.tag
def csrf_token(_parser: Parser, _token: Token) -> Node:
    """`{% csrf_token %}` in a form."""
    return MarkedTokenNode()
