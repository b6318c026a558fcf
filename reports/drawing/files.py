"""The pictures as files: the SVGs, index.json with what they show, and one sheet of all for the eye."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from reports.drawing.scene import Scene, scenes

INDEX = "index.json"


@cache
def pictures() -> Mapping[str, str]:
    """The content of every file by its name, index.json last."""
    made: dict[str, str] = {}
    index: dict[str, Any] = {}
    for scene in sorted(scenes(), key=lambda scene: scene.id):
        drawn = dict(scene.pictures())
        index[scene.id] = {"nl": scene.nl, "en": scene.en, "files": list(drawn)}
        made |= drawn
    return made | {INDEX: json.dumps(index, ensure_ascii=False, indent=1) + "\n"}


def write_files(folder: Path) -> list[str]:
    """Writes every picture and the index, and removes pictures that are described no more."""
    made = pictures()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        if old.name not in made:
            old.unlink()
    for name, content in made.items():
        (folder / name).write_text(content, encoding="utf-8", newline="\n")
    return [name for name in made if name != INDEX]


def write_sheet(folder: Path, target: Path) -> None:
    """A PDF with every picture in a square of 5 cm, as small as a paper of the plan may print it."""
    from weasyprint import HTML

    rows = "".join(_row(folder, scene) for scene in sorted(scenes(), key=lambda scene: scene.id))
    style = (
        "@page{size:A4 landscape;margin:10mm}body{font:9pt sans-serif}p{margin:0 0 1mm}"
        "div{break-inside:avoid;margin:0 0 3mm}"
        "img{width:50mm;height:50mm;object-fit:contain;margin-right:4mm}"
    )
    HTML(string=f"<style>{style}</style>{rows}", base_url=folder.as_uri() + "/").write_pdf(target)


def _row(folder: Path, scene: Scene) -> str:
    names = [name for name, _svg in scene.pictures()]
    images = "".join(f'<img src="{(folder / name).resolve().as_uri()}" alt="">' for name in names)
    return f"<div><p>{scene.id}</p>{images}</div>"
