"""Everything in Piêu that cites law, by the apps that register it: lessons, rules, duties, terms, situations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django_stubs_ext import StrOrPromise

from backend.common.data_files import Source


@dataclass(frozen=True, slots=True)
class CitingPlace:
    """One thing that cites law.

    key: stable, such as "label-rule:label-name".
    cites: citations such as "37/2026/NĐ-CP 42(1)".
    checked: the day on which somebody compared it with the law; later changes make it stale.
    owners: ids of the members who answer for it; empty: the operator's staff.
    uses: what depends on it, such as "learning 3", for the audit.
    """

    key: str
    kind: StrOrPromise
    name: str
    cites: tuple[str, ...]
    checked: dt.date
    url: str = ""
    owners: tuple[int, ...] = ()
    uses: str = ""


def place_of(
    source: Source, *, key: str, kind: StrOrPromise, name: StrOrPromise, url: str = ""
) -> CitingPlace:
    """Return the place of a row of a data file, with the key "KEY:ID"."""
    return CitingPlace(
        key=f"{key}:{source.id}",
        kind=kind,
        name=str(name),
        cites=source.cites,
        checked=source.checked_on,
        url=url,
    )


type Places = Callable[[], Iterable[CitingPlace]]

_sources: dict[str, Places] = {}
_public: set[str] = set()
_untold: set[str] = set()


def register_citing(name: str, places: Places, *, is_public: bool = False, is_told: bool = True) -> None:
    """Add a source of places. Called once for each `name`, when Django starts.

    is_public: anybody may see its places; the pages of the law then name them.
    is_told: somebody is notified of changes; otherwise only the audit lists them.
    """
    if _sources.setdefault(name, places) is not places:
        raise ValueError(f"{name} is registered already")
    if is_public:
        _public.add(name)
    if not is_told:
        _untold.add(name)


def public_places() -> Iterator[CitingPlace]:
    """Yield the places that anybody may see."""
    return citing_places(_public)


def told_places() -> Iterator[CitingPlace]:
    """Yield the places of whose changes somebody is notified."""
    return citing_places(_sources.keys() - _untold)


def citing_places(names: Iterable[str] | None = None) -> Iterator[CitingPlace]:
    """Yield every place that cites law, by source; only of the sources in `names`, if given."""
    wanted = None if names is None else set(names)
    for name, places in _sources.items():
        if wanted is None or name in wanted:
            yield from places()


def source_names() -> list[str]:
    return list(_sources)
