from backend.common.errors import DomainError


class OrderError(DomainError):
    """An offer or an order can't be taken as it is; `field` names what caused it."""


class NotAllowed(OrderError):
    """Somebody else sells this."""

    status_code = 403


class SoldOut(OrderError):
    """There is less left than was asked for; nothing was ordered."""

    status_code = 409


class PriceChanged(OrderError):
    """The price is another than the one the buyer saw; nothing was ordered."""

    status_code = 409


class PhoneUnproven(OrderError):
    """All else is well, but whoever pays at the door, or wants more than unproven numbers may hold, has not shown that the number is hers;
    nothing was ordered."""


class LabelsUnchecked(OrderError):
    """Some labels of a lot in the order were called back, and nobody has said that they are not on its packs."""


class TooMany(OrderError):
    """More orders, or codes, than one network gets within an hour."""

    status_code = 429


class WrongState(OrderError):
    """The order is not at the point where this can be done."""

    status_code = 409
