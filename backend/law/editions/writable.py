"""Whether what a reader made of a file can be written: checked for the whole file before its first part is."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from backend.law.editions.parsed import BrokenLaw, ParsedChange, ParsedDocument, ParsedLaw, ParsedProvision
from backend.law.library.actions.documents import LawRefused, clean_number
from backend.law.library.models import Change, Provision
from backend.law.library.references import Ref

_LONGEST = {
    name: getattr(model._meta.get_field(name), "max_length", None) or 0
    for model, names in ((Provision, ("ref", "eid", "number", "sort")), (Change, ("by_ref",)))
    for name in names
}


def require_writable(law: ParsedLaw) -> None:
    """Raise BrokenLaw, which names the line, for what the library would refuse to store of a part of a file."""
    for number, document in law.documents.items():
        if why := _why_document(number, document):
            line = next((each.line for each in document.provisions), 0)
            raise BrokenLaw(f"{law.scope}: {why}", line=line)
        for provision in document.provisions:
            if why := next(_why_provision(provision, document), ""):
                raise BrokenLaw(f"{law.scope}: {why}", line=provision.line)


def _why_document(number: str, document: ParsedDocument) -> str:
    if document.valid_from and document.valid_to and document.valid_to < document.valid_from:
        return _("%(number)s: ngày hết hiệu lực trước ngày có hiệu lực.") % {"number": number}
    return _why_number(number)


def _why_provision(provision: ParsedProvision, document: ParsedDocument) -> Iterator[str]:
    """Yield why a provision can't be stored."""
    if _is_too_long(provision.ref):
        yield _("số của điều dài quá: %(place)s.") % {"place": str(provision.ref)[:80]}
    if provision.valid_from and provision.valid_to and provision.valid_to < provision.valid_from:
        yield _("ngày hết hiệu lực trước ngày có hiệu lực.")
    for change in provision.changes:
        if why := _why_change(change):
            yield why


def _why_change(change: ParsedChange) -> str:
    if len(change.by_ref) > _LONGEST["by_ref"]:
        return _("số của điều dài quá: %(place)s.") % {"place": change.by_ref[:80]}
    return _why_number(change.by_number)


def _why_number(number: str) -> str:
    try:
        clean_number(number)
    except LawRefused as refused:
        return refused.message
    return ""


def _is_too_long(ref: Ref) -> bool:
    lengths = {
        "ref": len(str(ref)),
        "eid": len(ref.eid),
        "sort": len(ref.sort),
        "number": max(len(ref.article.removeprefix("pl")), len(ref.clause), len(ref.point)),
    }
    return any(length > _LONGEST[name] for name, length in lengths.items())
