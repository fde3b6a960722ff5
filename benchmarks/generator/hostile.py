"""Files that attack their reader: damaged, bombs, traversal, entities, enormous numbers, endless nesting."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)


def _zip(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def docx(body: str, prologue: str = "") -> bytes:
    """A Word file whose document part holds `body`."""
    return _zip({
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<?xml version="1.0"?>{prologue}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
    })  # fmt: skip


def xlsx(sheet: str, prologue: str = "") -> bytes:
    """A workbook whose only sheet holds `sheet`."""
    return _zip({
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?>{prologue}<worksheet xmlns="{SHEET}">{sheet}</worksheet>',
    })  # fmt: skip


def pdf(
    content: bytes, box: str = "0 0 595 842", pages: int = 1, extra: str = "", compressed: bool = True
) -> bytes:
    """A PDF whose pages all show the same content stream; `extra` stands in every page's dictionary."""
    stream = zlib.compress(content, 9) if compressed else content
    filters = "/Filter /FlateDecode " if compressed else ""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {pages} /Kids [{' '.join(f'{n + 5} 0 R' for n in range(pages))}] >>".encode(),
        f"<< {filters}/Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 3 0 R /Resources << /Font << /F 4 0 R >> >> {extra} >>"
    objects += [page.encode()] * pages
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, data in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + data + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _text(text: str, x: float, y: float, size: float = 9) -> str:
    return f"BT /F {size} Tf {x} {y} Td ({text}) Tj ET\n"


def _segments(random: Random, count: int) -> bytes:
    """Short lines all over the page."""
    parts = []
    for _ in range(count):
        x, y, across = random.uniform(0, 595), random.uniform(0, 842), random.random() < 0.5
        parts.append(f"{x:.2f} {y:.2f} m {x + 20 * across:.2f} {y + 20 * (not across):.2f} l S")
    return "\n".join(parts).encode()


def _grid(columns: int, rows: int) -> bytes:
    """A grid of full lines with a digit in none of its cells: columns x rows cells."""
    lines = [f"{n * 595 / columns:.3f} 0 m {n * 595 / columns:.3f} 842 l S" for n in range(columns + 1)]
    lines += [f"0 {n * 842 / rows:.3f} m 595 {n * 842 / rows:.3f} l S" for n in range(rows + 1)]
    return "\n".join(lines).encode()


def _far() -> bytes:
    far = "99999999999999999999"
    return (
        f"{far} {far} m -{far} {far} l S 1e38 0 0 1e38 0 0 cm\n" + _text("123.45", 1e30, -1e30, 1e9)
    ).encode()


def _pdfs(random: Random) -> Iterator[tuple[str, bytes]]:
    words = _text("123.45 678.90", 50, 400).encode()
    yield "pages-20000.pdf", pdf(words, pages=20_000)
    yield "pages-3000.pdf", pdf(words, pages=3_000)
    yield "segments-100000.pdf", pdf(_segments(random, 100_000))
    yield "grid-400x400.pdf", pdf(_grid(400, 400))
    yield "grid-2000x2000.pdf", pdf(_grid(2000, 2000))
    dots = "\n".join(f"{x * 1.5:.1f} {y * 14} 0.5 0.5 re f" for y in range(60) for x in range(390))
    yield "squares-23000.pdf", pdf(dots.encode())
    yield "coordinates.pdf", pdf(_far())
    yield "box-enormous.pdf", pdf(words, box="-1e30 -1e30 1e30 1e30")
    yield "box-empty.pdf", pdf(words, box="0 0 0 0")
    yield "box-reversed.pdf", pdf(words, box="595 842 0 0", extra="/CropBox [9999 9999 10000 10000]")
    yield "rotation-odd.pdf", pdf(words, extra="/Rotate 47")
    yield "one-place.pdf", pdf(_text("8", 300, 400).encode() * 100_000)
    yield "stream-200mb.pdf", pdf(b"0 0 m 1 1 l S\n" * 15_000_000)
    yield "states-nested.pdf", pdf(b"q " * 500_000 + words + b"Q " * 500_000)
    yield "arrays-nested.pdf", pdf(words, extra="/A " + "[" * 50_000 + "]" * 50_000)
    yield "kids-loop.pdf", pdf(words).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")
    yield "no-objects.pdf", b"%PDF-1.7\n%%EOF\n"


