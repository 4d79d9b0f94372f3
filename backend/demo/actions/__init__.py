"""Load the demo, one file per noun, by the apps' own actions, each as the person who would do it."""
