"""Releases of the knowledge: each version that went to users is kept whole, and can be evaluated again.

A release is a zip of the data files as they were, without the cases (`releases/<version>.zip`). It is never
changed or removed.
"""

import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from headache_cds.vocabulary.loader import load_vocabulary
from interventions.engine.ruleset import Ruleset
from interventions.knowledge.old_layout import is_old_layout, load_old_ruleset
from interventions.knowledge.ruleset_files import data_files, data_of, load_ruleset

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the time of every entry; a release says nothing about clocks


class UnknownRelease(LookupError):
    """A version that was never released."""


class AlreadyReleased(ValueError):
    """A version that was released before with other content."""


def released_versions(folder: Path) -> tuple[str, ...]:
    """The versions in the folder of releases, oldest first."""
    return tuple(sorted((path.stem for path in folder.glob("*.zip")), key=_in_order))


def write_release(folder: Path, version: str, roots: Mapping[str, Path]) -> Path:
    """Keep the data files of `roots` (place in the archive -> folder) as `version`.

    Raises AlreadyReleased when that version stands there with other content.
    """
    path = folder / f"{version}.zip"
    content = {
        f"{place}/{file.relative_to(root).as_posix()}": data_of(file)
        for place, root in roots.items()
        for file in data_files(root)
    }
    if path.exists():
        if read_release(path) != content:
            raise AlreadyReleased(f"{version} was released with other content; raise the version")
        return path
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return path


def read_release(path: Path) -> dict[str, bytes]:
    """The files of a release by their place. Raises UnknownRelease when there is none."""
    if not path.is_file():
        raise UnknownRelease(path.stem)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def load_release(path: Path, knowledge: str, facts: Iterable[str]) -> Ruleset:
    """The rules of a release; `knowledge` and `facts` are the places in the archive.

    Raises UnknownRelease when there is none.
    """
    content = read_release(path)
    with tempfile.TemporaryDirectory() as scratch:
        for name, data in content.items():
            target = Path(scratch) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        fact_folders = [Path(scratch) / place for place in facts]
        folder = Path(scratch) / knowledge
        load = load_old_ruleset if is_old_layout(folder) else load_ruleset
        return load(folder, load_vocabulary(fact_folders), fact_folders)


def _in_order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
