"""Every write of endpoints and deliveries."""
