"""Actions on endpoints and deliveries."""
