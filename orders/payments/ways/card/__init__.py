"""Foreign cards by Stripe's Checkout Sessions, paid directly into the seller's own account.

The `stripe` package is loaded only when a configured account needs it.
"""
