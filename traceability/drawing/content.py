"""The texts of a label except its serial; all labels of a run share them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self

from backend.common.text import nfc

OPENS, OPENS_SHORT = "Quét để xem nơi làm ra", "Nơi làm ra"
# Used if the page is the label (Decree 37/2026/NĐ-CP, Art. 55(3): clear instructions for opening it).
OPENS_LABEL, OPENS_LABEL_SHORT = "Quét để xem nhãn đầy đủ", "Nhãn đầy đủ"
_DAYS = ("produced", "expires")


@dataclass(frozen=True, slots=True)
class LabelContent:
    """The printed texts. Small layouts print only the name, lot, HSD and serial.

    Labels are in Vietnamese in every interface language (Decree 37/2026/NĐ-CP, Art. 42), so these texts are
    not translated.

    stars: OCOP stars of a valid certificate, or None.
    opens: the text of what the code opens; the host follows.
    opens_short: its short form.
    """

    product_name: str
    lot: str
    produced: date | None = None
    expires: date | None = None
    producer: str = ""
    net_content: str = ""
    stars: int | None = None
    host: str = ""
    opens: str = OPENS
    opens_short: str = OPENS_SHORT

    def __post_init__(self) -> None:
        for field in ("product_name", "lot", "producer", "net_content", "host", "opens", "opens_short"):
            object.__setattr__(self, field, nfc(getattr(self, field)))
        if not self.product_name or not self.lot:
            raise ValueError("a label has a product name and a lot")
        if self.stars is not None and not 1 <= self.stars <= 5:
            raise ValueError(f"{self.stars} stars")

    def as_json(self) -> dict[str, Any]:
        """Return the content as a dict of JSON values, dates as ISO 8601; from_json reads it."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        days = {name: date.fromisoformat(data[name]) if data.get(name) else None for name in _DAYS}
        return cls(**{**data, **days})
