"""Pages about people, one file a subject. `home` is the front page of everybody."""

from members.views.front import home

__all__ = ["home"]
