"""Ce qu'une réunion de coordination regarde : ce qui a bougé depuis la précédente, ses écarts, ses blocages."""
