#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The door: README is short, no link leads nowhere, all pages are on the index; and what is said of new commits.
bats_require_minimum_version 1.5.0

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    cd "$BATS_TEST_TMPDIR" || return 1
}

@test "README has at most 800 words, the household guides 6,000 in all" {
    [ "$(wc -w <"$root/README.md")" -le 800 ]
    [ "$(cat "$root"/docs/guides/*.md | wc -w)" -le 6000 ]
}

@test "README, guides, all that the programs say and the report are in plain words" {
    cd "$root"
    run -0 scripts/lib/plain
}

@test "a told, a whose and a sentence of 26 words are found, and code is not" {
    # shellcheck disable=SC2016 # code of a page
    printf 'It is told `whose`.\n\n```\ntold\n```\n\nWhose%s.\n\n- One%s. Two.\n' "$(printf ' a%.0s' {1..24})" "$(printf ' a%.0s' {1..25})" >page.md
    run -1 "$root/scripts/lib/plain" page.md
    [ "${#lines[@]}" -eq 3 ]
    [[ ${lines[0]} == 'page.md:1: "told"' && ${lines[1]} == 'page.md:7: "Whose"' && ${lines[2]} == "page.md:9: a sentence of 26 words:"* ]]
}

@test "the same is found in strings of sources, advice of rules, texts of LuCI and pages, with its line" {
    mkdir words
    printf '%s\n' 'const char *one = "It is " /* told */ "told.";' '/* "nobody is told" */' 'const char *key = "told";' \
        '_Static_assert(1, "it is told");' "const char *help = \"$(printf 'a %.0s' {1..20})\\n  --two  $(printf 'a %.0s' {1..20})\";" >words/one.c
    run -1 "$root/scripts/lib/plain" words
    [ "$output" = 'words/one.c:1: "told"' ]
    printf 'hosts:\n  - host: told.example\n    text: "It is told. Rest."\n' >one.yaml
    printf 'msgid ""\nmsgstr "told"\n\nmsgid "It is told \\"whose it is\\"."\n' >one.pot
    printf '<style>told</style>\n<p>It is <b>told</b>.</p>\n<p>%s.</p><p>%s.</p>\n' "$(printf 'a %.0s' {1..25})" "$(printf 'a %.0s' {1..26})" >one.html
    run -1 "$root/scripts/lib/plain" one.yaml one.pot one.html
    [ "${#lines[@]}" -eq 5 ]
    [[ ${lines[0]} == 'one.yaml:3: "told"' && ${lines[1]} == 'one.pot:4: "told"' && ${lines[2]} == 'one.pot:4: "whose"' ]]
    [[ ${lines[3]} == 'one.html:2: "told"' && ${lines[4]} == 'one.html:3: a sentence of 26 words:'* ]]
}

@test "what the table says that companies hold stands in the rules, with the same date" {
    cd "$root"
    local count=0 when source
    while IFS=$'\t' read -r when source; do
        count=$((count + 1))
        grep -qF "source: $source" rules/*.yaml || { echo "no rule names $source"; return 1; }
        [ "$when" = "undated guide" ] ||
            grep -hA1 -F "source: $source" rules/*.yaml | grep -q "date: $(date -d "1 $when" +%Y-%m)" || { echo "$source: not of $when"; return 1; }
    done < <(sed -n '/^| maker/,/^$/p' docs/may-hold.md | grep -oE '\[[^]]*\]\(https[^)]*\)' | sed -E 's/^\[(.*)\]\((.*)\)$/\1\t\2/')
    [ "$count" -ge 12 ]
    [ "$(grep -c '^| [A-Z].* | .* | .* | .* |' docs/may-hold.md)" -eq 15 ]
}

@test "each link of a document leads somewhere, and each page is on the index" {
    run -0 "$root/tests/lib/links" "$root"
    [[ $output =~ ^([0-9]+)\ links$ ]]
    [ "${BASH_REMATCH[1]}" -ge 100 ]
}

@test "a file and a heading that are not there are found, and a page that the index has not" {
    mkdir docs
    cat >README.md <<'END'
# Door
[a](docs/a.md), [b](docs/b.md), `[c](not/a/link.md)` and [d](#door)
END
    printf '[a](a.md#what-is-told), [b](a.md#told), <img src="a.png">\n' >docs/README.md
    cat >docs/a.md <<'END'
## What is *told*
```
[code](nowhere.md)
```
END
    printf 'lost\n' >docs/c.md
    run -1 "$root/tests/lib/links" .
    [ "$output" = "README.md: docs/b.md leads nowhere
docs/README.md: a.md#told: no such heading
docs/README.md: a.png leads nowhere
docs/c.md: not on docs/README.md
6 links" ]
}

# commit MESSAGE: an empty commit.
commit() {
    git -c user.name=a -c user.email=a@example.org commit -q --allow-empty --allow-empty-message -m "$1"
}

@test "new commits have a short subject and a body" {
    git init -q .
    commit "Begin"
    git tag base
    commit $'Count all bytes\n\nSome were not counted.'
    run -0 "$root/scripts/lib/commits" base
    [ "$output" = "1 new commits" ]
    commit $'Count all bytes\nat once\n\nSome were not.'
    commit "Count nothing"
    echo All are counted. >door.md
    git add door.md
    commit "Say that all is counted"
    commit $'Count what is left of the bytes that were not counted in the first place at all\n\nBody.'
    commit $'Count.\n\nBody.'
    run -1 "$root/scripts/lib/commits" base
    [[ $output == *"Count nothing: it has no body"* && $output == *": its subject has 79 columns, 72 are the most"* ]]
    [[ $output == *"Count all bytes: no empty line follows its subject"* ]]
    [[ $output == *"Count.: its subject ends in a full stop"* && $output != *"Say that"* && $output == *"6 new commits" ]]
}
