"""Reading a jobcentre's candidates from a file: checked whole before anything changes, then taken in."""
