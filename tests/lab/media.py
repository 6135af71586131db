# SPDX-License-Identifier: GPL-2.0-or-later
"""Footage to send: encoded once by ffmpeg (H.264, H.265, AAC), kept in build/lab/media."""
import subprocess
import threading

from home import ROOT

FOLDER = ROOT / "build/lab/media"
SIZES = {"720p": ("1280x720", "libx264", "1000k"), "1080p": ("1920x1080", "libx264", "1500k"), "2k": ("2560x1440", "libx265", "2000k")}
lock = threading.Lock()


def ffmpeg(path, *options):
    """Writes beside the path and moves it, so that nobody finds half a file."""
    with lock:
        if not path.exists():
            FOLDER.mkdir(parents=True, exist_ok=True)
            half = path.with_name("half-" + path.name)
            subprocess.run(["ffmpeg", "-v", "error", "-y", *map(str, options), str(half)], check=True, stdin=subprocess.DEVNULL)
            half.rename(path)
    return path


def encoded(path, seconds, size):
    """Frames that move and grain that does not shrink, as a sensor's does; a key frame every two seconds, no frames out of order."""
    pixels, codec, rate = SIZES[size]
    order = ["-x265-params", "log-level=error:bframes=0", "-tag:v", "hvc1"] if codec == "libx265" else ["-profile:v", "baseline"]
    return ffmpeg(path, "-f", "lavfi", "-i", f"testsrc2=s={pixels}:r=15", "-f", "lavfi", "-i", "anoisesrc=a=0.05:r=44100", "-t", seconds,
                  "-vf", "noise=alls=10:allf=t", "-c:v", codec, "-preset", "ultrafast", *order, "-g", 30, "-b:v", rate, "-maxrate", rate, "-bufsize", rate,
                  "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "48k", "-movflags", "+faststart")


def clip(seconds, size="1080p"):
    return encoded(FOLDER / f"clip-{seconds:g}s-{size}.mp4", seconds, size)


def stream(size="720p"):
    return encoded(FOLDER / f"stream-{size}.mp4", 60, size)


def snapshot(size="720p"):
    return ffmpeg(FOLDER / f"snapshot-{size}.jpg", "-f", "lavfi", "-i", f"testsrc2=s={SIZES[size][0]}:r=1", "-vf", "noise=alls=4:allf=t", "-frames:v", 1,
                  "-q:v", 8)


def speech(seconds):
    return ffmpeg(FOLDER / f"speech-{seconds:g}s.ogg", "-f", "lavfi", "-i", "anoisesrc=a=0.3:r=16000:c=pink", "-t", seconds, "-c:a", "libopus", "-b:a", "32k")
