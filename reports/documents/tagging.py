"""What the PDF engine leaves undone for PDF/UA-1, put right on its objects before the file is written.

WeasyPrint marks the running head and foot as content that hangs in no structure, takes the white space
between items of a list in one line for a part of that list, and gives no header cell a scope and no link the
flag that it may be printed. ISO 14289-1: 7.1 (all content is tagged or an artefact), 7.5 (tables), 7.6
(lists), 7.8 (running heads), 7.18 (annotations).
"""

from collections.abc import Iterator
from typing import Any

import pydyf

PRINT_FLAG = 4  # bit 3 of the flags of an annotation (ISO 32000-1, table 165)
IN_HEAD, IN_BODY = "/Column", "/Row"

# A page, as the reference to its object, and the number of a marked sequence on it.
Content = tuple[bytes, int]


def finish(_document: object, pdf: pydyf.PDF) -> None:
    """Put the tags of a file right. Has the form of a finisher of WeasyPrint's `write_pdf`."""
    for element, parents in _elements(pdf, _root(pdf)["K"]):
        _correct(pdf, element, parents)
    told = set(_content_of(pdf, _root(pdf)["K"]))
    for page in pdf.page_references:
        _mark_artefacts(_object(pdf, page, "Contents"), {number for at, number in told if at == page})
    _forget_untold(pdf, told)
    for item in pdf.objects:
        if isinstance(item, pydyf.Dictionary) and item.get("Type") == "/Annot":
            item["F"] = PRINT_FLAG


def _correct(pdf: pydyf.PDF, element: Any, parents: tuple[str, ...]) -> None:
    """A header cell says of what; a list holds items, and the white space between them is not told."""
    if element["S"] == "/TH":
        element["A"]["Scope"] = IN_HEAD if "/THead" in parents else IN_BODY
    if element["S"] == "/L":
        items = [kid for kid in element["K"] if _object(pdf, kid).get("S") != "/Span"]
        element["K"] = pydyf.Array(items)


def _root(pdf: pydyf.PDF) -> Any:
    return _object(pdf, pdf.catalog["StructTreeRoot"])


def _object(pdf: pydyf.PDF, reference: bytes, key: str = "") -> Any:
    found = pdf.objects[int(reference.split()[0])]
    return _object(pdf, found[key]) if key else found


def _elements(
    pdf: pydyf.PDF, kids: list[Any], parents: tuple[str, ...] = ()
) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Every element of the structure tree in reading order, with the types of those it lies in."""
    for kid in kids:
        element = _object(pdf, kid) if isinstance(kid, bytes) else {}
        if element.get("Type") == "/StructElem":
            yield element, parents
            yield from _elements(pdf, element["K"], (*parents, element["S"]))


def _content_of(pdf: pydyf.PDF, kids: list[Any]) -> Iterator[Content]:
    """The marked sequences that a reader is told."""
    for element, _parents in _elements(pdf, kids):
        for kid in element["K"]:
            if isinstance(kid, int):
                yield element["Pg"], kid


def _mark_artefacts(stream: pydyf.Stream, told: set[int]) -> None:
    """What the page shows and the structure does not tell becomes an artefact: the running head and foot."""
    for position, item in enumerate(stream.stream):
        if isinstance(item, pydyf.Dictionary) and "MCID" in item and item["MCID"] not in told:
            stream.stream[position - 1] = "/Artifact"
            stream.stream[position] = pydyf.Dictionary({"Type": "/Pagination"})


def _forget_untold(pdf: pydyf.PDF, told: set[Content]) -> None:
    """The way from content back to the structure leads to no element that is not in it."""
    numbers = _object(pdf, _root(pdf)["ParentTree"])["Nums"]
    for page, owners in zip(pdf.page_references, numbers[1::2], strict=False):
        for number, owner in enumerate(owners):
            if (page, number) not in told:
                _object(pdf, owner).clear()
                owners[number] = "null"
