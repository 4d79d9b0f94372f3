"""Make and read QR codes (ISO/IEC 18004). No other module does.

python-qrcode makes every symbol. For a run of labels whose texts differ only in their last letters,
`BatchEncoder` learns from it how each letter changes the symbol, and then needs about ten XORs a label.
zxing-cpp, which shares no code with it, reads them. docs/decisions/0003-label-codes.md has the figures.

The mode is never left to a library: digits alone make one numeric segment, the 45 characters of alphanumeric
mode (capitals, digits, " $%*+-./:") one alphanumeric segment, anything else one byte segment in UTF-8.
"""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import qrcode
import qrcode.image.svg
import zxingcpp
from PIL import Image
from qrcode import constants
from qrcode.exceptions import DataOverflowError
from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, MODE_NUMBER, QRData, lost_point

QUIET_ZONE = 4  # modules on every side (ISO/IEC 18004)

type Level = Literal["L", "M", "Q", "H"]

_LEVELS = {
    "L": constants.ERROR_CORRECT_L,
    "M": constants.ERROR_CORRECT_M,
    "Q": constants.ERROR_CORRECT_Q,
    "H": constants.ERROR_CORRECT_H,
}
_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_ALPHANUMERIC_SET = frozenset(_ALPHANUMERIC)
_MASKS = range(8)
_QR_ONLY = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_MASK_SAMPLE = 8


class TextTooLong(ValueError):
    """The text doesn't fit the requested QR version, or any version."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Modules of a QR symbol without its quiet zone.

    rows: one integer per row, the top row first. The leftmost module is the highest of its `size` bits; 1 is
        dark.
    """

    version: int
    level: Level
    mask: int
    rows: tuple[int, ...]

    @property
    def size(self) -> int:
        return len(self.rows)

    def dark(self, x: int, y: int) -> bool:
        return bool(self.rows[y] >> (self.size - 1 - x) & 1)


def is_alphanumeric(text: str) -> bool:
    """Return True if `text` fits alphanumeric mode, which needs 5.5 bits per character instead of 8."""
    return _ALPHANUMERIC_SET.issuperset(text)


def smallest_version(text: str, *, error: Level = "M") -> int:
    """Return the smallest QR version that holds `text`: 1 to 40, with 17 + 4 · version modules a side.

    Raises TextTooLong.
    """
    return _code(text, error, None).version


def matrix(text: str, *, error: Level = "M", version: int | None = None, mask: int | None = None) -> Matrix:
    """Return the QR symbol of `text`, by default in the smallest version and the mask of least penalty.

    Raises TextTooLong.
    """
    code = _made(text, error, version, mask)
    return Matrix(
        version=code.version,
        level=error,
        mask=code.mask_pattern,
        rows=tuple(_row(row) for row in code.modules),
    )


def png(text: str, *, error: Level = "M", scale: int = 10) -> bytes:
    """Return the QR symbol of `text` with its quiet zone as a one-bit PNG, `scale` pixels per module."""
    code = _made(text, error, None, None)
    code.box_size = scale
    out = io.BytesIO()
    code.make_image().save(out)
    return out.getvalue()


def svg(text: str, *, error: Level = "M") -> str:
    """Return the QR symbol of `text` with its quiet zone as an SVG document; its viewBox counts modules."""
    image = _made(text, error, None, None).make_image(image_factory=qrcode.image.svg.SvgPathImage)
    return image.to_string(encoding="unicode")


def decode(image: Image.Image) -> list[str]:
    """Return the texts of all QR codes that zxing-cpp finds in `image`, in no particular order."""
    found = zxingcpp.read_barcodes(image.convert("L"), formats=_QR_ONLY, try_invert=False)
    return [symbol.text for symbol in found if symbol.valid]


# By length of the text, place in it, mode, error level and version: some kilobytes for each length of a prefix.
_BASES: dict[tuple[int, int, int, int, Level, int], list[int]] = {}
# By version, error level and mask. A mask flips the same modules of every text, and adds its own number.
_FLIPPED: dict[tuple[int, Level, int], int] = {}


