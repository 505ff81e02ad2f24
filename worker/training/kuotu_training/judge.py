"""Judges pictures: prepare, baselines, score, sheets, self-check. See judging/ for what is measured, README.md for the whole run.

    python -m kuotu_training.judge prepare --photos PHOTOS --work WORK --photos-limit 40
    (kuotu sheet WORK/photos --side 100000 --results WORK/results/full, and so for each variant)
    python -m kuotu_training.judge score --work WORK
"""

import argparse
import sys
from pathlib import Path

import torch

from kuotu_training.judging import cases


def _prepare(options: argparse.Namespace) -> None:
    print(f"{cases.prepare(options.photos, options.work, options.photos_limit)} photographs in {options.work / 'photos'}")


def _baselines(options: argparse.Namespace) -> None:
    from kuotu_training.judging import baselines

    baselines.make(options.work, cases.find(options.work, options.photos_limit))


def _score(options: argparse.Namespace) -> None:
    from kuotu_training.judging import scores
    from kuotu_training.judging.tell import Budget

    found = [m for m in cases.methods(options.work) if not options.only or m.name in options.only]
    chosen = cases.find(options.work, options.photos_limit)
    to = options.to or options.work / "judge.json"
    to.parent.mkdir(parents=True, exist_ok=True)
    work = scores.Work(chosen, Budget(epochs=options.epochs), options.seed, options.seeds)
    figures = scores.score(found, work, to, options.processes)
    text = scores.table(figures)
    to.with_suffix(".md").write_text(text, encoding="utf-8")
    print(text)


def _sheets(options: argparse.Namespace) -> None:
    from kuotu_training.judging import look

    found = [m for m in cases.methods(options.work) if not options.only or m.name in options.only]
    chosen = cases.find(options.work, options.photos_limit)
    for file in look.sheets(found, chosen, options.work / "sheets"):
        print(file)
    for method in found:
        for logits in options.work.glob(f"{method.name}-*.npz"):
            kind = logits.stem.removeprefix(method.name + "-")
            look.confident(method, chosen, kind, logits, options.seed, logits.with_suffix(".jpg"))


def _self_check(options: argparse.Namespace) -> None:
    from kuotu_training.judging import selfcheck

    if not selfcheck.run(options.seed):
        sys.exit("the judge does not tell what it should")


COMMANDS = {"prepare": _prepare, "baselines": _baselines, "score": _score, "sheets": _sheets, "self-check": _self_check}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--photos", type=Path, help="folder with MANIFEST.tsv and train/; prepare needs it")
    parser.add_argument("--work", type=Path, default=Path("judge"), help="folder of photographs, results and figures (default: judge)")
    parser.add_argument("--photos-limit", type=int, metavar="N", help="at most so many photographs")
    parser.add_argument("--only", nargs="*", metavar="METHOD", help="of the folders of results")
    parser.add_argument("--to", type=Path, help="JSON of the figures (default: WORK/judge.json); the table lies beside it")
    parser.add_argument("--epochs", type=int, default=14, help="of each network")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1, help="repetitions of the two-sample test")
    parser.add_argument("--processes", type=int, default=2, help="that score side by side, one processor thread each")
    options = parser.parse_args()
    if options.command == "prepare" and options.photos is None:
        parser.error("prepare needs --photos")
    torch.set_num_threads(1)
    COMMANDS[options.command](options)


if __name__ == "__main__":
    main()
