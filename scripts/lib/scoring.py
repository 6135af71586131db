# SPDX-License-Identifier: GPL-2.0-or-later
"""Upload events held against what truly left: what scripts/evaluate counts, and how scripts/accuracy replays a capture."""
import collections
import csv
import datetime
import json
import math
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SLACK_S = 2.0  # a beginning or an end may be so far off
SILENCE_S = 12.0  # an event that spans a longer one joins what are two
BYTES_SHARE, BYTES_LEAST = 0.01, 1500  # bytes may be so far off
SMALL = 100_000  # the truth lists what is larger
SHIFT_S = 14 * 3600 + SLACK_S  # how far a label's clock may be off: the widest zone and a little


def epoch(text):
    if isinstance(text, (int, float)):
        return float(text)
    moment = datetime.datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)).timestamp()


def replay(capture, more=()):
    """The records of a replay to which nothing is told but the rules. Raises RuntimeError."""
    program = os.environ.get("LENSWATCH", ROOT / "build/lenswatch")
    try:
        done = subprocess.run([program, "replay", "--quiet", "--format", "jsonl", "--rules", ROOT / "rules", *more, capture], capture_output=True,
                              text=True, stdin=subprocess.DEVNULL)
    except OSError as error:
        raise RuntimeError(f"{program}: {error.strerror}: run `make`, or name the program with LENSWATCH") from error
    if done.returncode not in (0, 3):
        raise RuntimeError(f"{capture}: replay ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def addresses(device):
    return {str(device[key]).lower() for key in ("mac", "ip") if device and device.get(key)}


def of_json(path):
    """A truth file in the generator's form (tests/generator/README.md); None: it says that it cannot be judged."""
    stated = json.loads(path.read_text())
    if stated.get("expect") == "ungraded":
        return None
    cameras = stated.get("cameras") or ([stated["camera"]] if stated.get("camera") else [])
    for camera in cameras:
        if not camera.get("internet_peers"):
            camera["internet_peers"] = stated.get("camera_internet_peers") or []
    return {"name": stated.get("name") or path.stem, "capture": path.parent / stated["capture"], "cameras": cameras,
            "windows": stated.get("upload_windows") or [], "timeless": bool(stated.get("timestamps_artificial")),
            "also_ok": set(stated.get("also_ok", [])), "also_cameras": {str(a).lower() for a in stated.get("also_cameras", [])}}


def of_labels(path):
    """Label files, one truth a capture: a CSV with `start`, and what is known of `capture`, `camera` (MAC or IP), `end`, `class`, `bytes`."""
    found, beside = {}, sorted(path.parent.glob(path.stem + ".pcap*"))
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            row = {key.strip().lower(): (value or "").strip() for key, value in row.items() if key}
            capture = path.parent / row["capture"] if row.get("capture") else beside[0] if beside else path.with_suffix(".pcap")
            truth = found.setdefault(capture, {"name": capture.name, "capture": capture, "labels": []})
            truth["labels"].append({"camera": row.get("camera", "").lower(), "start": epoch(row["start"]),
                                    "end": epoch(row["end"]) if row.get("end") else None, "class": row.get("class") or None,
                                    "bytes": int(row["bytes"]) if row.get("bytes") else None, "coarse": epoch(row["start"]) % 60 == 0})
    return list(found.values())


def groups(windows, events, meets):
    """Windows and events that meet, over any number of steps: (windows, indices of events)."""
    left = list(range(len(windows)))
    while left:
        ours, told = {left[0]}, set()
        while True:
            more = {i for i, event in enumerate(events) if any(meets(event, windows[w]) for w in ours)}
            wider = ours | {w for w in left if any(meets(events[i], windows[w]) for i in more)}
            if more == told and wider == ours:
                break
            told, ours = more, wider
        left = [w for w in left if w not in ours]
        yield [windows[w] for w in sorted(ours)], sorted(told)


def spans(event, windows):
    """Whether it goes on over a silence in which nothing was sent."""
    return any(after["start_epoch"] - before["end_epoch"] > SILENCE_S and epoch(event["start"]) < before["end_epoch"]
               and epoch(event["end"]) > after["start_epoch"] for before, after in zip(windows, windows[1:]))


def compare(windows, events, truth):
    """What a group comes to: {"found", "why", "exact", errors}."""
    row = {"windows": len(windows), "events": len(events), "found": False, "exact": False, "why": "no event"}
    if not events:
        return row
    told, true = sum(e["bytes_up"] for e in events), sum(w["up_bytes"] for w in windows)
    row["bytes"], row["bytes_told"] = true, told
    if not truth["timeless"]:
        row["start_s"] = min(epoch(e["start"]) for e in events) - windows[0]["start_epoch"]
        row["end_s"] = max(epoch(e["end"]) for e in events) - max(w["end_epoch"] for w in windows)
        if max(abs(row["start_s"]), abs(row["end_s"])) > SLACK_S:
            return {**row, "why": "begins or ends elsewhere"}
        if any(spans(event, windows) for event in events):
            return {**row, "why": "spans a silence"}
    if {ip for e in events for ip in e["destination"]["ips"]} - {w["remote_ip"] for w in windows} - truth["also_ok"]:
        return {**row, "why": "names another address too"}
    if abs(told - true) > max(BYTES_SHARE * true, BYTES_LEAST):
        return {**row, "why": "other bytes"}
    return {**row, "found": True, "exact": told == true, "why": "exact" if told == true else "near"}


def misnamed(windows, events):
    """How often class, kind or host is said to be what it is not; not to know is no mistake."""
    wrong = 0
    for event in events:
        said = {"class": event["class"], "kind": event["destination"]["kind"], "remote_name": event["destination"]["host"]}
        for key, word in said.items():
            stated = {w.get(key) for w in windows} - {None}
            wrong += bool(stated) and word not in stated | {None, "unknown"}
    return wrong


def told_cameras(records):
    """What was called a camera, and not taken back."""
    known = {}
    for record in records:
        if record["type"] == "camera":
            known[record["camera"]["mac"] or record["camera"]["ip"]] = None if record.get("withdrawn") else record["camera"]
    return [camera for camera in known.values() if camera]


def whose(event, names):
    """What the truth calls the camera of an event, by its addresses; else what the event does."""
    camera = event["camera"]
    return next((names[a] for a in (camera["mac"], camera["ip"]) if a in names), camera["mac"] or camera["ip"])


def score(truth, records):
    """A capture's row: counts, and lists of what they are made of."""
    events, known = [r for r in records if r["type"] == "upload"], told_cameras(records)
    row = {"name": truth["name"], "windows": len(truth["windows"]), "found": 0, "exact": 0, "false": 0, "small": 0, "misnamed": 0, "groups": [],
           "cameras": len(truth["cameras"]), "recognised": sum(any(addresses(k) & addresses(c) for k in known) for c in truth["cameras"])}
    verdicts = {}  # index of an event -> whether it was right; what is small is in it as None
    names = {a: camera.get("mac") or camera.get("ip") for camera in truth["cameras"] for a in addresses(camera)}

    for camera in truth["cameras"]:
        who = addresses(camera)
        windows = [w for w in truth["windows"] if len(truth["cameras"]) == 1 or str(w.get("camera", "")).lower() in who]
        mine = [i for i, event in enumerate(events) if addresses(event["camera"]) & who]

        def meets(event, window):
            return window["remote_ip"] in event["destination"]["ips"] and (truth["timeless"] or (
                epoch(event["start"]) <= window["end_epoch"] + SLACK_S and epoch(event["end"]) >= window["start_epoch"] - SLACK_S))

        for ours, indices in groups(windows, [events[i] for i in mine], meets):
            some = [events[mine[i]] for i in indices]
            group = {**compare(ours, some, truth), "camera": camera.get("mac") or camera.get("ip"), "misnamed": misnamed(ours, some),
                     "class": sorted({w.get("class") or "not stated" for w in ours}), "class_told": sorted({e["class"] for e in some}) or ["nothing"]}
            row["groups"].append(group)
            row["misnamed"] += group["misnamed"]
            row["found"] += len(ours) * group["found"]
            row["exact"] += len(ours) * group["exact"]
            verdicts.update({mine[i]: group["found"] for i in indices})
        got = {peer["remote_ip"]: peer["up_bytes"] for peer in camera["internet_peers"]}
        for i in mine:
            ips = events[i]["destination"]["ips"]
            if i not in verdicts and events[i]["bytes_up"] < SMALL and ips and got.get(ips[0], 0) >= events[i]["bytes_up"]:
                verdicts[i] = None
                row["small"] += 1
    row["false"] = sum(i not in verdicts for i in range(len(events)))
    real = {a for camera in truth["cameras"] for a in addresses(camera)} | truth["also_cameras"]
    row["mistaken"] = sum(not addresses(camera) & real for camera in known)
    row["said"] = [{"camera": whose(e, names), "confidence": e["confidence"], "right": bool(verdicts.get(i, False))}
                   for i, e in enumerate(events) if verdicts.get(i, False) is not None]
    return row


def within(event, label, shift, slack):
    start = epoch(event["start"])
    return label["start"] + shift - slack <= start <= (label["end"] or label["start"]) + shift + slack


def label_shift(labels, events, slack):
    """The clock's shift under which most labels have an event, the smallest of those; None where none has."""
    starts, votes = [epoch(event["start"]) for event in events], collections.Counter()
    for label in labels:
        ends = label["end"] or label["start"]
        votes.update({shift for start in starts for shift in range(math.ceil(start - ends - slack), math.floor(start - label["start"] + slack) + 1)
                      if abs(shift) <= SHIFT_S})
    near = votes.keys() & {round(start - label["start"]) for start in starts for label in labels}
    return min(near, key=lambda shift: (-votes[shift], abs(shift)), default=None)


def score_labels(truth, records):
    """The same of labels, of which only what they say is judged; `shift_s` is how far their clock was found to be off."""
    events, labels = [r for r in records if r["type"] == "upload"], truth["labels"]
    slack = 60.0 if all(label["coarse"] for label in labels) else SLACK_S
    shift = label_shift(labels, events, slack)
    row = {"name": truth["name"], "windows": len(labels), "found": 0, "exact": 0, "false": 0, "small": 0, "misnamed": 0, "groups": [], "mistaken": 0,
           "cameras": len({label["camera"] for label in labels} - {""}), "recognised": 0, "shift_s": shift, "slack_s": slack}
    named = {a for camera in told_cameras(records) for a in addresses(camera)}
    row["recognised"] = len({label["camera"] for label in labels} & named)
    used = set()
    for label in labels:
        hits = [i for i, e in enumerate(events) if shift is not None and within(e, label, shift, slack)
                and (not label["camera"] or label["camera"] in addresses(e["camera"]))]
        used |= set(hits)
        group = {"windows": 1, "events": len(hits), "found": bool(hits), "exact": False, "why": "near" if hits else "no event", "misnamed": 0,
                 "camera": label["camera"] or "any", "class": [label["class"] or "not stated"],
                 "class_told": sorted({events[i]["class"] for i in hits}) or ["nothing"]}
        if hits and label["bytes"]:
            group["bytes"], group["bytes_told"] = label["bytes"], sum(events[i]["bytes_up"] for i in hits)
            group["exact"] = group["bytes"] == group["bytes_told"]
        if hits and slack == SLACK_S:
            group["start_s"] = min(epoch(events[i]["start"]) for i in hits) - label["start"] - shift
        if hits and slack == SLACK_S and label["end"]:
            group["end_s"] = max(epoch(events[i]["end"]) for i in hits) - label["end"] - shift
        row["groups"].append(group)
        row["found"] += group["found"]
        row["exact"] += group["exact"]
    row["false"] = len(events) - len(used)
    names = {label["camera"]: label["camera"] for label in labels if label["camera"]}
    row["said"] = [{"camera": whose(e, names), "confidence": e["confidence"], "right": i in used} for i, e in enumerate(events)]
    return row
