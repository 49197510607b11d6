"""Reading companies, their workplaces and contact persons from a file: checked whole, then taken in."""
