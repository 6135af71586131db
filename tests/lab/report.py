# SPDX-License-Identifier: GPL-2.0-or-later
"""What the lab prints: the list of scenes, how it goes, the table, the demo."""
import datetime
import sys

from verb import Failure
from watchers import Shown

WORDS = ((0.95, "certain"), (0.7, "likely"), (0, "possible"))  # as everywhere people read


def listing(chosen):
    width = max(len(one.name) for one in chosen)
    for one in chosen:
        print(f"{one.name:{width}}  {one.about}")
    return 0


def progress(run):
    """A line on stderr for each scene that is over."""
    if run.complaints:
        print(f"FAIL  {run.scene.name} ({run.seconds:.0f} s); see {run.folder}", *run.complaints, sep="\n      ", file=sys.stderr, flush=True)
    else:
        print(f"ok    {run.scene.name} ({run.seconds:.0f} s)", file=sys.stderr, flush=True)


def complain(one):
    print(*one.complaints, sep="\n", file=sys.stderr)


def word(confidence):
    return next(text for limit, text in WORDS if confidence >= limit)


def against(true, told):
    """What was told, and beside it what was so, where they differ."""
    return told if told == true or true is None else f"{told}, truly {true}"


def cells(row):
    w = row.window
    bytes_told = sum(e["bytes_up"] for e in row.events)
    return (row.scene, "yes" if row.events else "NO", against(w["class"], row.told("class")), against(w["kind"], row.told("kind")),
            f"{w['up_bytes']:,}", f"{bytes_told:,}", "-" if row.delay is None else f"{row.delay:.1f} s",
            "-" if row.confidence is None else f"{row.confidence:.2f} {word(row.confidence)}")


def table(runs, markdown, each=lambda run: None):
    """Prints what was told of every upload that truly was; `each` is called for every run. Returns the exit status."""
    head = ("scene", "found", "class", "kind", "bytes sent", "bytes told", "told after", "confidence")
    rows = [row for run in runs for row in sorted(run.rows, key=lambda r: r.window["start_epoch"])]
    lines = [head, *map(cells, rows)]
    lines += [(run.name, "silent" if not run.false else f"{len(run.false)} FALSE", *("",) * 6) for run in runs if not run.rows]
    widths = [max(len(line[n]) for line in lines) for n in range(len(head))]
    for number, line in enumerate(lines):
        text = " | ".join(f"{cell:{width}}" for cell, width in zip(line, widths))
        print(f"| {text} |" if markdown else text.rstrip())
        if markdown and not number:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    print()
    for run in runs:
        if run.complaints:
            each(run)
    failed = sum(bool(run.complaints) for run in runs)
    print(f"{len(runs) - failed} passed, {failed} failed")
    return 1 if failed else 0


def demo(play):
    """`lenswatch watch` in the router, in words, and on stderr what truly happens."""
    play.watchers = Shown(play.home)

    def announce(one):
        words = " ".join(f"{key} {value}" for key, value in one.action.options.items())
        print(f"({datetime.datetime.now():%H:%M:%S} {one.who} {one.action.verb} {words})", file=sys.stderr, flush=True)
    play.before = announce
    try:
        play.play()
    except Failure as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1
    return 0
