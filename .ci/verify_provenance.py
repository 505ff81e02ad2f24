"""Checks what pictures say of themselves with none of Kuotu's code.

    python3 verify_provenance.py FOLDER SOURCE

FOLDER holds wide.png, wide.jpg, wide.webp and keys.json. OpenSSL checks the signature over the claim that exiftool reads, Pillow the pixels of the PNG, c2pa-python the
content credentials of PNG and JPEG.
"""

import base64
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import c2pa
from PIL import Image

SPKI = bytes.fromhex("302a300506032b6570032100")


def tag(file: Path, name: str) -> str:
    return subprocess.run(["exiftool", "-b", "-s3", f"-XMP-kuotu:{name}", str(file)], check=True, capture_output=True).stdout.decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check_signature(file: Path, folder: Path) -> dict:
    claim = tag(file, "Claim")
    header, _, signature = tag(file, "Signature").partition("..")
    known = {key["kid"]: key for key in json.loads((folder / "keys.json").read_text())["keys"]}
    fields = json.loads(decoded(header))
    assert fields["alg"] == "EdDSA" and fields["typ"] == "kuotu-claim", fields
    payload = base64.urlsafe_b64encode(claim.encode()).rstrip(b"=")
    (folder / "message").write_bytes(header.encode() + b"." + payload)
    (folder / "signature").write_bytes(decoded(signature))
    (folder / "public.der").write_bytes(SPKI + decoded(known[fields["kid"]]["x"]))
    subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", folder / "public.der", "-rawin", "-in", folder / "message", "-sigfile", folder / "signature"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return json.loads(claim)


def check_pixels(file: Path, claim: dict, source: Path) -> None:
    pixels = claim["pixels"]
    picture = Image.open(file)
    assert picture.mode == "RGB" and picture.size == (pixels["width"], pixels["height"]), picture
    region = pixels["original"]
    box = (region["left"], region["top"], region["left"] + region["width"], region["top"] + region["height"])
    original = picture.crop(box).tobytes()
    assert hashlib.sha256(original).hexdigest() == pixels["original_sha256"] == claim["source"]["pixels_sha256"]
    assert original == Image.open(source).convert("RGB").tobytes(), "the source's pixels are not in the picture"
    rest = hashlib.sha256()
    for y in range(picture.height):
        if box[1] <= y < box[3]:
            rest.update(picture.crop((0, y, box[0], y + 1)).tobytes())
            rest.update(picture.crop((box[2], y, picture.width, y + 1)).tobytes())
        else:
            rest.update(picture.crop((0, y, picture.width, y + 1)).tobytes())
    assert rest.hexdigest() == pixels["generated_sha256"]


def check_credentials(file: Path, claim: dict) -> None:
    with c2pa.Reader(str(file)) as reader:
        store = json.loads(reader.json())
    problems = [s for s in store.get("validation_status", []) if s["code"] != "signingCredential.untrusted"]
    assert not problems, problems
    assert store.get("validation_state") in ("Valid", "Trusted"), store.get("validation_state")
    manifest = store["manifests"][store["active_manifest"]]
    actions = next(a["data"]["actions"] for a in manifest["assertions"] if a["label"].startswith("c2pa.actions"))
    assert actions[0]["digitalSourceType"] == claim["digital_source_type"], actions


def main(folder: Path, source: Path) -> None:
    for kind in ("png", "jpg", "webp"):
        file = folder / f"wide.{kind}"
        claim = check_signature(file, folder)
        assert claim["source"]["sha256"] == hashlib.sha256(source.read_bytes()).hexdigest()
        if kind == "png":
            check_pixels(file, claim, source)
        check_credentials(file, claim)
        print(f"   wide.{kind}: signature, source" + (", pixels" if kind == "png" else "") + ", credentials hold")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
