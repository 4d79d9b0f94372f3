"""What a bulletin needs before a second officer may read it: whole, and no sentence on a text that nobody read."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError, FieldErrors
from backend.law.bulletins.content import LONGEST_SENTENCE, MOST_ROWS, Content
from backend.law.bulletins.models import BulletinVersion
from backend.law.citing.places import why_ended, why_unknown
from backend.law.library.references import BadReference, parse_citation
from backend.law.library.standings import Found, find_standings
from backend.law.library.texts import whole_text


class BulletinRefused(DomainError):
    """A bulletin is in another state, lacks something, or rests on a text that nobody read."""


def require_sound(content: Content) -> None:
    """Raise FieldErrors for citations that can't be read, and for too many or too long sentences.

    A draft needs no more than that.
    """
    errors = {}
    for place, sentence in content.sentences():
        if len(sentence.text) > LONGEST_SENTENCE:
            errors[f"{place}-text"] = _("Một câu có nhiều nhất 400 ký tự.")
        for cite in sentence.cites:
            try:
                parse_citation(cite)
            except BadReference as error:
                errors[f"{place}-cites"] = error.message
    if max(len(content.changes), len(content.steps)) > MOST_ROWS:
        errors.setdefault("title", _("Nhiều nhất 8 thay đổi và 8 việc phải làm."))
    if errors:
        raise FieldErrors(errors)


def require_whole(version: BulletinVersion) -> None:
    """Raise FieldErrors unless the version is whole, and each of its sentences of law rests on a text that was read.

    Each place has to be in the library, and what the law will be must not have ended by then.
    """
    content, errors = version.words, {}
    require_sound(content)
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
    standings = find_standings(content.cites, day)
    for place, sentence in content.sentences():
        cited = [standings[cite][0] for cite in sentence.cites]
        if not sentence:
            continue
        if (fault := _fault(place, sentence.text, cited, day)) is not None:
            errors.setdefault(f"{place}-cites", fault)
        elif place.startswith("after") and not sentence.text and not _is_held(cited, version.from_date):
            errors.setdefault(f"{place}-text", _("Thư viện chưa có lời văn của điều này: chị viết một câu."))
    if errors:
        raise FieldErrors(errors)


def _is_held(cited: list[Found], day: dt.date | None) -> bool:
    """Return whether the library has words of one of the provisions on `day`."""
    return any(found.provision is not None and whole_text(found.provision, day) for found in cited)


def _fault(place: str, text: str, cited: list[Found], day: dt.date) -> str | None:
    """Return why a sentence can't be published. A practical step needs no provision.

    cited: as they are on `day`. What was before may have ended.
    """
    if not cited:
        return None if place.startswith("step") else _("Câu luật nào cũng ghi rõ điều luật.")
    for found in cited:
        if found.document is not None and not found.was_read:
            if not text:
                continue  # the page says that nobody saw the text; which articles it has is unknown, too
            return _("Chưa thấy văn bản %(number)s, nên chưa viết câu nào dựa vào nó.") % {
                "number": found.citation.number
            }
        if why := why_unknown(found) or ("" if place.startswith("before") else why_ended(found, day)):
            return why
    return None
