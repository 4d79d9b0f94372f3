"""Every write of the app, a file a noun."""
