#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What goes out of the repository: the sources, captures with their truth, how it is cited.

bats_require_minimum_version 1.5.0

setup() {
	root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	cd "$root" || return 1
}

@test "make dist packs what is committed, and the same commit gives the same bytes" {
	git rev-parse HEAD >/dev/null 2>&1 || skip "tool: no commits here to pack"
	for turn in one other; do
		make -s dist BUILD="$BATS_TEST_TMPDIR/$turn" >/dev/null
	done
	cmp "$BATS_TEST_TMPDIR"/one/*.tar.gz "$BATS_TEST_TMPDIR"/other/*.tar.gz
	tar -xzf "$BATS_TEST_TMPDIR"/one/*.tar.gz -C "$BATS_TEST_TMPDIR"
	[ "$(cat "$BATS_TEST_TMPDIR/lenswatch-$(cat VERSION)/VERSION")" = "$(cat VERSION)" ]
}

@test "the corpus has a capture, its truth and their sums of each scene" {
	scripts/lib/corpus build/generator "$BATS_TEST_TMPDIR/corpus" tests/scenes/clip.scene tests/scenes/snapshots.scene
	cd "$BATS_TEST_TMPDIR/corpus"
	sha256sum --quiet -c SHA256SUMS
	[ "$(wc -l <SHA256SUMS)" -eq 4 ]
	[ "$(jq '.upload_windows | length' clip.json)" -gt 0 ]
}

@test "it is cited with the version that it has" {
	grep -qx "version: $(cat VERSION)" CITATION.cff
}

@test "each finding is on the index" {
	for file in findings/*.sh; do
		grep -qF "]($(basename "$file"))" findings/README.md
	done
}

@test "what make install puts into doc leads somewhere, and settings go to /etc" {
	make -s install DESTDIR="$BATS_TEST_TMPDIR/tree" >/dev/null
	tree=$BATS_TEST_TMPDIR/tree
	[ -e "$tree/etc/lenswatch/lenswatch.yaml" ]
	[ -e "$tree/usr/local/bin/lenswatch" ]
	tests/lib/links "$tree/usr/local/share/doc/lenswatch"
	for page in $(zcat -f "$tree/usr/local/share/man/man1/lenswatch.1" | sed -n 's/^\.I \(.*share\/doc.*\)/\1/p'); do
		[ -e "$tree$page" ] || { echo "the manual names $page"; return 1; }
	done
}

@test "the release has one version, notes and no address that is an example" {
	version=$(cat VERSION)
	grep -q "^## $version$" CHANGELOG.md
	[ "$(dpkg-parsechangelog -l packaging/debian/changelog -S Version)" = "$version-1" ]
	for file in packaging/openwrt/*/Makefile; do
		! grep -q '^PKG_VERSION' "$file" || grep -qx "PKG_VERSION:=$version" "$file"
	done
	run -1 grep -rnE "@[a-z.]*example\." packaging CITATION.cff
	grep -qE "linked with\s+nDPI and OpenSSL 3" README.md
}
