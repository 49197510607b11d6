"""Contact lists that stay true: whom mail reaches, who is asked to confirm, what the lists show and give out (N8)."""
