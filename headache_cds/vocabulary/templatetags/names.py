"""Names of people on a page and on paper: apart from the text around them, whatever direction they read."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def isolated(name: str) -> SafeString:
    """`{{ patient.name|isolated }}`: the letters of the name turn nothing else round."""
    return format_html("<bdi>{}</bdi>", name)
