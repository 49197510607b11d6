"""What the jobcentres learn from a company: notes of visits and calls, internal notes, tasks, joint visits."""
