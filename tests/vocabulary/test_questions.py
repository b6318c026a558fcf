"""How a question looks: its control, its icons, its labels in two languages."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils.translation import override

from headache_cds.vocabulary.forms import FactForm, Place
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.templatetags.icons import icon
from headache_cds.vocabulary.templatetags.questions import question
from headache_cds.vocabulary.values import Value
from headache_cds.vocabulary.widgets import Grid, GridWidget, shape_of

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))
ICONS = sorted({name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())})


def draw(fact: str, value: Value | None = None) -> str:
    values = {} if value is None else {fact: value}
    form = FactForm([get_vocabulary().facts[fact]], values=values)
    template = Template("{% load questions %}{% question form place %}")
    return template.render(Context({"form": form, "place": Place(fact)}))


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_that_a_page_names_exists(name: str) -> None:
    drawing = icon(name)
    assert drawing.startswith('<svg class="icon"')
    assert 'aria-hidden="true"' in drawing


def test_every_fact_can_be_asked() -> None:
    lacking = {}
    for fact, spec in get_vocabulary().facts.items():
        page = draw(fact)
        wanted = (f'data-fact="{fact}"', f'data-type="{spec.type}"', f'name="{fact}')
        if left := [part for part in wanted if part not in page]:
            lacking[fact] = left
    assert not lacking


@pytest.mark.parametrize(
    ("fact", "shape"),
    [
        ("snoring", "segments"),
        ("nausea_level", "segments"),
        ("ccft_level_mmhg", "segments"),
        ("headache_type", "chips"),
        ("headache_intensity_nrs", "scale"),
        ("ndi_items_answered", "measure"),
        ("headache_days_per_month", "measure"),
        ("headache_diagnosis_date", "date"),
        ("main_request", "text"),
        ("medications", "records"),
    ],
)
def test_each_kind_of_fact_has_its_control(fact: str, shape: str) -> None:
    assert shape_of(get_vocabulary().facts[fact]) == shape


def test_zero_on_a_scale_is_an_answer() -> None:
    assert 'value="0" checked' in draw("headache_intensity_nrs", 0)
    assert 'value="" checked' in draw("headache_intensity_nrs")


def test_a_number_names_its_unit_and_range() -> None:
    page = draw("headache_days_per_month", 12.5)
    assert 'value="12,5"' in page
    assert "dagen per maand" in page
    assert "0-31" in page


def test_an_unusual_value_is_tied_to_its_notice() -> None:
    page = draw("weight_kg", 280)
    assert 'id="notice_weight_kg"' in page
    assert re.search(r'aria-describedby="[^"]*notice_weight_kg', page)


def test_labels_follow_the_language_of_the_reader() -> None:
    spec = get_vocabulary().facts["snoring"]
    assert spec.question.nl in draw("snoring")
    with override("en"):
        assert spec.question.en in draw("snoring")


def test_a_question_outside_the_vocabulary_is_a_mistake() -> None:
    form = FactForm([], values={})
    with pytest.raises(KeyError):
        question(Context(), form, Place("snoring"))


def grid(values: Value | None = None) -> str:
    spec = get_vocabulary().facts["segmental_findings"]
    layout = Grid("examination/level_side.html", ["level", "side"], ["mobility", "pain"])
    widget = GridWidget(spec, layout, open_label="Niet getest")
    return widget.render("segmental_findings", values, {"id": "id_segmental_findings"})


def test_a_grid_has_a_cell_for_every_level_and_side() -> None:
    assert len(re.findall(r'data-row="\d+"', grid())) == 6


def test_an_explicit_not_tested_is_the_open_state() -> None:
    rows: Value = [{"level": "C0_C1", "side": "left", "mobility": "not_tested", "pain": "none"}]
    page = grid(rows)
    assert 'value="not_tested"' not in page
    assert re.search(r'name="segmental_findings-0-mobility"[^>]*value="" checked', page)
    assert re.search(r'name="segmental_findings-0-pain"[^>]*value="none" checked', page)
