"""What kind of file a source's bytes are, told by their content alone, and the reader for it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

import regex

from extractors.readers.scan.choice import Mode
from pipeline import packed
from pipeline.zipped import DAMAGED
from schemas.document import Document
from schemas.errors import Refused, Unreadable, Unsupported
from schemas.resources import read_toml

SNIFFED = 65_536
LARGEST_PART = 256 * 1024 * 1024
MOST_PARTS = 20_000
ZIP = b"PK"
_MARKUP = regex.compile(
    rb"^\s*<(?:!doctype\s+html|html|head|body|table|div|meta|center|!--)", regex.IGNORECASE
)
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY")


def _xlsx(data: bytes, doc_id: str) -> Document:
    from extractors.readers.sheet import read_xlsx

    return read_xlsx(data, doc_id)


def _xls(data: bytes, doc_id: str) -> Document:
    from extractors.readers.sheet import read_xls

    return read_xls(data, doc_id)


def _pdf(data: bytes, doc_id: str, ocr: Mode) -> Document:
    from extractors.readers.pdf import read_pdf

    return read_pdf(data, doc_id, ocr=ocr)


def _image(data: bytes, doc_id: str, ocr: Mode) -> Document:
    from extractors.readers.scan.recogniser import missing
    from extractors.readers.scan.source import read_image

    if ocr == "off":
        raise Unsupported("pictures while recognition is off (--ocr auto reads them)")
    if missing():
        raise Unsupported(f"pictures without {', '.join(missing())} (install it)")
    return read_image(data, doc_id)


def _text(data: bytes, doc_id: str) -> Document:
    from extractors.readers.text import read_text_export

    return read_text_export(data, doc_id)


def _html(data: bytes, doc_id: str) -> Document:
    from extractors.readers.web import read_html

    return read_html(data, doc_id)


def _docx(data: bytes, doc_id: str) -> Document:
    from extractors.readers.docx import read_docx

    return read_docx(data, doc_id)


def _doc(data: bytes, doc_id: str) -> Document:
    from extractors.readers.old_word import read_doc

    return read_doc(data, doc_id)


READERS: dict[str, Callable[[bytes, str], Document]] = {
    "xlsx": _xlsx,
    "xls": _xls,
    "html": _html,
    "docx": _docx,
    "doc": _doc,
    "text": _text,
}
# Readers that look at pages, and may have to recognise what stands on them.
PAGED: dict[str, Callable[[bytes, str, Mode], Document]] = {"pdf": _pdf, "image": _image}


@cache
def _types() -> tuple[dict[str, Any], ...]:
    return tuple(
        {**entry, "magic": bytes.fromhex(entry["magic"])} for entry in read_toml("media_types.toml")["type"]
    )


def kind_of(data: bytes) -> str:
    """Name of the reader for the bytes of a source; `Unsupported` says what it is and what to do."""
    entry = next((entry for entry in _types() if data.startswith(entry["magic"])), None)
    if entry is None:
        return "html" if _is_markup(data) else "text"
    kind = entry.get("reader", "")
    if kind == "zip":
        kind = _inside_zip(data)
    elif kind == "ole":
        kind = _inside_ole(data, entry)
    elif kind == "packed":
        raise packed.fault()
    if kind not in READERS and kind not in PAGED:
        raise Unsupported(entry.get("advice", entry["name"]))
    return str(kind)


def read_source(data: bytes, doc_id: str, ocr: Mode = "auto") -> Document:
    """The document that stands in the bytes of a source of any kind that is read."""
    kind = kind_of(data)
    return PAGED[kind](data, doc_id, ocr) if kind in PAGED else READERS[kind](data, doc_id)


def _is_markup(data: bytes) -> bool:
    head = data[:SNIFFED].removeprefix(b"\xef\xbb\xbf")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", errors="ignore").encode()
    return bool(_MARKUP.match(head))


def _inside_zip(data: bytes) -> str:
    """xlsx, docx or archive; `Refused` when it would unpack to too much or declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            kind = "xlsx" if "xl/workbook.xml" in names else "docx" if "word/document.xml" in names else "zip"
            if kind != "zip":
                _bounded(archive, parts)
    except DAMAGED as error:
        raise Unreadable(f"the archive is damaged ({type(error).__name__})") from error
    return kind


def _bounded(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_PART:
        raise Refused("the file unpacks to more than the limit")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as file:
                head = file.read(4096)
            if any(word in head for word in _DECLARED):
                raise Refused("the file declares entities of its own")


def _inside_ole(data: bytes, entry: dict[str, Any]) -> str:
    """xls or doc by the stream that the container has; `Unsupported` with advice otherwise."""
    for name, kind in (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls")):
        if name.encode("utf-16-le") in data:
            return kind
    raise Unsupported(entry["advice"])
