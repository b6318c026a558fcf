"""The icon set as a template tag: `{% icon "flag-fill" %}` draws one inline SVG, silent to screen readers."""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """The drawing `templates/components/icons/<name>.svg`; always put a word beside it.

    Raises TemplateDoesNotExist for a name that is not in the set.
    """
    return SafeString(render_to_string(f"components/icons/{name}.svg").strip())
