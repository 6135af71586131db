# SPDX-License-Identifier: GPL-2.0-or-later
"""Strings of C sources: what they say, and where they go. Used by `sentences` and `plain`."""
import os
import re

COMMENT = r"/\*.*?\*/|//[^\n]*"
GAP = rf"(?:\s|{COMMENT})"
TEXT = r'"(?:[^"\\\n]|\\.)*"'
TOKEN = re.compile(rf"(?P<comment>{COMMENT})|(?P<char>'(?:[^'\\\n]|\\.)+')|(?P<include>^[ \t]*#[ \t]*include[^\n]*)"
                   rf"|(?P<string>{TEXT}(?:(?:{GAP}+[A-Z][A-Z0-9_]+)?{GAP}*{TEXT})*)", re.S | re.M)
PIECE = re.compile(r'"((?:[^"\\\n]|\\.)*)"|([A-Z][A-Z0-9_]+)')
# HTML and SVG: a tag, also one that begins or ends in another string. What is read out in place of a picture is text.
LABEL = re.compile(r'aria-label=\\"((?:[^"\\]|\\.)*?)\\"')
TAG = re.compile(r'<[/!a-z][^>]*(?:>|$)|^[^<>]*=\\"[^<>]*(?:>|$)')
CONVERSION = re.compile(r"%[-+ #0]*[0-9*]*(?:\.[0-9*]+)?(?:hh|h|ll|l|z|j|t)?[a-zA-Z%]|\\x[0-9a-fA-F]+|\\.")


def content(token):
    """What the strings say one after the other; a macro of inttypes.h between them is a conversion."""
    return "".join(macro and "u" or text for text, macro in PIECE.findall(token))


def is_sentence(text):
    """Three words and more with blanks between; a conversion and what stands in a tag are none."""
    plain = CONVERSION.sub(" ", TAG.sub(" ", LABEL.sub(r"\">\1<", text)))
    return sum(1 for word in plain.split() if re.search("[A-Za-z]", word)) >= 3


def hidden(source):
    """The same text, as long, without what stands in comments and strings."""
    def one(match):
        token = match.group(0)
        filler = " " if match["comment"] or match["include"] else "_"
        return re.sub(r"[^\n]", filler, token)
    return TOKEN.sub(one, source)


def bounds(plain, at):
    """Where the parentheses around `at` begin and end; None: there are none in its statement."""
    depth, begin = 0, at - 1
    while begin >= 0 and (depth or plain[begin] != "("):
        if not depth and plain[begin] in ";{}":
            return None
        depth += {")": 1, "(": -1}.get(plain[begin], 0)
        begin -= 1
    if begin < 0:
        return None
    depth, end = 1, begin + 1
    while depth and end < len(plain):
        depth += {"(": 1, ")": -1}.get(plain[end], 0)
        end += 1
    return begin, end


def goes_to(plain, at):
    """Where the string at `at` goes, as a row of the tables names it; "" where that is not told by its surroundings."""
    around = bounds(plain, at)
    if around:
        begin, end = around
        name = re.search(r"(\w+)\s*$", plain[:begin])
        if name and name[1] not in ("if", "return", "while", "switch"):
            return "stderr" if re.search(r"\bstderr\b", plain[begin:end]) else name[1]
    held = re.search(r"(\w+)(?:\[[^\]]*\])* =\s", plain[plain.rfind(";", 0, at) + 1:at])
    return f"={held[1]}" if held else ""


def strings(root):
    """(file below root, line, where it goes, what it says) of each string literal."""
    for folder, _, names in sorted(os.walk(root)):
        for name in sorted(names):
            path = os.path.relpath(os.path.join(folder, name), root)
            if not name.endswith((".c", ".h")):
                continue
            with open(os.path.join(root, path), encoding="utf-8") as file:
                source = file.read()
            plain = hidden(source)
            for token in TOKEN.finditer(source):
                if token["string"]:
                    yield path, source[:token.start()].count("\n") + 1, goes_to(plain, token.start()), content(token[0])
