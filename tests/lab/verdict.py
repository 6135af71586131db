# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds what Lenswatch says of a scene against its truth: a row for each upload that truly was, and a complaint for all that is wrong."""
import dataclasses
import json
import subprocess
import sys
from importlib.machinery import SourceFileLoader

from home import LENSWATCH, ROOT
from watchers import epoch

sys.dont_write_bytecode = True
judge = SourceFileLoader("judge", str(ROOT / "tests/lib/judge")).load_module()
compare = SourceFileLoader("compare", str(ROOT / "tests/home/compare")).load_module()
SLACK_S = 0.000002  # the truth has microseconds


@dataclasses.dataclass
class Row:
    """One upload that truly was, and what was said of it."""

    scene: str
    window: dict
    events: list
    delays: dict = dataclasses.field(default_factory=dict)  # way of watching -> seconds from its last packet to its telling

    def told(self, key):
        values = {e[key] if key in e else e["destination"][key] for e in self.events}
        return "/".join(sorted(map(str, values))) or "-"

    @property
    def delay(self):
        return max(filter(None, self.delays.values()), default=None)

    @property
    def confidence(self):
        return min((e["confidence"] for e in self.events), default=None)


def state(path):
    """A truth file, of the lab or of the public captures, whose windows leave out what they do not know."""
    stated = json.loads(path.read_text())
    camera = stated.get("camera") or (stated.get("cameras") or [{}])[0]
    for kind in "upload_windows", "snapshots":
        stated[kind] = stated.get(kind) or []
        for window in stated[kind]:
            for key, value in ("camera", camera.get("mac") or camera.get("ip")), ("class", None), ("kind", None), ("remote_name", None):
                window.setdefault(key, value)
    return stated


def replay(capture):
    done = subprocess.run([LENSWATCH, "replay", "--format", "jsonl", "--rules", ROOT / "rules", capture], capture_output=True,
                          text=True, timeout=300, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RuntimeError(f"replay of {capture} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def rows(stated, records):
    """(rows, false alarms) of a replay."""
    events = [r for r in records if r["type"] == "upload"]
    found, false = [], []
    for windows, told in judge.groups(stated["upload_windows"] + stated["snapshots"], events, SLACK_S):
        if not windows:
            false += told
        elif len(windows) == 1:
            found.append(Row(stated["name"], windows[0], told))
        else:  # one event of several windows: the truth is their sum
            whole = {**windows[0], "up_bytes": sum(w["up_bytes"] for w in windows), "end_epoch": max(w["end_epoch"] for w in windows)}
            found.append(Row(stated["name"], whole, told))
    return found, false


class Options:
    low, slack, nameless = 0, SLACK_S, False


def complaints(stated, records):
    """In words, what a replay says that is not so."""
    events = [r for r in records if r["type"] == "upload"]
    for windows, told in judge.groups(stated["upload_windows"] + stated["snapshots"], events, SLACK_S):
        if not windows:
            yield f"false alarm: {judge.title(windows, told)}"
        elif not told:
            yield f"not told: {judge.title(windows, told)}, {sum(w['up_bytes'] for w in windows)} B, {windows[0]['class']}"
        else:
            for wrong in (*judge.sums(windows, told, Options), *judge.times(windows, told, SLACK_S), *judge.words(windows, told, False)):
                yield f"{judge.title(windows, told)}: {wrong}"


def grouped(lines):
    found = compare.collections.defaultdict(list)
    for record in lines:
        found[record["type"]].append(record)
    return found


def live(records, said):
    """What differs between a watch and the replay of what it saw."""
    differ, _, _ = compare.compare(grouped(records), grouped(record for _, record in said))
    return differ


def delay(event, said):
    """How long after its last packet a watch told an upload; ids differ, as live times are the kernel's."""
    late = [at - epoch(r["end"]) for at, r in said if r["type"] == "upload" and r["destination"]["ips"] == event["destination"]["ips"]
            and r["camera"]["mac"] == event["camera"]["mac"] and r["part"] == event["part"] and abs(epoch(r["start"]) - epoch(event["start"])) < 1]
    return max(late, default=None)
