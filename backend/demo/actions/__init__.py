"""Loading the demo, a file a noun. Everything is done by the apps' own actions, as the person who would do it."""
