"""One code for a whole lot, to hang up at a stall or to put on a box: PNG, SVG, or an A4 page.

It names the lot and no label, so it opens the lot's page. A label's code in public would be scanned by many
people, and the label would be taken for a copy.
"""

from __future__ import annotations

import io

import pypdfium2
from django.utils.translation import gettext as _

from backend.common import qr
from traceability.drawing import draw, pages
from traceability.drawing.compose import compose
from traceability.drawing.content import LabelContent
from traceability.drawing.draw import Fonts
from traceability.drawing.errors import LabelUnreadable
from traceability.drawing.fonts import embedded
from traceability.drawing.layouts import LAYOUTS
from traceability.drawing.pdf import PdfWriter, number
from traceability.drawing.symbols import SymbolPath
from traceability.gs1.digital_link import build_uri
from traceability.labels.enums import CodeKind
from traceability.models import Lot, ProductCode

POSTER_FORMS = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}
LAYOUT = LAYOUTS["poster-a4"]
_LEVEL: qr.Level = "Q"  # it hangs in sun and rain
_PIXELS = 24  # per module of the PNG: enough for a page


def poster_uri(lot: Lot, code: ProductCode, *, origin: str) -> str:
    """Return the URI in the poster's code, which names product and lot."""
    own = code.kind == CodeKind.OWN
    return build_uri(
        origin, gtin=None if own else code.value, own_code=code.value if own else None, lot=lot.code
    )


def poster_png(uri: str) -> bytes:
    return qr.png(uri, error=_LEVEL, scale=_PIXELS)


def poster_svg(uri: str) -> bytes:
    return qr.svg(uri, error=_LEVEL).encode()


def poster_pdf(uri: str, content: LabelContent) -> bytes:
    """Return the A4 page of a poster, after its code was read back. Raises LabelError."""
    matrix = qr.matrix(uri, error=_LEVEL)
    design = compose(LAYOUT, content, version=matrix.version, module=LAYOUT.module(matrix.version))
    # The design has a line for a label's serial; without a serial the whole line is dropped.
    serial_lines = {text.y for text in design.varying}
    texts = [text for text in design.fixed if text.y not in serial_lines]
    fonts: Fonts = {
        weight: embedded(
            weight, frozenset("".join(text.text for text in texts if text.weight == weight) + " ")
        )
        for weight in draw.RESOURCE_NAMES
    }
    out = io.BytesIO()
    pdf = PdfWriter(out, title=f"{content.product_name}, lô {content.lot}")
    references = " ".join(f"/{draw.RESOURCE_NAMES[key]} {pdf.add_font(fonts[key])} 0 R" for key in fonts)
    resources = pdf.add(f"<</Font<<{references}>>>>")
    module = number(design.module)
    code = (
        f"q {module} 0 0 -{module} {number(design.code_x)} {number(design.height - design.code_y)} cm\n"
        f"{SymbolPath(matrix.size).operators(matrix.rows)}f Q\n"
    )
    width, height = LAYOUT.media
    drawn = (
        pages.background(LAYOUT, (0.0, 0.0))
        + f"0 g 0 G q 1 0 0 1 0 {number(height - design.height)} cm\n"
        + draw.texts(texts, fonts, design.height)
        + draw.stars(design.stars, design.height)
        + code
        + "Q\n"
    )
    pdf.add_page(drawn.encode("ascii"), width=width, height=height, resources=resources)
    pdf.finish()
    _read_back(out.getvalue(), uri)
    return out.getvalue()


def poster_file(form: str, uri: str, content: LabelContent) -> bytes:
    """Return the poster's file in one of POSTER_FORMS. Raises LabelError for a page that can't be made."""
    if form == "pdf":
        return poster_pdf(uri, content)
    return poster_png(uri) if form == "png" else poster_svg(uri)


def _read_back(data: bytes, uri: str) -> None:
    with pypdfium2.PdfDocument(data) as document:
        picture = document[0].render(scale=150 / 72, grayscale=True).to_pil()
    if qr.decode(picture) != [uri]:
        raise LabelUnreadable(
            _("Mã trên tờ treo đọc không ra. Chị báo cán bộ kỹ thuật."), code="label_unreadable"
        )
