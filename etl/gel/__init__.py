"""Les éditions figées : numérotées, scellées, remises à un public, jamais changées."""
