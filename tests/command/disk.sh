#!/usr/bin/env bash
# Outputs that cannot be written: one sentence, the exit code of its kind, and what an
# earlier run wrote is as it was.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"
# A program that counts its lines cannot write the counts either, and says so by itself.
export GCOV_ERROR_FILE=/dev/null

small=$root/tests/cases/two-places
large=$root/inputs/hiow-2023-24

# remember FOLDER: an earlier run, whose files are kept to compare with.
remember() {
    expect 0 round "$small" --quiet -o "$1"
    workbook=$(tail -n 1 out)
    rm -rf kept.xlsx
    cp "$workbook" kept.xlsx
}

# is_refused CODE FOLDER: the last run ended so, in one sentence, and nothing is lost.
is_refused() {
    [[ $code == "$1" ]] || fail "exit code $code, not $1: $(cat err)"
    [[ $(wc -l <err) == 1 && $(cat err) == "apportion: "* ]] ||
        fail "not one sentence: $(cat err)"
    says_nothing out
    same "$workbook" kept.xlsx
    is_swept "$2"
    is_sound "$2/runs.sqlite"
    has_runs "$2/runs.sqlite" 1
}

# A limit on the size of a file stops the workbook first and, when it is larger, the
# store: here the first run's is as large as the limit.
remember outputs
for blocks in 4 16 48 "$(($(stat -c %s outputs/runs.sqlite) / 1024))"; do
    (
        ulimit -f "$blocks"
        "$program" round "$large" --no-study --quiet -o outputs >out 2>err
    )
    code=$?
    is_refused 74 outputs
done

# A pack of pools is written by two threads at once: whichever of them fails, nothing of it
# stays and nothing is on record.
for blocks in 4 16 32 64; do
    (
        ulimit -f "$blocks"
        "$program" pool "$root/inputs/southampton-bcf-2023-24" --quiet -o outputs >out 2>err
    )
    code=$?
    is_refused 74 outputs
    [[ -z $(find outputs -name 'pool-report.xlsx*') ]] || fail "a pack stayed: $blocks blocks"
done

# A disk that fills up, with less and less room, until a run fits: where the tables of
# mounts may be changed.
mkdir disk
if mount -t tmpfs -o size=4m tmpfs disk 2>/dev/null; then
    trap 'cd /; umount -l "$folder/disk"; rm -rf "$folder"' EXIT
    remember disk
    for room in 0 16 64 128 160 192 224 256 320 384 448 512; do
        free=$(df --output=avail -k disk | tail -n 1)
        head -c $(((free - room) * 1024)) /dev/zero >disk/filler
        run round "$large" --no-study --quiet -o disk
        rm disk/filler
        if [[ $code == 0 ]]; then
            break
        fi
        is_refused 74 disk
        grep -qE "full|disk" err || fail "says nothing of the disk: $(cat err)"
    done
    ((room > 64)) || fail "a disk with $room kB was never full"

    # The spreadsheet library does not notice that its temporary files are cut short.
    rm -rf disk/hiow-2023-24
    free=$(df --output=avail -k disk | tail -n 1)
    head -c $(((free - 60) * 1024)) /dev/zero >disk/filler
    TMPDIR=$folder/disk run round "$large" --no-study --quiet -o elsewhere
    [[ $code == 74 ]] || fail "temporary files cut short: exit code $code, not 74"
    says err TMPDIR
    [[ -z $(find elsewhere -type f) ]] || fail "a workbook cut short was kept"
else
    echo "no disk may be mounted here: only files that may not grow were tried"
fi

# Folders that may not be written: root may write anywhere, so there another user tries.
as_nobody=()
if [[ $(id -u) == 0 ]]; then
    as_nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
fi
chmod 755 "$folder" outputs
if "${as_nobody[@]}" "$program" check "$small" >out 2>err; then
    mkdir closed
    chmod 555 closed
    "${as_nobody[@]}" "$program" round "$small" --quiet -o closed >out 2>err
    code=$?
    [[ $code == 73 ]] || fail "a folder that may not be written: exit code $code, not 73"
    says err "you may not write there"
    [[ $(wc -l <err) == 1 ]] || fail "not one sentence: $(cat err)"
    chmod 444 outputs/runs.sqlite
    mkdir open
    chmod 777 open
    "${as_nobody[@]}" "$program" round "$small" --quiet -o open \
        --store "$folder/outputs/runs.sqlite" >out 2>err
    code=$?
    [[ $code == 73 ]] || fail "a store that may not be written: exit code $code, not 73"
    chmod 644 outputs/runs.sqlite
    has_runs outputs/runs.sqlite 1
else
    echo "no user here is without rights: closed folders were not tried"
fi

finish
