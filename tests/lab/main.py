#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The lab: a household of real programs in network namespaces, and what Lenswatch says of it. Called by scripts/lab.

usage: lab list
       lab scene NAME|FILE.scene... [--record DIR] [--cut] [--live MODE,MODE|none] [--jobs N] [--keep]
       lab table [the same options]       all scenes, as the table of docs/lab.md
       lab judge [DIR ...]                what a replay says of recordings with their truth (tests/lab/recorded)
       lab demo [NAME|FILE.scene]         one scene, with what `lenswatch watch` says as it happens

--record DIR  writes NAME.pcap and its truth NAME.json; --cut: without what is behind the headers, as NAME.pcap.zst
--live        which ways of watching are held against the replay: xdp,tc,pcap (all three by default)
--jobs N      so many scenes side by side (10)
--keep        leaves build/lab/runs/NAME: capture, truth, and what every program wrote

Exit status 0: all as it truly was; 1: something was not; 2: wrong use.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True

import report  # noqa: E402  (after the path to them)
import scene as scenes  # noqa: E402
import trim  # noqa: E402
import verdict  # noqa: E402
from home import ROOT  # noqa: E402
import play as plays  # noqa: E402
from verb import Failure, Mistake  # noqa: E402
from watchers import MODES  # noqa: E402

SCENES = HERE / "scenes"
RUNS = ROOT / "build/lab/runs"
RECORDED = HERE / "recorded"


def find(name):
    path = pathlib.Path(name) if name.endswith(".scene") else SCENES / f"{name}.scene"
    if not path.exists():
        raise Mistake(f"there is no scene \"{name}\"; `scripts/lab list` tells those there are")
    return scenes.read(path)


def everything():
    return [scenes.read(path) for path in sorted(SCENES.glob("*.scene"))]


def expected(one):
    """How long it will take, roughly: the longest are begun first."""
    lasts = [a.at + float(a.options.get("seconds", "10s").rstrip("s")) for a in one.actions if a.verb != "mqtt"]
    return max([one.end, *lasts])


class Run:
    """A scene played once: what came of it."""

    playing = []

    def __init__(self, one, number, args):
        self.scene, self.name, self.args = one, one.name, args
        self.prefix = f"lab{os.getpid():x}{number:x}"
        self.folder = RUNS / one.name
        self.rows, self.complaints, self.false, self.seconds = [], [], [], 0

    def result(self):
        began = time.monotonic()
        try:
            self.played()
        except (Failure, Mistake, RuntimeError, OSError, subprocess.SubprocessError) as error:
            self.complaints.append(str(error))
        except Exception:  # a fault of the lab itself, told whole
            self.complaints.append(traceback.format_exc())
        self.seconds = time.monotonic() - began
        if not self.complaints and not self.args.keep:
            shutil.rmtree(self.folder, ignore_errors=True)
        report.progress(self)
        return self

    def played(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        play = plays.Play(self.scene, self.folder, self.prefix, self.args.modes)
        Run.playing.append(play)
        try:
            said = play.play()
            stated, complaints = play.truth()
        finally:
            play.end()
            Run.playing.remove(play)
        self.complaints += complaints
        self.keep(stated)
        records = verdict.replay(self.folder / "capture.pcap")
        self.rows, self.false = verdict.rows(stated, records)
        self.complaints += verdict.complaints(stated, records)
        for mode, lines in said.items():
            self.complaints += [f"live by {mode}: {line}" for line in verdict.live(records, lines)]
            for row in self.rows:
                row.delays[mode] = max(filter(None, (verdict.delay(event, lines) for event in row.events)), default=None)

    def keep(self, stated):
        (self.folder / "truth.json").write_text(json.dumps({**stated, "capture": "capture.pcap"}, indent=1) + "\n")
        if self.args.record:
            self.args.record.mkdir(parents=True, exist_ok=True)
            target = self.args.record / (self.scene.name + (".pcap.zst" if self.args.cut else ".pcap"))
            if self.args.cut:
                trim.trim(self.folder / "capture.pcap", target)
            else:
                shutil.copyfile(self.folder / "capture.pcap", target)
            (self.args.record / f"{self.scene.name}.json").write_text(json.dumps({**stated, "capture": target.name}, indent=1) + "\n")


class Recorded:
    """A capture with its truth, judged without being played again."""

    def __init__(self, path):
        stated = verdict.state(path)
        records = verdict.replay(path.parent / stated["capture"])
        self.name = stated["name"]
        self.rows, self.false = verdict.rows(stated, records)
        self.complaints = list(verdict.complaints(stated, records))


def judge_all(folders):
    found = sorted(path for folder in folders or [RECORDED] for path in pathlib.Path(folder).glob("*.json"))
    if not found:
        raise Mistake(f"no truth (*.json) in {', '.join(map(str, folders or [RECORDED]))}")
    return [Recorded(path) for path in found]


def interrupted(number, _):
    for play in list(Run.playing):
        play.end()
    os._exit(128 + number)


def play_all(chosen, args):
    for number in signal.SIGTERM, signal.SIGINT, signal.SIGHUP:
        signal.signal(number, interrupted)
    runs = [Run(one, number, args) for number, one in enumerate(chosen)]
    order = sorted(runs, key=lambda run: -expected(run.scene))
    with concurrent.futures.ThreadPoolExecutor(max(1, args.jobs)) as pool:
        list(pool.map(Run.result, order))
    return runs


def demo(one):
    """Shows the words of `lenswatch watch` while the scene is played."""
    folder = RUNS / f"demo-{one.name}"
    shutil.rmtree(folder, ignore_errors=True)
    play = plays.Play(one, folder, f"lab{os.getpid():x}")
    for number in signal.SIGTERM, signal.SIGINT, signal.SIGHUP:
        signal.signal(number, lambda got, _: (play.end(), os._exit(128 + got)))
    try:
        return report.demo(play)
    finally:
        play.end()


def arguments():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1], add_help=False)
    parser.add_argument("--help", action="store_true")
    parser.add_argument("command", nargs="?", choices=("list", "scene", "table", "judge", "demo"))
    parser.add_argument("scenes", nargs="*")
    parser.add_argument("--record", type=pathlib.Path)
    parser.add_argument("--cut", action="store_true")
    parser.add_argument("--live", default=",".join(MODES))
    parser.add_argument("--jobs", type=int, default=10)
    parser.add_argument("--keep", action="store_true")
    args = parser.parse_args()
    if args.help:
        print(__doc__)
        sys.exit(0)
    if not args.command:
        parser.error("say what to do")
    args.modes = [mode for mode in args.live.split(",") if mode != "none"]
    unknown = set(args.modes) - set(MODES)
    if unknown:
        parser.error(f"--live knows {', '.join(MODES)} and none, not {min(unknown)}")
    if args.command == "scene" and not args.scenes:
        parser.error("say which scene; `lab list` tells those there are")
    return args


def main():
    args = arguments()
    try:
        if args.command == "judge":
            return report.table(judge_all(args.scenes), False, report.complain)
        chosen = [find(name) for name in args.scenes] if args.scenes else everything()
        if args.command == "list":
            return report.listing(chosen)
        for one in chosen:
            plays.chosen(one)
        if os.geteuid():
            raise Mistake("the lab makes network namespaces; run it as root")
        if args.command == "demo":
            return demo(chosen[0] if args.scenes else find("demo"))
        runs = play_all(chosen, args)
    except (Mistake, Failure) as error:
        print(f"lab: {error}", file=sys.stderr)
        return 2 if isinstance(error, Mistake) else 1
    return report.table(runs, args.command == "table")


if __name__ == "__main__":
    sys.exit(main())
