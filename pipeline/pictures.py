"""Pictures of pages with what was found drawn over them: the place of a value, the grids of a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.grids.page import page_items
from extractors.readers.pdf import page_contents
from extractors.readers.scan.source import Pictures, image_contents, open_pictures
from pipeline.formats import PAGED, kind_of
from schemas.errors import CallError
from schemas.page import PageContent
from schemas.spans import Box

if TYPE_CHECKING:
    from PIL.Image import Image

VALUE, BESIDE, RULED, ALIGNED = (220, 20, 20), (20, 90, 220), (220, 20, 20), (20, 90, 220)
TINT, TINT_SHARE = (255, 225, 0), 0.45
AROUND = 3  # pixels between a box and its frame
THICK = 3

Colour = tuple[int, int, int]
Corners = Sequence[tuple[float, float]]


def page_picture(pictures: Pictures, number: int) -> tuple[Image, float]:
    """A page as displayed, in colours that can be drawn with, and its pixels to a point."""
    from PIL import Image

    picture = pictures.page(number)
    return Image.fromarray(picture.pixels).convert("RGB"), picture.scale


def marked(image: Image, scale: float, boxes: Mapping[Box, bool]) -> Image:
    """The page with boxes (points, as displayed) framed and those that are true tinted, too."""
    from PIL import Image, ImageDraw

    for box, main in sorted(boxes.items(), key=lambda item: item[1]):
        left, top, right, bottom = (round(side * scale) for side in (box.x0, box.top, box.x1, box.bottom))
        place = (left - AROUND, top - AROUND, max(right, left) + AROUND, max(bottom, top) + AROUND)
        if main:
            part = image.crop(place)
            image.paste(Image.blend(part, Image.new("RGB", part.size, TINT), TINT_SHARE), place[:2])
        ImageDraw.Draw(image).rectangle(place, outline=VALUE if main else BESIDE, width=THICK - 1)
    return image


def write_marked(data: bytes, boxes: Mapping[int, Mapping[Box, bool]], file: Path) -> list[Path]:
    """Write the pages (by number) with their boxes as PNG: `file`, and beside it with `-p2` and so on for further pages."""
    pictures = open_pictures(data)
    written: list[Path] = []
    for number, own in sorted(boxes.items()):
        path = file.with_name(f"{file.stem}-p{number}{file.suffix}") if written else file
        save(marked(*page_picture(pictures, number), own), path)
        written.append(path)
    return written


def save(image: Image, path: Path) -> None:
    """Write a picture as PNG, its folders made; `CallError` when it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path, "PNG", compress_level=1)
    except OSError as error:
        raise CallError(f"{path} cannot be written: {error.strerror or error}") from error


def draw_grids(data: bytes, folder: Path) -> Iterator[tuple[int, int, Path]]:
    """Write every page with the cells of its tables, ruled ones red, others blue; number, tables and file of each."""
    kind = kind_of(data)
    if kind not in PAGED:
        raise CallError(f"only PDF files and pictures have pages that can be drawn; this is {kind}")
    pictures = open_pictures(data)
    for content in page_contents(data) if kind == "pdf" else image_contents(pictures):
        image, scale = page_picture(pictures, content.number)
        tables = 0
        for colour, cells in _tables(content):
            tables += 1
            for corners in cells:
                _outline(image, scale, corners, colour)
        path = folder / f"page-{content.number:04}.png"
        save(image, path)
        yield content.number, tables, path


def _tables(content: PageContent) -> Iterator[tuple[Colour, list[Corners]]]:
    """The colour and the cells of each table on a page, as their corners on the page as displayed."""
    for item in page_items(content).items:
        if isinstance(item, Sequence):
            continue  # a line beside the tables
        frame = item.frame
        yield (
            RULED if frame.method == "ruled" else ALIGNED,
            [
                _corners(
                    content,
                    Box(
                        frame.xs[cell.column],
                        frame.ys[cell.row],
                        frame.xs[cell.column + cell.column_span],
                        frame.ys[cell.row + cell.row_span],
                    ),
                )
                for cell in frame.cells
            ],
        )


def _corners(content: PageContent, box: Box) -> Corners:
    corners = [(box.x0, box.top), (box.x1, box.top), (box.x1, box.bottom), (box.x0, box.bottom)]
    turn = content.turn
    if turn is None:
        return corners
    places = [turn.back(Box(x, y, x, y)) for x, y in corners]
    return [(place.x0, place.top) for place in places]


def _outline(image: Image, scale: float, corners: Corners, colour: Colour) -> None:
    from PIL import ImageDraw

    points = [(x * scale, y * scale) for x, y in (*corners, corners[0])]
    ImageDraw.Draw(image).line(points, fill=colour, width=THICK)
