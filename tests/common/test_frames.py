"""Deep calls take no memory from the system and give it back at each edge of a piece of the stack."""

from __future__ import annotations

import resource

from backend.common.frames import with_room


def down(depth: int) -> int:
    return depth and down(depth - 1)


def pages_taken() -> int:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for depth in range(400):
        for _again in range(5):
            down(depth)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_calls_over_the_edge_of_a_piece_take_no_page_each_when_there_is_room():
    assert with_room(pages_taken) < 200


def test_a_test_has_room_for_the_calls_below_it():
    assert pages_taken() < 200


def test_what_is_called_answers_as_ever():
    assert with_room(divmod, 7, 2) == (3, 1)
    assert with_room(sorted, [1, 2], reverse=True) == [2, 1]
