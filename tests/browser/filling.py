"""Fills in the questions of a page as a person does: by the markup contract, with clicks on what is seen.

Every question is a `.question[data-fact]`, its inputs are named after the fact, a row of records
`<fact>-<row>-<field>`; a grid holds the fixed values of a row (level, side) in hidden inputs.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from playwright.sync_api import Locator, Page

from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.spec import FactType
from tests.steps import as_text

TYPED = frozenset({FactType.INT, FactType.NUMBER, FactType.DATE, FactType.TEXT})
# Reads which row of a grid stands for which fixed values; it changes nothing.
ROWS_OF_GRID = """(question) => [...question.querySelectorAll("[data-row]")].map((row) => [
  row.dataset.row,
  Object.fromEntries([...row.querySelectorAll("input[type=hidden]")].map((input) =>
    [input.name.split("-").at(-1), input.value])),
])"""


def fill_in(page: Page, facts: Mapping[str, Any]) -> None:
    """Answer these facts on the page, in this order; an answer may open the question of the next one."""
    for fact, value in facts.items():
        question = page.locator(f'.question[data-fact="{fact}"]')
        unfold(question)
        _answer(question, fact, value)


def unfold(element: Locator) -> None:
    """Open the folds around an element, the outer one first."""
    folds = element.locator("xpath=ancestor::details[not(@open)]/summary")
    while folds.count():
        folds.first.click()


def _answer(question: Locator, fact: str, value: Any) -> None:
    kind = get_vocabulary().facts[fact].type
    if kind == FactType.RECORDS:
        is_grid = question.locator("input[type=hidden]").count() > 0
        (_fill_grid if is_grid else _fill_rows)(question, fact, value)
    elif kind == FactType.SET:
        for choice in value:
            press(question, fact, choice)
    else:
        _fill_one(question, fact, value)


def _fill_one(scope: Locator, name: str, value: Any) -> None:
    """One input: a button, a line of a list, or something typed."""
    if scope.locator(f'input[name="{name}"]:is([type=radio], [type=checkbox])').count():
        press(scope, name, value)
    elif scope.locator(f'select[name="{name}"]').count():
        scope.locator(f'select[name="{name}"]').select_option(as_text(value))
    else:
        scope.locator(f'[name="{name}"]').fill(as_text(value))


def press(scope: Locator, name: str, value: Any) -> None:
    """Press the button or chip of a value, by its label: the input itself is not seen."""
    choice = scope.locator(f'input[name="{name}"][value="{as_text(value)}"]')
    scope.locator(f'label[for="{choice.get_attribute("id")}"]').click()


def _fill_rows(question: Locator, fact: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows that are there already first (the patient's activities at a follow-up), then new ones."""
    there = question.locator("[data-row]").count()
    for at, row in enumerate(rows):
        if at >= there:
            question.locator("[data-add-row]").click()
        line = question.locator("[data-row]").nth(at)
        number = line.get_attribute("data-row")
        for field, value in row.items():
            _fill_one(line, f"{fact}-{number}-{field}", value)


def _fill_grid(question: Locator, fact: str, records: Sequence[Mapping[str, Any]]) -> None:
    """Each record in the cell of its fixed values; a record that is in no cell is a mistake of the page."""
    numbers = {tuple(sorted(keys.items())): number for number, keys in question.evaluate(ROWS_OF_GRID)}
    fixed = {name for keys in numbers for name, _value in keys}
    for record in records:
        number = numbers[tuple(sorted((name, record[name]) for name in fixed))]
        for field in record.keys() - fixed:
            name = f"{fact}-{number}-{field}"
            unfold(question.locator(f'[name="{name}"]').first)
            _fill_one(question, name, record[field])
