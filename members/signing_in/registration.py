"""Register the jobs for old codes, guesses and API tokens, and what entries state of tokens, factors and tickets."""

from backend.common.clock import daily
from backend.ledger import auditing, row_states, taking_up
from members.notices import sms_limits
from members.signing_in.actions import factors
from members.signing_in.actions.guesses import prune_guesses
from members.signing_in.actions.sms_codes import prune_sms_codes
from members.signing_in.actions.tokens import remind_of_ends
from members.signing_in.auditing import FACTORS, STATED, compare_factors, compare_tokens, factors_of_before


def register() -> None:
    """Register signing in's clock jobs, audit and messages that must go. Called once, when Django starts."""
    sms_limits.prioritise("ticket_used")
    auditing.register("tokens for software", compare_tokens)
    auditing.register(FACTORS, compare_factors)
    taking_up.register(FACTORS, factors_of_before)
    factors.connect()
    row_states.declare(*STATED)
    daily(at="03:20", name="sms_codes.prune")(prune_sms_codes)
    daily(at="03:25", name="guess_limits.prune")(prune_guesses)
    daily(at="08:10", name="api_tokens.remind")(remind_of_ends)