def _archives() -> Iterator[tuple[str, bytes]]:
    zeros = bytes(50_000_000)
    inner = _zip({f"{n}.txt": zeros for n in range(4)})
    yield "bomb-flat.zip", _zip({f"{n}.txt": zeros for n in range(40)})
    yield "bomb-nested.zip", _zip({f"{n}.zip": _zip({f"{m}.zip": inner for m in range(8)}) for n in range(8)})
    yield "parts-30000.zip", _zip({f"{n}.txt": "x" for n in range(30_000)})
    yield (
        "traversal.zip",
        _zip({"../../escaped.txt": "x" * 100, "/escaped.txt": "x" * 100, "..\\escaped.txt": "x" * 100}),
    )
    nested = b"text"
    for depth in range(60):
        nested = _zip({f"level-{depth}.zip" if depth else "end.txt": nested})
    yield "nested-60.zip", nested
    yield "name-long.zip", _zip({"a" * 60_000 + ".txt": "x"})


def _office() -> Iterator[tuple[str, bytes]]:
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    yield "laughs.docx", docx(paragraph.format("&j;"), LAUGHS)
    yield (
        "laughs.xlsx",
        xlsx(
            '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row></sheetData>', LAUGHS
        ),
    )
    outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "outside.txt">]>'
    yield "outside.docx", docx(paragraph.format("&x;"), outside)
    yield "deep.docx", docx("<w:p>" * 20_000 + "</w:p>" * 20_000)
    table, end = "<w:tbl><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>"
    yield "tables-nested-3000.docx", docx(table * 3_000 + end * 3_000)
    yield "tables-nested-40.docx", docx(table * 40 + end * 40)
    span = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>'
        + paragraph.format("1")
        + "</w:tc></w:tr></w:tbl>"
    )
    yield "span.docx", docx(span)
    yield "paragraphs-300000.docx", docx(paragraph.format("1") * 300_000)
    far = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    yield "dimensions.xlsx", xlsx('<dimension ref="A1:XFD1048576"/>' + far)
    merged = "".join(f'<mergeCell ref="A{n}:XFD{n + 900}"/>' for n in range(1, 5000))
    yield (
        "merged.xlsx",
        xlsx(
            f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells count="5000">{merged}</mergeCells>'
        ),
    )
    yield (
        "reference-wrong.xlsx",
        xlsx('<sheetData><row r="0"><c r="ZZZZZZ99999999999"><v>1</v></c></row></sheetData>'),
    )
    rows = "".join(f'<row r="{n}">' + f'<c r="A{n}"><v>{n}</v></c>' + "</row>" for n in range(1, 200_001))
    yield "rows-200000.xlsx", xlsx(f"<sheetData>{rows}</sheetData>")
    yield "deep.html", b"<html><body>" + b"<div>" * 200_000 + b"1" + b"</div>" * 200_000
    yield "tables.html", b"<html><body>" + b"<table><tr><td>" * 3_000 + b"1"
    yield (
        "span.html",
        b'<html><table><tr><td rowspan="1000000000" colspan="1000000000">1</td><td>2</td></tr></table>',
    )
    wide = b"<tr>" + b'<td rowspan="60000" colspan="900">1</td>' * 300 + b"</tr>"
    yield "spans.html", b"<html><table>" + wide * 100 + b"</table>"
    yield "tags-open.html", b"<table>" + b"<td" * 1_000_000


