"""Load all that Piêu ships about law into rows: the catalogue of documents, and plain words beside provisions."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from backend.common.text import nfc
from backend.law.data_files import FOLDER, data_files
from backend.law.library.actions import catalogue
from backend.law.models import Provision
from backend.law.readings.actions.words import write_words


def load_catalogue(root: Path = FOLDER) -> int:
    """Load the catalogue and return the number of its documents. Loading it again changes nothing.

    Raises BrokenDataFile, LawRefused.
    """
    documents = catalogue.load_catalogue(root)
    for file in data_files("documents", root):
        rows = [row for row in file.values.get("provisions", ()) if row.get("words")]
        with transaction.atomic():
            for row in rows:
                place = Provision.objects.get(document__number=file.values["number"], ref=row["ref"])
                known = place.plain_words.current().first()
                # Words that an officer wrote stay. Equal ones stay, too: writing them again would let them
                # explain a text that nobody compared them with.
                if known is None or (known.written_by_id is None and known.text != nfc(row["words"])):
                    write_words(actor=None, provision=place, text=row["words"])
    return documents
