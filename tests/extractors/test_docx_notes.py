"""Notes of Word documents stand apart from the text: those that print numbers are told."""

from __future__ import annotations

import io
import zipfile

import docx

from pipeline.extract import Options
from pipeline.process import process
from schemas.records import FindingRow

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def with_notes(*texts: str) -> bytes:
    """A document of a paragraph with footnotes, the separator that every such document holds among them."""
    plain = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("云河市文化局2023年部门决算")
    document.save(plain)
    notes = "".join(
        f'<w:footnote w:id="{at}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'
        for at, text in enumerate(texts, 1)
    )
    part = f'<w:footnotes xmlns:w="{MAIN}"><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>9</w:t></w:r></w:p></w:footnote>{notes}</w:footnotes>'
    out = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "[Content_Types].xml":
                told = f'<Override PartName="/word/footnotes.xml" ContentType="{KIND}"/></Types>'
                data = data.replace(b"</Types>", told.encode())
            if name == "word/_rels/document.xml.rels":
                told = f'<Relationship Id="rId99" Type="{OFFICE}/footnotes" Target="footnotes.xml"/></Relationships>'
                data = data.replace(b"</Relationships>", told.encode())
            new.writestr(name, data)
        new.writestr("word/footnotes.xml", part)
    return out.getvalue()


def test_footnotes_with_numbers_are_told() -> None:
    rows = process(with_notes("其中含上年结转12.50万元", "见附表"), Options()).rows["findings"]
    told = [row for row in rows if isinstance(row, FindingRow) and row.rule == "docx.note"]
    assert [row.found for row in told] == ["其中含上年结转12.50万元"]
