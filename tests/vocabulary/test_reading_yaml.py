"""The YAML reader refuses what would harm it or mislead, with file and line, before anything is built."""

import tracemalloc
from pathlib import Path

import pytest

from headache_cds.vocabulary.source import SourceError, read_yaml
from headache_cds.vocabulary.yaml_guard import DEEPEST, LARGEST, MOST_VALUES


def mistakes_in(folder: Path, content: str | bytes) -> list[str]:
    """The mistakes of a file, as '<line>: <message>'."""
    path = folder / "data.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(SourceError) as caught:
        read_yaml(path)
    assert {mistake.path for mistake in caught.value.mistakes} == {path}
    return [f"{mistake.line}: {mistake.message}" for mistake in caught.value.mistakes]


def bomb(levels: int) -> str:
    """Each line holds the one before it ten times: ten to the power of `levels` values."""
    first = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    return first + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, levels))


def test_an_alias_bomb_is_refused_before_it_is_followed(tmp_path: Path) -> None:
    tracemalloc.start()
    found = mistakes_in(tmp_path, bomb(30))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found[0] == "2: the alias *a0 stands inside an anchored value: write it out"
    assert most < 5_000_000


def test_an_alias_of_itself(tmp_path: Path) -> None:
    assert mistakes_in(tmp_path, "a: &a\n- *a\n") == [
        "2: the alias *a stands inside an anchored value: write it out"
    ]


def test_every_alias_inside_an_anchored_value_is_named(tmp_path: Path) -> None:
    text = "a: &a [x]\nb: &b\n- *a\nc: &c\n- *a\n"
    assert [found.partition(":")[0] for found in mistakes_in(tmp_path, text)] == ["3", "5"]


def test_many_aliases_of_one_large_value(tmp_path: Path) -> None:
    large = "a: &a [" + "x, " * 1_000 + "x]\n"
    found = mistakes_in(tmp_path, large + "b:\n" + "- *a\n" * 200)
    # 1,002 values of the anchor itself, three keys and the list, then 1,002 for each alias.
    assert found == [f"{2 + 99}: with the alias *a the file holds more than {MOST_VALUES:,} values"]


def test_an_alias_of_one_sentence_is_read(tmp_path: Path) -> None:
    path = tmp_path / "data.yaml"
    path.write_text("- &e {letter: E, text: No other}\n- *e\n- <<: *e\n  letter: C\n")
    source = read_yaml(path)
    assert source.data[1] == {"letter": "E", "text": "No other"}
    assert source.data[2] == {"letter": "C", "text": "No other"}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_values_inside_each_other_without_end(tmp_path: Path, opening: str) -> None:
    assert mistakes_in(tmp_path, "\n" + opening * 200_000) == [f"2: nests deeper than {DEEPEST}"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("a: 1\nb:\n\tc: 1\n", "3: no valid YAML: a tab; indent with spaces"),
        ("a: 1\nb: 2\na: 3\n", "3: 'a' appears twice"),
        ("a: 1\n? [b, c]\n: 1\n", "2: a key must be one word"),
        ("a: 1\nb: caf\xe9".encode("latin-1"), "2: is not UTF-8: the byte 0xe9"),
        ("a: 1\nb: '\x07'\n", "2: no valid YAML: the character U+0007"),
        ("a: 1\nb: 2026-02-30\n", "2: no valid YAML: day is out of range for month"),
        ("a: 1\n---\nb: 1\n", "2: no valid YAML: but found another document"),
        ("a: 1\nb: *c\n", "2: no valid YAML: found undefined alias"),
    ],
)
def test_a_slip_names_its_line(tmp_path: Path, content: str | bytes, found: str) -> None:
    assert mistakes_in(tmp_path, content) == [found]


def test_an_object_of_python_is_no_data(tmp_path: Path) -> None:
    (found,) = mistakes_in(tmp_path, "a: 1\nb: !!python/object/apply:os.getcwd []\n")
    assert found.startswith("2: no valid YAML: could not determine a constructor")


def test_a_number_with_thousands_of_digits(tmp_path: Path) -> None:
    (found,) = mistakes_in(tmp_path, "a: 1\nb: " + "9" * 5_000)
    assert found.startswith("2: no valid YAML: Exceeds the limit")


def test_a_file_of_megabytes(tmp_path: Path) -> None:
    assert mistakes_in(tmp_path, b"#" * (LARGEST + 1)) == ["1: is larger than 2,000,000 bytes"]


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"data\.yaml:1: cannot be read: No such file or directory"):
        read_yaml(tmp_path / "data.yaml")
