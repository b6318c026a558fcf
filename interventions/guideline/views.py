"""The guideline pages: read only, for everybody who signed in."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interventions.knowledge import get_knowledge

from . import fact_pages, lines, pages
from .forms import SearchForm
from .history import steps
from .sources import source_pages

ON_A_PAGE = 40


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule, searched and filtered."""
    form = SearchForm(request.GET)
    found = Paginator(lines.found_rules(form.filters), ON_A_PAGE)
    page = found.get_page(request.GET.get("page"))
    shown = lines.lines(page)
    context = {"form": form, "page": page, "lines": shown, "header": get_knowledge().ruleset}
    return render(request, "guideline/rules.html", context)


@require_safe
def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    """One rule with its text, condition, sources, cases and versions."""
    found = get_knowledge().ruleset.rules_by_id.get(rule_id)
    if found is None:
        raise Http404
    return render(request, "guideline/rule.html", {"page": pages.rule_page(found)})


@require_safe
def statements(request: HttpRequest) -> HttpResponse:
    """Every statement of the sources, searched and filtered."""
    form = SearchForm(request.GET)
    page = Paginator(lines.found_statements(form.filters), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "guideline/statements.html", {"form": form, "page": page})


@require_safe
def statement(request: HttpRequest, statement_id: str) -> HttpResponse:
    """One statement and the rules that carry it out."""
    found = get_knowledge().statements.get(statement_id)
    if found is None:
        raise Http404
    return render(request, "guideline/statement.html", {"page": pages.statement_page(found)})


@require_safe
def fact(request: HttpRequest, fact_id: str) -> HttpResponse:
    """One fact: how it is asked or computed, and what it decides."""
    knowledge = get_knowledge()
    if fact_id not in knowledge.vocabulary.facts and fact_id not in knowledge.ruleset.derived:
        raise Http404
    return render(request, "guideline/fact.html", {"page": fact_pages.fact_page(fact_id)})


@require_safe
def thresholds(request: HttpRequest) -> HttpResponse:
    """Every threshold with its source."""
    found = [fact_pages.threshold(name) for name in get_knowledge().parameters]
    return render(request, "guideline/thresholds.html", {"thresholds": found})


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """The source documents, and how many of their statements have which place."""
    return render(request, "guideline/sources.html", {"sources": source_pages()})


@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """The releases, and what changed from one to the next."""
    context = {"steps": steps(), "header": get_knowledge().ruleset}
    return render(request, "guideline/versions.html", context)
