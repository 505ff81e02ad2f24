"""Draws the logs of runs as curves: one small SVG for each figure, by training step.

    python -m kuotu_training.curves --runs runs --to reports
"""

import argparse
import json
from pathlib import Path

WIDTH, HEIGHT, LEFT, BELOW = 640, 240, 56, 28
FIGURES = {
    "autoencoder": {"psnr_held_out_db": "autoencoder: PSNR of held-out photographs, dB"},
    "unet": {"loss": "UNet: training loss", "held_out": "UNet: velocity error of the generated part, held-out photographs"},
    "turbo": {"turbo_from_teacher": "turbo: distance of 4 steps from the teacher's 16, held-out photographs"},
    "sharp-x2": {"psnr_y_db": "sharp-x2: PSNR on Y of held-out photographs, dB"},
    "sharp-x4": {"psnr_y_db": "sharp-x4: PSNR on Y of held-out photographs, dB"},
}


def points(log: Path, figure: str) -> list[tuple[float, float]]:
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return [(line["step"], line[figure]) for line in lines if figure in line]


def svg(title: str, curve: list[tuple[float, float]]) -> str:
    steps, values = [p[0] for p in curve], [p[1] for p in curve]
    low, high = min(values), max(values)
    span = (high - low) or 1.0

    def place(step: float, value: float) -> str:
        x = LEFT + (WIDTH - LEFT - 8) * step / max(steps)
        y = 24 + (HEIGHT - 24 - BELOW) * (high - value) / span
        return f"{x:.1f},{y:.1f}"

    bottom = HEIGHT - BELOW
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="11">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="14" font-size="13">{title}</text>',
        f'<path d="M{LEFT} 24V{bottom}H{WIDTH - 8}" fill="none" stroke="#888"/>',
        f'<text x="4" y="30">{high:.4g}</text><text x="4" y="{bottom}">{low:.4g}</text>',
        f'<text x="{WIDTH - 8}" y="{HEIGHT - 8}" text-anchor="end">step {max(steps):.0f}</text>',
        f'<polyline fill="none" stroke="#06c" stroke-width="1.5" points="{" ".join(place(*p) for p in curve)}"/>',
        "</svg>", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--to", type=Path, default=Path("reports"))
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    for run, figures in FIGURES.items():
        log = options.runs / run / "log.jsonl"
        for figure, title in figures.items():
            curve = points(log, figure) if log.exists() else []
            if curve:
                file = options.to / f"{run}-{figure.replace('_', '-')}.svg"
                file.write_text(svg(title, curve), encoding="utf-8")
                print(file)


if __name__ == "__main__":
    main()
