#!/usr/bin/env bash
# What pictures say of themselves, read and checked by programs that are not ours: exiftool (XMP), OpenSSL (signature), Pillow (pixels), c2pa-python
# (content credentials). Needs JDK 25 and Maven; the rest is installed (root, package registries only).
set -euo pipefail
cd "$(dirname "$0")/.."

kuotu=${KUOTU:-./kuotu} # another launcher, to try the script without a build
cache=${XDG_CACHE_HOME:-$HOME/.cache}/kuotu-ci
mkdir -p "$cache"

install() { # package, the command that it brings
    command -v "$2" >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$1" >/dev/null; }
}
install libimage-exiftool-perl exiftool
install openssl openssl
python3 -c 'import ensurepip, venv' 2>/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null; }
python=$cache/provenance/bin/python
"$python" -c 'import c2pa, PIL' 2>/dev/null || { python3 -m venv "$cache/provenance" && "$cache/provenance/bin/pip" install -q c2pa-python pillow; }

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
fail() { echo "provenance: $1" >&2; exit 1; }
expect() { # exit code, what is wanted, arguments of verify
    local want=$1 what=$2 code=0
    shift 2
    "$kuotu" verify "$@" --keys "$out/keys.json" >"$out/said" || code=$?
    [ "$code" = "$want" ] || { cat "$out/said" >&2; fail "$what: exit code $code, not $want"; }
    echo "   $what: exit code $code, as it must be"
}

echo "-- keys, and a certificate of a chain of its own"
"$kuotu" keys make "$out/key.pem" >"$out/keys.json"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout "$out/ca.pem" -out "$out/ca.crt" -subj "/O=Kuotu CI/CN=root" \
    -addext basicConstraints=critical,CA:true -addext keyUsage=critical,keyCertSign 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$out/leaf.pem" -out "$out/leaf.csr" -subj "/O=Kuotu CI/CN=signer" 2>/dev/null
printf '%s\n' basicConstraints=critical,CA:false keyUsage=critical,digitalSignature extendedKeyUsage=emailProtection \
    subjectKeyIdentifier=hash authorityKeyIdentifier=keyid >"$out/leaf.ext"
openssl x509 -req -in "$out/leaf.csr" -CA "$out/ca.crt" -CAkey "$out/ca.pem" -days 1 -extfile "$out/leaf.ext" -out "$out/leaf.crt" 2>/dev/null
cat "$out/leaf.crt" "$out/ca.crt" >"$out/chain.pem"

echo "-- pictures in every format"
photo=deploy/samples/picos-de-europa.jpg
for kind in png jpg webp; do
    "$kuotu" expand "$photo" --aspect 16:9 --set "kuotu.worker.signing-key-file=$out/key.pem" --set "kuotu.worker.c2pa.certificates-file=$out/chain.pem" \
        --set "kuotu.worker.c2pa.key-file=$out/leaf.pem" -o "$out/wide.$kind" >"$out/log" 2>&1 || { cat "$out/log" >&2; fail "no $kind was made"; }
    expect 0 "genuine $kind" "$out/wide.$kind" --source "$photo"
    [ "$(exiftool -s3 -XMP-iptcExt:DigitalSourceType "$out/wide.$kind")" = http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia ] ||
        fail "exiftool reads no digital source type in the $kind"
done

echo "-- the signature by OpenSSL, the pixels by Pillow, the credentials by c2pa-python"
"$python" .ci/verify_provenance.py "$out" "$photo"

echo "-- forgeries"
"$python" - "$out" <<'PY'
import sys
from PIL import Image
out = sys.argv[1]
for name, x, y in (("original", 600, 200), ("generated", 3, 3)):
    picture = Image.open(f"{out}/wide.png").convert("RGB")
    r, g, b = picture.getpixel((x, y))
    picture.putpixel((x, y), (r ^ 1, g, b))
    picture.save(f"{out}/{name}.png")
Image.open(f"{out}/wide.png").convert("RGB").resize((320, 180)).save(f"{out}/small.png")
PY
expect 11 "a picture that was saved without its mark" "$out/original.png"
for name in original generated small; do exiftool -q -overwrite_original -tagsfromfile "$out/wide.png" '-xmp<xmp' "$out/$name.png"; done
expect 16 "a changed pixel in the original" "$out/original.png"
expect 17 "a changed pixel in the generated part" "$out/generated.png"
expect 15 "a claim of another picture" "$out/small.png"
expect 10 "no picture" .ci/provenance.sh
expect 18 "another source" "$out/wide.png" --source "$out/generated.png"
"$kuotu" keys make "$out/other.pem" >"$out/keys.json"
expect 13 "a key that nobody knows" "$out/wide.png"

echo "-- the test that reads XMP by exiftool is run, not skipped"
# shellcheck source=deploy/toolchain.sh
. deploy/toolchain.sh # the default java of a machine may be older
KUOTU_REQUIRE_EXIFTOOL=1 "$(find_maven)" -q -B -pl common,worker test -Dtest=ExiftoolTest -Dsurefire.failIfNoSpecifiedTests=false
grep -q '<testsuite .*skipped="0"' worker/target/surefire-reports/TEST-io.kuotu.worker.provenance.ExiftoolTest.xml || fail "ExiftoolTest was skipped"
echo "provenance: all of it holds"
