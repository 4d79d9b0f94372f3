"""The wording of consents, and the law that asks for each (consents.toml)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django_stubs_ext import StrOrPromise

from backend.common.data_files import Source, read_data_file
from backend.common.text import in_both
from members.consent.enums import ConsentPurpose

PATH = Path(__file__).resolve().parent / "consents.toml"


@dataclass(frozen=True, slots=True)
class Wording:
    """words: the sentence of the consent. without: what happens if it is not given."""

    source: Source
    words: StrOrPromise
    without: StrOrPromise


def consent_wording(purpose: ConsentPurpose | str) -> str:
    """Return the sentence of a consent in the current language."""
    return str(WORDINGS[ConsentPurpose(purpose)].words)


def without_consent(purpose: ConsentPurpose | str) -> str:
    """Return the sentence that describes the effect of not giving the consent."""
    return str(WORDINGS[ConsentPurpose(purpose)].without)


def _wordings() -> dict[ConsentPurpose, Wording]:
    rows = read_data_file(PATH).cited_rows(
        "consents", required=("words", "words_en", "without", "without_en")
    )
    return {
        ConsentPurpose(source.id): Wording(
            source,
            in_both(values["words"], values["words_en"]),
            in_both(values["without"], values["without_en"]),
        )
        for source, values in rows
    }


WORDINGS = _wordings()