class BatchEncoder:
    """Makes the QR symbols of texts that share `prefix` and end in `length` of `letters`.

    It encodes hundreds of thousands of texts per second.

    With version, error level, mask and segment fixed, each module is a sum over GF(2) of data bits. The
    Reed-Solomon code is linear, and placing and masking only move and flip bits. So the symbol of prefix +
    "00…" XOR one correction for each pair of letters equals the result of python-qrcode. The corrections are
    read off python-qrcode itself.

    version: by default the smallest that holds the text.
    One mask is used for all texts: that with the least mean penalty over a small sample. The tables of
    corrections take about 1.5 MB. Raises TextTooLong.
    """

    def __init__(
        self, prefix: str, length: int, *, letters: str, error: Level = "M", version: int | None = None
    ) -> None:
        if length < 1:
            raise ValueError("a text without varying letters needs no batch")
        self.prefix, self.length, self.level = prefix, length, error
        alphanumeric = is_alphanumeric(prefix + letters)
        self._mode = MODE_ALPHA_NUM if alphanumeric else MODE_8BIT_BYTE
        self._blank = prefix.encode() + (b"0" * length)
        self.version = _code(self._data(self._blank), error, version).version
        self.size = 17 + 4 * self.version
        # Rows are stored in whole machine words, so that one unpack turns a symbol into its rows.
        word, self._stride = ("I", 32) if self.size <= 32 else ("Q", 64) if self.size <= 64 else ("", 0)
        if not word:
            raise TextTooLong(f"version {self.version} is too large for a batch")
        self._bytes = self.size * self._stride // 8
        self._unpack = struct.Struct(f">{self.size}{word}").unpack
        self._tables = [
            (slice(start, stop), table)
            for start, stop, table in self._corrections(len(prefix.encode()), letters)
        ]
        self.mask, self._base = self._best_mask(letters)

    def rows(self, suffix: str) -> tuple[int, ...]:
        """Return the rows (see Matrix) of the symbol of prefix + `suffix`.

        Raises KeyError for letters outside `letters`. The length of `suffix` is not checked.
        """
        bits = self._base
        for place, table in self._tables:
            bits ^= table[suffix[place]]
        return self._unpack(bits.to_bytes(self._bytes))

    def matrix(self, suffix: str) -> Matrix:
        """Return the symbol of prefix + `suffix`. Raises ValueError if `suffix` has the wrong length.

        It equals the module's `matrix` of that text in this version and mask.
        """
        if len(suffix) != self.length:
            raise ValueError(f"{self.length} letters vary, not {len(suffix)}")
        return Matrix(version=self.version, level=self.level, mask=self.mask, rows=self.rows(suffix))

    def _corrections(self, fixed: int, letters: str) -> Iterable[tuple[int, int, dict[str, int]]]:
        """Yield (start, stop, {letters: correction}) for each pair of bytes that reaches into the suffix.

        start, stop: the pair's place in the suffix.
        A correction is an integer to XOR. In alphanumeric mode two characters are a number of 11 bits, and a
        last single character 6 bits. In byte mode two characters are 16 bits.
        """
        total = len(self._blank)
        for start in range(fixed - fixed % 2, total, 2):
            stop = min(start + 2, total)
            bits = self._unit_bits(stop - start)
            basis = self._basis(start, stop, bits)
            lead = self._blank[start:fixed].decode("latin-1") if start < fixed else ""
            blank_value = self._unit_value(self._blank[start:stop].decode("latin-1"))
            keys = letters if stop - max(start, fixed) == 1 else [a + b for a in letters for b in letters]
            table = {}
            for key in keys:
                change, correction = self._unit_value(lead + key) ^ blank_value, 0
                for bit in range(bits):
                    if change >> bit & 1:
                        correction ^= basis[bit]
                table[key] = correction
            yield max(start, fixed) - fixed, stop - fixed, table

    def _basis(self, start: int, stop: int, bits: int) -> list[int]:
        """Return, for each bit of the bytes from `start` to `stop`, the modules of the symbol that it flips.

        Cached, because the prefix doesn't matter.
        """
        key = (len(self._blank), start, stop, self._mode, self.level, self.version)
        if key not in _BASES:
            zero = self._drawn(self._with_unit(start, stop, 0))
            _BASES[key] = [self._drawn(self._with_unit(start, stop, 1 << bit)) ^ zero for bit in range(bits)]
        return _BASES[key]

    def _best_mask(self, letters: str) -> tuple[int, int]:
        """Return the mask with the least mean penalty, and the symbol of the blank text in it.

        See ISO/IEC 18004, 7.8.3.
        """
        chance = random.Random(0)  # the same sample on every machine, nothing secret
        sample = ["".join(chance.choices(letters, k=self.length)) for _ in range(_MASK_SAMPLE)]
        best: tuple[int, int, int] | None = None
        first = self._drawn(self._blank)  # in mask 0
        for mask in _MASKS:
            self._base = first ^ self._flipped(mask, first)
            lost = sum(lost_point(self._modules(self.rows(suffix))) for suffix in sample)
            if best is None or lost < best[0]:
                best = (lost, mask, self._base)
        assert best is not None
        return best[1], best[2]

    def _flipped(self, mask: int, first: int) -> int:
        """Return the bits that differ between a symbol in mask 0 and in `mask`.

        `first` is the blank text's symbol in mask 0.
        """
        key = (self.version, self.level, mask)
        if key not in _FLIPPED:
            _FLIPPED[key] = first ^ self._drawn(self._blank, mask)
        return _FLIPPED[key]

    def _drawn(self, data: bytes, mask: int = 0) -> int:
        """Return the QR symbol of `data`, made by python-qrcode, as one integer.

        The rows follow one another from the top, `_stride` bits per row.
        """
        bits = 0
        for row in _made(self._data(data), self.level, self.version, mask).modules:
            bits = bits << self._stride | _row(row)
        return bits

    def _data(self, data: bytes) -> QRData:
        return QRData(data, mode=self._mode, check_data=False)

    def _modules(self, rows: Iterable[int]) -> list[list[bool]]:
        return [[bool(row >> x & 1) for x in reversed(range(self.size))] for row in rows]

    def _with_unit(self, start: int, stop: int, value: int) -> bytes:
        if self._mode == MODE_8BIT_BYTE:
            unit = value.to_bytes(stop - start)
        elif stop - start == 2:
            unit = (_ALPHANUMERIC[value // 45] + _ALPHANUMERIC[value % 45]).encode()
        else:
            unit = _ALPHANUMERIC[value].encode()
        return self._blank[:start] + unit + self._blank[stop:]

    def _unit_bits(self, length: int) -> int:
        return 8 * length if self._mode == MODE_8BIT_BYTE else (6, 11)[length - 1]

    def _unit_value(self, unit: str) -> int:
        value = 0
        for char in unit:
            value = (
                value << 8 | ord(char)
                if self._mode == MODE_8BIT_BYTE
                else value * 45 + _ALPHANUMERIC.index(char)
            )
        return value


def _segment(text: str) -> QRData:
    if text.isascii() and text.isdigit():
        return QRData(text.encode(), mode=MODE_NUMBER, check_data=False)
    mode = MODE_ALPHA_NUM if is_alphanumeric(text) else MODE_8BIT_BYTE
    return QRData(text.encode(), mode=mode, check_data=False)


def _code(text: str | QRData, error: Level, version: int | None) -> qrcode.QRCode[Any]:
    code: qrcode.QRCode[Any] = qrcode.QRCode(error_correction=_LEVELS[error], border=QUIET_ZONE)
    code.add_data(_segment(text) if isinstance(text, str) else text, optimize=0)
    try:
        smallest = code.best_fit()
    except (DataOverflowError, ValueError):
        raise TextTooLong("the text fits no QR code") from None
    if version is not None:
        if smallest > version:
            raise TextTooLong(f"the text needs version {smallest}, not {version}")
        code.version = version
    return code


def _made(text: str | QRData, error: Level, version: int | None, mask: int | None) -> qrcode.QRCode[Any]:
    code = _code(text, error, version)
    code.mask_pattern = code.best_mask_pattern() if mask is None else mask
    code.make(fit=False)
    return code


def _row(modules: Iterable[bool | None]) -> int:
    row = 0
    for module in modules:
        row = row << 1 | bool(module)
    return row
