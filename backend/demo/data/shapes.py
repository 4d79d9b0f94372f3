"""The form of the demo's data.

Days count from the main day of a batch, and main days from the day of loading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backend.common.gtin import check_digit
from members.consent.enums import ConsentPurpose
from members.roles.enums import Role
from products.certificates.enums import CertificateKind
from products.producers.enums import ProducerKind
from products.products.enums import ProductState
from traceability.events.enums import EventKind

EVERY_MONTH = tuple(range(1, 13))


@dataclass(frozen=True, slots=True)
class Person:
    """Person of the demo.

    branch: a commune's code, or PROVINCE.
    chapter: name of the village chapter in that commune, or empty.
    phone: with it the person can also sign in; empty for only the card's number.
    """

    key: str
    name: str
    card: str
    born: int
    branch: int
    chapter: str = ""
    phone: str = ""
    role: Role | None = None
    capacity: str = ""  # of a lawyer
    is_staff: bool = False
    helped_by: str = ""
    is_waiting: bool = False  # asked to join, and is not confirmed yet
    consents: tuple[ConsentPurpose, ...] = (ConsentPurpose.PUBLIC_NAME, ConsentPurpose.PUBLIC_PHOTO)


@dataclass(frozen=True, slots=True)
class Maker:
    """Producer of the demo.

    `owner` and `helpers` are keys of people; `portrait` is a drawing in pictures/people, or empty. An unverified
    producer waits for an officer to verify it.
    """

    key: str
    kind: ProducerKind
    name: str
    unit: int
    address: str
    owner: str
    portrait: str
    about: str
    helpers: tuple[str, ...] = ()
    identity_code: str = ""
    is_verified: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """Certificate of the demo.

    age: days since its issue.
    left: days until it ends, None for the 36 months of OCOP.
    """

    kind: CertificateKind
    number: str
    age: int
    left: int | None = None
    stars: int | None = None
    points: str = ""
    is_verified: bool = True
    scan: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Event of a lot of the demo, `day` days after the batch's main day.

    uses: inputs of the first batch, as (product, batch, quantity, unit).
    """

    kind: EventKind
    day: int
    note: str
    hour: int = 8
    person: str = ""
    uses: tuple[tuple[str, int, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Lot of the demo.

    ago: days from the lot's main day to today. If today is outside the product's season, they count to the
        last day of the previous season.
    """

    ago: int
    quantity: str
    labels: int = 24
    layout: str = "a4-65"
    recalled: tuple[str, str] | None = None  # reason, advice
    void: tuple[int, int, str] | None = None  # first label, last label, reason
    busy_label: int | None = None  # so many phones read this one that it may have been copied
    is_closed: bool = False
    is_used_up: bool = (
        False  # goes into another product of the house: neither packed nor shipped nor labelled
    )


@dataclass(frozen=True, slots=True)
class Good:
    """Product of the demo; `key` is also the name of its drawing."""

    key: str
    maker: str
    name: str
    set: int
    price: int
    unit: str
    story: str
    steps: tuple[Step, ...]
    batches: tuple[Batch, ...]
    months: tuple[int, ...] = EVERY_MONTH
    made_in: tuple[int, ...] = ()  # months of the main day, where they are not those of selling
    gtin: str = ""
    origin: str = ""
    net: str = ""
    ingredients: str = ""
    usage: str = ""
    storage: str = ""
    warnings: str = ""
    alcohol: str = ""
    materials: str = ""
    specification: str = ""
    brand: str = ""
    standards: str = ""
    shelf_life: int | None = None
    # The households' reason: "single", "small" or, for alcohol and goods that are no food, "".
    nutrition: str = "small"
    papers: tuple[Paper, ...] = ()
    state: ProductState = ProductState.LISTED
    returned_for: str = ""

    @property
    def is_packed(self) -> bool:
        return bool(self.net)


def gtin(item: int) -> str:
    """Return a GTIN-13 for the number `item`, with GS1's prefix for examples (952)."""
    body = f"952141{item:06}"
    return body + check_digit(body)


def grow(day: int, note: str, hour: int = 7, person: str = "") -> Step:
    return Step(EventKind.GROWING, day, note, hour, person)


def harvest(note: str, hour: int = 6, person: str = "", day: int = 0) -> Step:
    return Step(EventKind.HARVESTING, day, note, hour, person)


def make(
    day: int, note: str, hour: int = 9, person: str = "", uses: tuple[tuple[str, int, str, str], ...] = ()
) -> Step:
    return Step(EventKind.PROCESSING, day, note, hour, person, uses)


def pack(day: int, note: str, hour: int = 14, person: str = "") -> Step:
    return Step(EventKind.PACKING, day, note, hour, person)


def ship(day: int, note: str, hour: int = 16, person: str = "") -> Step:
    return Step(EventKind.SHIPPING, day, note, hour, person)


def ocop(number: int, stars: int, points: str, age: int, *, is_verified: bool = True) -> Paper:
    return Paper(
        CertificateKind.OCOP,
        f"MẪU-OCOP-{number:04}",
        age,
        None,
        stars,
        points,
        is_verified,
        f"giay-ocop-{stars}",
    )


def vietgap(number: int, age: int, left: int) -> Paper:
    return Paper(CertificateKind.VIETGAP, f"MẪU-VG-{number:04}", age, left, scan="giay-vietgap")


def organic(number: int, age: int, left: int) -> Paper:
    return Paper(CertificateKind.ORGANIC, f"MẪU-HC-{number:04}", age, left, scan="giay-huu-co")


def indication(number: int, age: int) -> Paper:
    return Paper(
        CertificateKind.GEOGRAPHICAL_INDICATION, f"MẪU-CDDL-{number:04}", age, scan="giay-chi-dan-dia-ly"
    )


def food_safety(number: int, age: int, left: int, *, is_verified: bool = True) -> Paper:
    return Paper(
        CertificateKind.FOOD_SAFETY,
        f"MẪU-ATTP-{number:04}",
        age,
        left,
        is_verified=is_verified,
        scan="giay-attp",
    )


@dataclass(frozen=True)
class Ask:
    """Question of a contest of the demo. The right answer begins with a star.

    `law`: document and article.
    """

    text: str
    answers: tuple[str, ...]
    law: tuple[str, str]

    def question(self, number: int) -> dict[str, Any]:
        return {
            "key": f"cau{number}",
            "kind": "one_choice",
            "text": self.text,
            "citations": [{"document": self.law[0], "article": self.law[1], "date": "2026-11-24"}],
            "choices": [
                {
                    "key": "abcdef"[n],
                    "text": answer.removeprefix("*"),
                    "fraction": 100 if answer.startswith("*") else 0,
                }
                for n, answer in enumerate(self.answers)
            ],
        }


@dataclass(frozen=True)
class Trial:
    """Contest of the demo.

    prizes: (first rank, last rank, name, amount in đồng). ended: why it was closed early, or "".
    """

    title: str
    rules: str
    days: int
    minutes: int
    prizes: tuple[tuple[int, int, str, int], ...]
    questions: tuple[Ask, ...]
    ended: str = ""
