"""Endpoints and deliveries over the API: the same rules and actions as the pages."""
