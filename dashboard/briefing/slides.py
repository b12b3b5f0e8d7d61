"""Slides' pictures and words in, a PowerPoint file whose bytes depend on nothing else out."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pptx import Presentation
from pptx.util import Emu, Inches

_WIDE, _HIGH = 13.333, 7.5  # inches
_TITLE_ONLY = 5
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """One picture of 1920 x 1080 with its title, its description for who cannot see it, and the speaker's notes."""

    png: bytes
    title: str
    description: str
    notes: str


def presentation(slides: Sequence[Slide], *, title: str, moment: datetime) -> bytes:
    """Return the file: a picture a slide; the title is real text, below the edge, for outlines and screen readers."""
    made = Presentation()
    made.slide_width, made.slide_height = Inches(_WIDE), Inches(_HIGH)
    for one in slides:
        slide = made.slides.add_slide(made.slide_layouts[_TITLE_ONLY])
        head = slide.shapes.title
        head.text = one.title
        head.left, head.top, head.width, head.height = Emu(0), Inches(_HIGH + 0.1), Inches(_WIDE), Inches(0.5)
        picture = slide.shapes.add_picture(io.BytesIO(one.png), 0, 0, made.slide_width, made.slide_height)
        picture.name = one.title[:80]
        picture._element.nvPicPr.cNvPr.set("descr", one.description)  # noqa: SLF001 - python-pptx has no other way
        slide.notes_slide.notes_text_frame.text = one.notes
    stamp = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    about = made.core_properties
    about.created = about.modified = stamp
    about.title, about.author, about.last_modified_by, about.revision = title, "Rastro", "Rastro", 1
    written = io.BytesIO()
    made.save(written)
    return _undated(written.getvalue())


def _undated(written: bytes) -> bytes:
    """Return the same archive with the same entries and one fixed time in all."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()
