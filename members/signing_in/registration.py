"""Register the jobs that delete old codes and counted guesses, and remind of API tokens that end."""

from backend.common.clock import daily
from members.signing_in.actions.guesses import prune_guesses
from members.signing_in.actions.sms_codes import prune_sms_codes
from members.signing_in.actions.tokens import remind_of_ends


def register() -> None:
    """Register signing in's clock jobs. Called once, when Django starts."""
    daily(at="03:20", name="sms_codes.prune")(prune_sms_codes)
    daily(at="03:25", name="guess_limits.prune")(prune_guesses)
    daily(at="08:10", name="api_tokens.remind")(remind_of_ends)
