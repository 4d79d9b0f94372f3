"""Why a label run is refused, in words that its member can act on."""

from backend.common.errors import DomainError


class LabelError(DomainError):
    """A run of labels that can't be printed as asked."""


class TextDoesNotFit(LabelError):
    """A text would have to be set smaller than 5 pt. `field` names the one to shorten."""


class LetterNotInFont(LabelError):
    """A text has a sign that the labels' font can't print."""


class CodeDoesNotFit(LabelError):
    """The address is too long for a QR code of this label whose modules are at least 0.396 mm."""


class OffsetTooLarge(LabelError):
    """The printer offset pushes the code off the paper."""


class LabelUnreadable(LabelError):
    """A finished label doesn't decode to its own address. The file must not be handed out."""
