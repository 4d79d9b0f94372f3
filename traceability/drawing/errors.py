"""Errors of label runs, with readable messages that the member can act on."""

from backend.common.errors import DomainError


class LabelError(DomainError):
    """A run of labels can't be printed as requested."""


class TextDoesNotFit(LabelError):
    """A text would need a size below 5 pt. `field` names the text to shorten."""


class LetterNotInFont(LabelError):
    """A text has a character that the labels' font lacks."""


class CodeDoesNotFit(LabelError):
    """The URI is too long for a QR code on this label with modules of at least 0.396 mm."""


class OffsetTooLarge(LabelError):
    """The printer's offset is more than 5 mm, or moves a part of a label off the paper."""


class LabelUnreadable(LabelError):
    """A finished label doesn't decode to its own URI. The file must not be handed out."""
