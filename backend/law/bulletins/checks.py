"""What a bulletin needs before a second officer may read it: whole, and no sentence on a text that nobody read."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError, FieldErrors
from backend.law.bulletins.content import LONGEST_SENTENCE, MOST_ROWS, Content, Sentence
from backend.law.bulletins.models import BulletinVersion
from backend.law.citing.places import why_ended, why_unknown
from backend.law.library.references import BadReference, parse_citation
from backend.law.library.standings import Found, find_standings
from backend.law.library.texts import whole_text


class BulletinRefused(DomainError):
    """A bulletin is in another state, lacks something, or rests on a text that nobody read."""


def require_sound(version: BulletinVersion, *, is_for_reading: bool = False) -> None:
    """Raise FieldErrors for citations that can't be read, and for too many or too long sentences.

    A draft needs no more than that. is_for_reading: if something is raised, add all that `require_whole` wants.
    """
    if errors := _unsound(version.words):
        raise FieldErrors(_errors(version) if is_for_reading else errors)


def require_whole(version: BulletinVersion) -> None:
    """Raise FieldErrors unless the version is whole, and each of its sentences of law rests on a text that was read.

    Each place has to be in the library, and what the law will be must not have ended by then. The errors name every
    fault of every sentence.
    """
    if errors := _errors(version):
        raise FieldErrors(errors)


def _unsound(content: Content) -> dict[str, str]:
    """Return the errors of sentences that can't be stored, by field."""
    errors = {}
    for place, sentence in content.sentences():
        if len(sentence.text) > LONGEST_SENTENCE:
            errors[f"{place}-text"] = _("Một câu có nhiều nhất 400 ký tự.")
        if faults := [fault for cite in sentence.cites if (fault := _unreadable(cite))]:
            errors[f"{place}-cites"] = " ".join(faults)
    if max(len(content.changes), len(content.steps)) > MOST_ROWS:
        errors.setdefault("title", _("Nhiều nhất 8 thay đổi và 8 việc phải làm."))
    return errors


def _unreadable(cite: str) -> str:
    """Return why the library can't read a citation; "" if it can."""
    try:
        parse_citation(cite)
    except BadReference as error:
        return error.message
    return ""


def _errors(version: BulletinVersion) -> dict[str, str]:
    """Return all that a version lacks before another officer may read it, by field."""
    content = version.words
    errors = _unsound(content)
    if not version.title:
        errors["title"] = _("Chị đặt tên cho bản tin.")
    if version.from_date is None:
        errors["from_date"] = _("Chị ghi ngày có hiệu lực.")
    if version.number > 1 and not version.note:
        errors["note"] = _("Chị ghi bản này sửa gì so với bản trước.")
    if not content.whom.text:
        errors["whom-text"] = _("Chị ghi ai cần biết.")
    if not any(row.after for row in content.changes):
        errors["after-1-text"] = _("Chị ghi ít nhất một điều đổi.")
    # What comes into force later has to be in force on its first day.
    today = timezone.localdate()
    day = max(version.from_date or today, today)
    readable = [cite for cite in content.cites if not _unreadable(cite)]
    standings = find_standings(readable, day)
    for place, sentence in content.sentences():
        cited = [standings[cite][0] for cite in sentence.cites if cite in standings]
        if not sentence:
            continue
        if faults := _faults(place, sentence, cited, day):
            known = errors.get(f"{place}-cites", "")
            errors[f"{place}-cites"] = " ".join(filter(None, [known, *faults]))
        elif place.startswith("after") and not sentence.text and not _is_held(cited, version.from_date):
            errors.setdefault(f"{place}-text", _("Thư viện chưa có lời văn của điều này: chị viết một câu."))
    return errors


def _is_held(cited: list[Found], day: dt.date | None) -> bool:
    """Return whether the library has words of one of the provisions on `day`."""
    return any(found.provision is not None and whole_text(found.provision, day) for found in cited)


def _faults(place: str, sentence: Sentence, cited: list[Found], day: dt.date) -> list[str]:
    """Return why a sentence can't be published, each reason once. A practical step needs no provision.

    cited: its readable citations, as they are on `day`. What was before may have ended.
    """
    if not sentence.cites:
        return [] if place.startswith("step") else [_("Câu luật nào cũng ghi rõ điều luật.")]
    faults = []
    for found in cited:
        if found.document is not None and not found.was_read:
            if (
                sentence.text
            ):  # without words the page says that nobody saw the text, whatever articles it has
                words = _("Chưa thấy văn bản %(number)s, nên chưa viết câu nào dựa vào nó.")
                faults.append(words % {"number": found.citation.number})
        elif why := why_unknown(found) or ("" if place.startswith("before") else why_ended(found, day)):
            faults.append(why)
    return list(dict.fromkeys(faults))
