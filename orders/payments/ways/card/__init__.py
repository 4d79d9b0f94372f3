"""Foreign cards by Stripe's Checkout Sessions, straight into the seller's own account. Nothing of the `stripe` package is loaded before a
configured account needs it."""
