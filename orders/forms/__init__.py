"""Forms of the order pages, split by subject. Each form only reads what was typed; services do the work."""
