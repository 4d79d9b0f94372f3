"""API of webhook endpoints and deliveries: the same rules and actions as the pages."""
