"""Room for a deep stack of calls.

CPython keeps the frames of a thread in pieces of 16 KiB. It asks the system for the next piece when a call goes over the edge of
one, and gives it back when that call returns. A request, with its middleware, view, templates and queries, is several pieces deep:
thousands of calls go over an edge and back, each a page that the system has to find and clean. But a piece is made as large as the
frame that begins it says, and has room for all the calls below it.
"""

from collections.abc import Callable


def with_room[**P, T](call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    return call(*args, **kwargs)


# In words of eight bytes: the piece that holds this many is of 1 MiB, and the half above is taken from the system only as it is used.
with_room.__code__ = with_room.__code__.replace(co_stacksize=70_000)
