"""Register the jobs that delete old codes and counted guesses."""

from backend.common.clock import daily
from members.signing_in.actions.guesses import prune_guesses
from members.signing_in.actions.sms_codes import prune_sms_codes


def register() -> None:
    """Register signing in's clock jobs. Called once, when Django starts."""
    daily(at="03:20", name="sms_codes.prune")(prune_sms_codes)
    daily(at="03:25", name="guess_limits.prune")(prune_guesses)
