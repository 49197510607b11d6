"""A mail server that refuses: it answers every conversation with 421 and hangs up.

    python -m bench.chaos.refuse FILE_DESCRIPTOR

It takes the mail catcher's place on the same listening socket.
"""

import socket
import sys

ANSWER = b"421 4.3.2 no mail is taken now\r\n"


def main(descriptor: int) -> None:
    """Refuses until it is killed."""
    listening = socket.socket(fileno=descriptor)
    listening.setblocking(True)  # the mail catcher, which had it before, wants it otherwise
    listening.listen(50)
    while True:
        client, _address = listening.accept()
        with client:
            try:
                client.sendall(ANSWER)
                client.shutdown(socket.SHUT_WR)
            except OSError:
                continue


if __name__ == "__main__":
    main(int(sys.argv[1]))
