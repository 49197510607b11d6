"""`./run chaos`: the product under fire. Everything is killed at random while deadlines fall due and people answer.

`machine` runs the processes, `faults` breaks them, `traffic` is the people, `checker` says afterwards, without the
product's help, whether a single deadline or mail was lost, told twice, or both kept and broken.
"""
