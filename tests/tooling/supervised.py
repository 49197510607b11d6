"""A supervisor of two small services, run as a process of its own by test_supervisor.py.

    python supervised.py PID_FOLDER

"parent" starts a grandchild and writes its id into PID_FOLDER/grandchild.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tooling.process import Service, end_strays
from tooling.supervisor import Supervisor

PARENT = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'])\n"
    "open(sys.argv[1], 'w').write(str(child.pid))\n"
    "time.sleep(300)"
)

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    supervisor = Supervisor(folder)
    end_strays(folder)
    supervisor.listen_to_signals()
    try:
        for name, code in (
            ("parent", PARENT),
            ("plain", "import time; print('hello', flush=True); time.sleep(300)"),
        ):
            supervisor.start(
                Service(
                    name=name,
                    command=[sys.executable, "-c", code, folder / "grandchild"],
                    env={},
                    log=folder / f"{name}.log",
                    folder=folder,
                )
            )
        print("ready", flush=True)
        supervisor.watch()
    finally:
        supervisor.stop()
