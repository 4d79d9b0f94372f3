"""Find the branch that a row of the spreadsheet names, by the words that people use for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.text import fold, nfc
from members.branches.enums import BranchLevel
from members.models import Branch

_UNION_WORDS = ("hoi lhpn ", "hoi lien hiep phu nu ", "hoi phu nu ")
_KINDS_OF_UNITS = ("xa ", "phuong ", "thi tran ", "dac khu ")
_KINDS_OF_PLACES = frozenset("ban thon xom tieu to khu ap pho".split())


class PlaceUnknown(DomainError):
    """The row names no branch of the officer; `field` is the column."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person belongs: `branch`, or its chapter `new_chapter` that is yet to be made."""

    branch: Branch
    new_chapter: str = ""


class Places:
    """The branches at and below `base`. makes_chapters: unknown chapters are to be made."""

    def __init__(self, base: Branch, *, makes_chapters: bool = False) -> None:
        self.base, self.makes_chapters = base, makes_chapters
        self._communes: dict[str, list[Branch]] = defaultdict(list)
        self._chapters: dict[tuple[int | None, str], Branch] = {}
        self._named: dict[str, list[Branch]] = defaultdict(list)
        for branch in Branch.objects.under(base).filter(is_active=True).select_related("unit"):
            if branch.level == BranchLevel.COMMUNE:
                for key in {_commune_key(branch.name), _commune_key(branch.unit.name if branch.unit else "")}:
                    self._communes[key].append(branch)
            elif branch.is_chapter:
                self._chapters[branch.parent_id, chapter_key(branch.name)] = branch
                self._named[chapter_key(branch.name)].append(branch)

    def find(self, chapter: str, commune: str) -> Place:
        """Return the place that the two cells name. Raises PlaceUnknown."""
        chapter, commune = nfc(chapter), nfc(commune)
        if self.base.is_chapter:
            return self._only_base(chapter)
        if not commune and self.base.is_province:
            return self._anywhere(chapter)
        above = self._commune(commune)
        key = chapter_key(chapter)
        if not key:
            return Place(above)
        found = self._chapters.get((above.pk, key))
        if found is not None:
            return Place(found)
        if self.makes_chapters:
            return Place(above, chapter_name(chapter))
        raise _unknown(
            "chapter",
            _("Chưa có chi hội “%(chapter)s” ở %(branch)s.") % {"chapter": chapter, "branch": above.name},
        )

    def _only_base(self, chapter: str) -> Place:
        if chapter_key(chapter) in ("", chapter_key(self.base.name)):
            return Place(self.base)
        raise _unknown("chapter", _("Tệp này đưa vào %(branch)s.") % {"branch": self.base.name})

    def _anywhere(self, chapter: str) -> Place:
        found = self._named[chapter_key(chapter)]
        if len(found) == 1:
            return Place(found[0])
        if not chapter:
            raise _unknown("commune", _("Chị ghi xã, phường của hội viên."))
        raise _unknown("commune", _("Chị ghi thêm xã, phường để biết chi hội này ở đâu."))

    def _commune(self, text: str) -> Branch:
        found = self._communes[_commune_key(text)]
        if not self.base.is_province:
            if not text or self.base in found:
                return self.base
            raise _unknown("commune", _("Tệp này đưa vào %(branch)s.") % {"branch": self.base.name})
        if len(found) == 1:
            return found[0]
        # Xã Cẩm Giang and Xã Cẩm Giàng fold alike.
        exact = [
            branch for branch in found if branch.unit and nfc(text).casefold() in branch.unit.name.casefold()
        ]
        if len(exact) == 1:
            return exact[0]
        words = _("Không có xã, phường “%(commune)s” ở %(branch)s.")
        raise _unknown("commune", words % {"commune": text, "branch": self.base.name})


def chapter_key(name: str) -> str:
    """Return what identifies a chapter within its commune: its folded name without "chi hội".

    >>> chapter_key("Chi hội bản Áng"), chapter_key("BẢN ÁNG")
    ('ban ang', 'ban ang')
    """
    return fold(name).removeprefix("chi hoi ").removeprefix("phu nu ")


def chapter_name(text: str) -> str:
    """Return the name of a new chapter.

    >>> chapter_name("Bản Áng"), chapter_name("Chi hội bản Áng")
    ('Chi hội bản Áng', 'Chi hội bản Áng')
    """
    name = nfc(text)
    if fold(name).startswith("chi hoi"):
        return name[:120]
    words = name.split()
    if fold(words[0]) in _KINDS_OF_PLACES:
        words[0] = words[0].lower()
    return f"Chi hội {' '.join(words)}"[:120]


def _commune_key(text: str) -> str:
    key = fold(text)
    for words in (*_UNION_WORDS, *_KINDS_OF_UNITS):
        key = key.removeprefix(words)
    return key


def _unknown(field: str, message: str) -> PlaceUnknown:
    return PlaceUnknown(message, field=field, code="place_unknown")
