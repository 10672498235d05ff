"""Start a program and write down what it cost: `python3 -I -S launch.py REPORT COMMAND...`.

A process begins with the peak memory of the one that started it. This one is as small as Python can be, so that no more than ten
megabytes are hidden. REPORT is a line: exit status, seconds, seconds of processor time, peak in what the system counts in.
"""
import os
import sys
import time

report, command = sys.argv[1], sys.argv[2:]
start = time.perf_counter()
child = os.posix_spawnp(command[0], command, os.environ)
_, status, usage = os.wait4(child, 0)
wall = time.perf_counter() - start
with open(report, "w") as out:
    print(os.waitstatus_to_exitcode(status), wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, file=out)
