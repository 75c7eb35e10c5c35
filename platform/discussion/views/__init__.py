"""Pages and answers of discussions: the same addresses for people and, as JSON, for the script."""
