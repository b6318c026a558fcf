"""The lines of the plan in pictures."""

import pytest

from reports.documents.papers.easy import easy_html, short_lines
from tests.reports.documents.plan_pdfs import contents


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Niet veilig? Bel 112.", ("Niet veilig? Bel 112.",)),
        (
            "Zwanger of pas bevallen: nieuwe of andere hoofdpijn.",
            ("Zwanger of pas bevallen: nieuwe of andere hoofdpijn.",),
        ),
        ("Verander zelf niets. Bel uw arts.", ("Verander zelf niets.", "Bel uw arts.")),
        (
            "Wordt u duizelig of onrustig? Stop en adem weer gewoon.",
            ("Wordt u duizelig of onrustig?", "Stop en adem weer gewoon."),
        ),
        (
            "Arm of been: slap, of steeds minder kracht of gevoel.",
            ("Arm of been:", "slap, of steeds minder kracht of gevoel."),
        ),
    ],
)
def test_a_line_ends_where_a_sentence_does_and_within_it_only_for_want_of_room(
    text: str, lines: tuple[str, ...]
) -> None:
    assert short_lines(text) == lines


@pytest.mark.parametrize(("patient", "is_roomy"), [("V12", True), ("V03", False)])
def test_when_to_call_is_larger_where_it_fits(patient: str, is_roomy: bool) -> None:
    content = next(content for name, content in contents().items() if name.startswith(patient))
    assert ('class="calls roomy"' in easy_html(content, "nl")) is is_roomy
