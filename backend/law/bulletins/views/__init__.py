"""The public pages of bulletins, and the officers' desk."""
