"""Which words a recording reads. A voice is bound to their hash: when the words change, it is outdated and says so."""

from __future__ import annotations

import hashlib
import unicodedata

from courses.markdown import spoken_text


def words_to_read(title: str, text: str) -> str:
    """What is read aloud of a step: its title, then its words without marks, a sentence a line."""
    return "\n".join(part for part in (title.strip(), spoken_text(text)) if part)


def text_hash(title: str, text: str) -> str:
    """SHA-256 in hex of the words as read, composed (NFC): another comma changes it, other Markdown marks don't."""
    return hashlib.sha256(unicodedata.normalize("NFC", words_to_read(title, text)).encode()).hexdigest()
