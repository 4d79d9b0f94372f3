from backend.common.errors import DomainError


class OrderError(DomainError):
    """An argument about an offer, an order or a payment is invalid; `field` names it."""


class NotAllowed(OrderError):
    """The actor may not do this; for example, another producer sells it."""

    status_code = 403


class SoldOut(OrderError):
    """Less is left than was requested; nothing was ordered or packed."""

    status_code = 409


class PriceChanged(OrderError):
    """The price differs from the one that the buyer saw; nothing was ordered."""

    status_code = 409


class PhoneUnproven(OrderError):
    """The order is valid, but the buyer must first prove the phone number; nothing was ordered.

    Cash on delivery always needs a proven number. A bank transfer needs one when goods are scarce: all
    unproven numbers together may hold no more in unanswered orders than remains.
    """


class LabelsUnchecked(OrderError):
    """Some labels of a lot are recalled, and nobody confirmed that the order's packs have others."""


class TooMany(OrderError):
    """More requests within an hour than allowed: orders, codes, complaints or reports of reviews."""

    status_code = 429


class WrongState(OrderError):
    """The state of the order, or of another row, doesn't allow this."""

    status_code = 409
