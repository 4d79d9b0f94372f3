"""Makes the files of theme/static that are made from something else: subset fonts, drawings, app icons.

The results are committed, so nobody but a designer runs this; it needs requirements-dev.txt and, to write woff2, the
package brotli.
"""

import io
from pathlib import Path

from django.core.management.base import BaseCommand
from PIL import Image, ImageDraw

from backend.theme import ornament

STATIC = Path(__file__).resolve().parents[2] / "static" / "theme"
WEIGHTS = {400: "Regular", 600: "SemiBold", 800: "ExtraBold"}
# Latin with Vietnamese, the punctuation Vietnamese prints, the đồng sign, and the arrows and marks of our own sentences.
UNICODES = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *(0x102, 0x103, 0x110, 0x111, 0x128, 0x129, 0x168, 0x169, 0x1A0, 0x1A1, 0x1AF, 0x1B0),
    *range(0x300, 0x304),
    *(0x306, 0x309, 0x31B, 0x323),
    *range(0x1EA0, 0x1EFA),
    *(0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x202F),
    *(0x20AB, 0x2190, 0x2192, 0x2212, 0x00D7),
]


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        self.fonts()
        self.drawings()
        self.icons()

    def fonts(self) -> None:
        import fontpkg_be_vietnam_pro as package  # noqa: PLC0415 a tool of the designer's machine only
        from fontTools import subset  # noqa: PLC0415

        source = Path(package.__file__).parent
        for weight, name in WEIGHTS.items():
            options = subset.Options(flavor="woff2", hinting=False, desubroutinize=True)
            options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl", "liga"]
            font = subset.load_font(str(source / "files" / f"BeVietnamPro-{name}.ttf"), options)
            cutter = subset.Subsetter(options)
            cutter.populate(unicodes=UNICODES)
            cutter.subset(font)
            add_tabular_figures(font)
            target = STATIC / "fonts" / f"be-vietnam-pro-{weight}.woff2"
            subset.save_font(font, str(target), options)
            self.stdout.write(f"{target.name} {target.stat().st_size}")
        (STATIC / "fonts" / "OFL.txt").write_text((source / "LICENSE").read_text())

    def drawings(self) -> None:
        images = STATIC / "img"
        images.mkdir(exist_ok=True)
        files = {
            "scarf.svg": ornament.drawing(ornament.SCARF, cloth=ornament.CLOTH, scale=2),
            "placeholder.svg": ornament.drawing(
                ornament.placeholder(), threads=ornament.FADED, cloth="#27305F", scale=10
            ),
            "mark.svg": ornament.drawing(ornament.MARK, cloth=ornament.CLOTH, margin=1),
        }
        for name, text in files.items():
            (images / name).write_text(text + "\n")

    def icons(self) -> None:
        """Write the mark as PNG files, with whole pixels per module, so that every edge is sharp."""
        for name, size, margin in [
            ("icon-192.png", 192, 1),
            ("icon-512.png", 512, 1),
            ("icon-maskable-512.png", 512, 4),
            ("apple-touch-icon.png", 180, 2),
        ]:
            mark_png(size, margin).save(STATIC / "img" / name, optimize=True)
        ico = io.BytesIO()
        mark_png(32, 0).save(ico, format="ICO", sizes=[(32, 32)])
        (STATIC / "img" / "favicon.ico").write_bytes(ico.getvalue())


def add_tabular_figures(font) -> None:
    """Add a `tnum` feature to the font: Be Vietnam Pro has none, and prices in a column must align."""
    from fontTools.otlLib.builder import buildLookup, buildSingleSubstSubtable  # noqa: PLC0415
    from fontTools.pens.transformPen import TransformPen  # noqa: PLC0415
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # noqa: PLC0415
    from fontTools.ttLib.tables import otTables  # noqa: PLC0415

    cmap, glyphs, metrics = font.getBestCmap(), font["glyf"], font["hmtx"]
    digits = [cmap[ord(digit)] for digit in "0123456789"]
    width = max(metrics[name][0] for name in digits)
    glyph_set = font.getGlyphSet()
    swap = {}
    for name in digits:
        shift = (width - metrics[name][0]) // 2
        pen = TTGlyphPen(None)
        glyph_set[name].draw(TransformPen(pen, (1, 0, 0, 1, shift, 0)))
        swap[name] = f"{name}.tnum"
        figure = pen.glyph()
        figure.recalcBounds(glyphs)
        glyphs[swap[name]] = figure
        metrics[swap[name]] = (width, figure.xMin)
    font.setGlyphOrder([*font.getGlyphOrder(), *(g for g in swap.values() if g not in font.getGlyphOrder())])
    gsub = font["GSUB"].table
    gsub.LookupList.Lookup.append(buildLookup([buildSingleSubstSubtable(swap)]))
    gsub.LookupList.LookupCount = len(gsub.LookupList.Lookup)
    feature = otTables.Feature()
    feature.FeatureParams = None
    feature.LookupListIndex = [len(gsub.LookupList.Lookup) - 1]
    feature.LookupCount = 1
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = "tnum", feature
    gsub.FeatureList.FeatureRecord.append(record)
    gsub.FeatureList.FeatureCount = len(gsub.FeatureList.FeatureRecord)
    for script in gsub.ScriptList.ScriptRecord:
        languages = [script.Script.DefaultLangSys, *(r.LangSys for r in script.Script.LangSysRecord)]
        for language in filter(None, languages):
            language.FeatureIndex.append(len(gsub.FeatureList.FeatureRecord) - 1)
            language.FeatureCount = len(language.FeatureIndex)


def mark_png(size: int, margin: int) -> Image.Image:
    grid = ornament.MARK
    module = size // (len(grid) + 2 * margin)
    start = (size - module * len(grid)) // 2
    image = Image.new("RGB", (size, size), ornament.CLOTH)
    pen = ImageDraw.Draw(image)
    for letter in ornament.letters(grid):
        for x, y, width, height in ornament.rectangles(grid, letter):
            left, top = start + x * module, start + y * module
            pen.rectangle(
                (left, top, left + width * module - 1, top + height * module - 1),
                fill=ornament.THREADS[letter],
            )
    return image.quantize(16)
