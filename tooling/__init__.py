"""What stands behind `./run` and `./test`: set-up, real servers, supervision.

Only Python's standard library is imported here (except in `mailcatcher` and `mailbox`, which run inside the virtual
environment), because these modules run before anything is installed.
"""