def _more_office() -> Iterator[tuple[str, bytes]]:
    """What programs themselves write now and then: a million formatted rows without a cell, tables of ten thousand rows."""
    blank = "".join(
        f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="1"/></row>' for n in range(1, 1_048_577)
    )
    yield "rows-blank-1048576.xlsx", xlsx(f"<sheetData>{blank}</sheetData>")
    cells = "<w:tc><w:p><w:r><w:t>1.00</w:t></w:r></w:p></w:tc>" * 8
    yield "rows-10000.docx", docx("<w:tbl>" + f"<w:tr>{cells}</w:tr>" * 10_000 + "</w:tbl>")
    yield "rows-50000.html", b"<table>" + b"<tr><td>1.00<td>2.00<td>3.00</tr>" * 50_000 + b"</table>"
    yield (
        "attributes.html",
        b"<table><tr><td " + b" ".join(b"a%d=1" % n for n in range(200_000)) + b">1</td></tr></table>",
    )
    yield "entities.html", b"<p>" + b"&amp;" * 1_000_000


def _pictures() -> Iterator[tuple[str, bytes]]:
    """Pictures that are small as files and enormous as pixels, or many."""
    import numpy as np
    from PIL import Image

    def saved(image: Image.Image, kind: str, **more: Any) -> bytes:
        buffer = io.BytesIO()
        image.save(buffer, kind, **more)
        return buffer.getvalue()

    yield "pixels-900m.png", saved(Image.new("1", (30_000, 30_000)), "PNG")
    yield "pixels-100m.png", saved(Image.new("L", (10_000, 10_000), 255), "PNG")
    yield "narrow.png", saved(Image.new("L", (100_000, 3), 0), "PNG")
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 256, (2200, 1600), np.uint8), "L")
    yield "noise.jpg", saved(noise, "JPEG", quality=60)
    stripes = Image.fromarray(np.tile(np.array((0, 0, 255, 255), np.uint8), (2200, 400)), "L")
    yield "stripes.png", saved(stripes, "PNG", dpi=(200, 200))
    blank = Image.new("1", (1200, 1600), 1)
    yield "frames-2000.tiff", saved(blank, "TIFF", save_all=True, append_images=[blank] * 1999)


def _texts(random: Random) -> Iterator[tuple[str, bytes]]:
    yield "line-5mb.txt", ("1.23 " * 1_000_000).encode()
    yield "tabs.txt", ("收入支出决算总表\n" + "\t" * 2_000_000 + "\n").encode()
    yield "brackets.txt", ("（" * 300_000 + "）" * 300_000).encode()
    yield "digits.txt", b"9" * 3_000_000
    yield "quotes.csv", ('"a\n' * 200_000).encode()
    yield "quoted-lines.csv", (b'"1\n2","3\n4"\n' * 100_000)
    yield "tabs-each-line.txt", ("\t" * 200 + "1.00\n").encode() * 20_000
    yield "commas.txt", (b"1," * 500_000 + b"\n") * 2
    yield "noise.txt", random.randbytes(1_000_000)
    yield "nul.txt", bytes(1_000_000)


def damaged(random: Random, name: str, data: bytes, count: int) -> Iterator[tuple[str, bytes]]:
    """Copies of a good file with flipped bits, cut off, with a stretch doubled or of zeros."""
    stem, _, suffix = name.rpartition(".")
    for number in range(count):
        spoiled = bytearray(data)
        at = random.randrange(len(spoiled))
        kind = ("bits", "cut", "zeros", "doubled")[number % 4]
        if kind == "bits":
            for _ in range(random.choice((1, 10, 100, 1000))):
                spoiled[random.randrange(len(spoiled))] ^= 1 << random.randrange(8)
        elif kind == "cut":
            del spoiled[at:]
        elif kind == "zeros":
            size = min(random.choice((10, 1000)), len(spoiled) - at)
            spoiled[at : at + size] = bytes(size)
        else:
            spoiled[at:at] = spoiled[at : at + 2000]
        yield f"{stem}-{kind}-{number}.{suffix}", bytes(spoiled)


def attacks(random: Random) -> Iterator[tuple[str, bytes]]:
    """Files that are built to hurt."""
    yield from _pdfs(random)
    yield from _archives()
    yield from _office()
    yield from _more_office()
    yield from _pictures()
    yield from _texts(random)
