"""What code has to know of the knowledge is data: the few names that it speaks stand in one file."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from headache_cds.vocabulary import names
from interventions.knowledge import get_knowledge

ROOT = Path(settings.BASE_DIR)
PRODUCT = ("headache_cds", "intake", "examination", "interventions", "reports")
NAMES = ROOT / "headache_cds/vocabulary/names.py"
MOST = 32


def ids() -> frozenset[str]:
    """Every id of a rule, group, card, statement or fact, asked or derived."""
    knowledge = get_knowledge()
    rules, cards = knowledge.ruleset.rules, knowledge.cards
    return frozenset(
        {
            *(rule.id for rule in rules),
            *(rule.record.group for rule in rules),
            *(card.id for card in cards.cards),
            *knowledge.statements,
            *knowledge.vocabulary.facts,
            *knowledge.ruleset.derived,
        }
    )


def product_files() -> Iterator[Path]:
    """The Python of the product; a migration is history and keeps its words."""
    for folder in PRODUCT:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def strings_of(path: Path) -> dict[str, int]:
    """The string constants of a file with their first line, docstrings left out."""
    tree = ast.parse(path.read_text())
    documented = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documented:
            found.setdefault(node.value, node.lineno)
    return found


def spoken() -> frozenset[str]:
    return frozenset(strings_of(NAMES))


@pytest.mark.slow
def test_names_of_the_knowledge_stand_in_one_file() -> None:
    known, offenders = ids(), []
    for path in product_files():
        place = path.relative_to(ROOT).as_posix()
        if path != NAMES:
            found = strings_of(path).items()
            offenders += [
                f"{place}:{line}: {name}"
                for name, line in found
                if name in known and name not in names.ORDINARY_WORDS
            ]
    assert not offenders, "\n".join(offenders)


def test_the_names_are_few_and_exist() -> None:
    assert len(spoken()) <= MOST
    assert spoken() <= ids()


def test_every_name_is_used() -> None:
    constants = [name for name in vars(names) if name.isupper() and name != "ORDINARY_WORDS"]
    product = "\n".join(path.read_text() for path in product_files() if path != NAMES)
    assert not [name for name in constants if name not in product]


def test_a_name_in_code_is_found(tmp_path: Path) -> None:
    file = tmp_path / "listed.py"
    file.write_text('"""aerobic_training"""\nGROUPS = {"neck_exercise": ["SF-07"]}\n')
    assert strings_of(file).keys() & ids() == {"neck_exercise", "SF-07"}
