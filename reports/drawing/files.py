"""The pictures as files: the SVGs, index.json with what they show, and one sheet of all for the eye."""

import base64
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


def write_sheet(target: Path) -> None:
    """A PDF with every picture in a square of 5 cm, as small as a paper of the plan may print it."""
    from weasyprint import HTML

    style = (
        "@page{size:235mm 400mm;margin:8mm}body{margin:0;font:8pt sans-serif}"
        "div{display:inline-block}img{width:50mm;height:50mm;object-fit:contain;margin:0 2mm}"
        "p{margin:0 2mm;border-top:.2mm solid #999}"
    )
    blocks = "".join(_block(scene) for scene in sorted(scenes(), key=lambda scene: scene.id))
    HTML(string=f"<style>{style}</style>{blocks}").write_pdf(target)


def _block(scene: Scene) -> str:
    images = "".join(f'<img src="{_as_address(svg)}" alt="">' for _name, svg in scene.pictures())
    return f"<div><p>{scene.id}</p>{images}</div> "


def _as_address(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
