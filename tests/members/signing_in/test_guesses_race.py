"""Many guesses at the same moment are counted as many."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from members.signing_in.actions.guesses import FREE_TRIES, TooManyGuesses, note_failure, take_try


@pytest.mark.crash
def test_no_more_guesses_get_through_at_once_than_one_after_another(real_db):
    def guess(_n: int) -> bool:
        try:
            take_try("pin:user:1")
            note_failure("pin:user:1")
            return True
        except TooManyGuesses:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        through = sum(pool.map(guess, range(60)))
    assert through == FREE_TRIES
