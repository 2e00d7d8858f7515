"""Writes the graph configs/workloads/bitwright-classes: which of Bitwright's own classes use one another.

usage: jdeps -v -filter:none -e 'bitwright\\..*' CLASSES | python3 workloads/graphs/classes.py configs/workloads/bitwright-classes

A node is a top-level class, in alphabetical order; an edge joins two of which one uses the other.
"""

import re
import sys


def main():
    target = sys.argv[1]
    uses = re.compile(r"^\s+(bitwright\.[\w.$]+)\s+-> (bitwright\.[\w.$]+)\s")
    edges, classes = set(), set()
    for line in sys.stdin:
        match = uses.match(line)
        if match:
            pair = sorted(name.split("$")[0] for name in match.groups())
            classes.update(pair)
            if pair[0] != pair[1]:
                edges.add(tuple(pair))
    ordered = sorted(classes)
    place = {name: i for i, name in enumerate(ordered)}
    with open(target + "/classes.txt", "w") as out:
        out.write("# Node i is line i of this list, counted from 0 behind this one.\n")
        out.writelines(name + "\n" for name in ordered)
    with open(target + "/edges.txt", "w") as out:
        out.write("# Classes of Bitwright that use one another, by their places in classes.txt; each pair once.\n")
        out.writelines("%d %d\n" % (place[a], place[b]) for a, b in sorted(edges))


main()
