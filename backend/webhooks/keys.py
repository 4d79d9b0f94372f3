"""Defaults of model fields. Migrations name them by their path, so this module doesn't move."""

import uuid


def new_uid() -> str:
    """Return a new message id.

    It contains no full stop, because the signature uses full stops as separators.
    """
    return f"msg_{uuid.uuid4().hex}"
