"""Defaults of model fields. Migrations name them by their path, so this module doesn't move."""

import uuid


def new_uid() -> str:
    """Return a new message id. It holds no full stop: the signature covers it between two of them."""
    return f"msg_{uuid.uuid4().hex}"
