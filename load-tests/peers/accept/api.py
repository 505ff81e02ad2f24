"""The gateway's accept as most people build it: FastAPI checks, Celery sends to Redis. The same request, the same checks, the same answer.

    REDIS=redis://127.0.0.1:6379/0 KEY_SHA256=... uvicorn api:app --workers 2 --no-access-log

`image` names an upload, whose size and hash are read from Redis; our gateway has them from its board. The one of the bench is put there at the start.
"""

import hashlib
import os
import secrets
import time
from datetime import datetime, timedelta, timezone
from typing import Annotated, Literal

import redis
import redis.asyncio
from celery import Celery
from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

REDIS = os.environ["REDIS"]
TENANTS = {os.environ["KEY_SHA256"]: "bench"}
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"

app = FastAPI()
queue = Celery("kuotu", broker=REDIS)
queue.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True)
store = redis.asyncio.from_url(REDIS, decode_responses=True)

SHA256 = "5f" * 32
redis.from_url(REDIS).hset("upload:bench:upload_of_the_bench", mapping={"key": f"inputs/{SHA256}", "sha256": SHA256, "width": 1024, "height": 768})


class Expansion(BaseModel):
    """The fields of the contract that the bench's request has, and the rest of those that are plain."""

    model_config = ConfigDict(extra="forbid")

    image: Annotated[str, StringConstraints(min_length=1)]
    aspect_ratio: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}:[1-9][0-9]{0,3}$")]
    anchor: Literal["center", "left", "right", "top", "bottom"] = "center"
    model: str | None = None
    prompt: Annotated[str, StringConstraints(max_length=16384)] | None = None
    seed: Annotated[int, Field(ge=0, lt=2**53)] | None = None
    steps: Annotated[int, Field(ge=1, le=1000)] | None = None
    variants: Annotated[int, Field(ge=1, le=4)] = 1
    upscale: Literal[1, 2, 4] = 1
    format: Literal["png", "jpeg", "webp"] = "png"
    quality: Annotated[int, Field(ge=1, le=100)] = 90
    tier: Literal["interactive", "standard", "bulk"] = "standard"
    deadline: Annotated[int, Field(ge=1, le=86400)] = 3600
    metadata: dict[str, str] = {}


@queue.task(name="expand")
def expand(job: dict) -> None:
    """Runs on workers; none runs in the bench."""


def tenant(authorization: Annotated[str, Header()]) -> str:
    key = authorization.removeprefix("Bearer ").strip()
    found = TENANTS.get(hashlib.sha256(key.encode()).hexdigest())
    if found is None:
        raise HTTPException(401, "this key is not known")
    return found


def new_id() -> str:
    value = int(time.time() * 1000) << 80 | secrets.randbits(80)
    return "job_" + "".join(ALPHABET[value >> 5 * digit & 31] for digit in range(25, -1, -1))


def canvas(request: Expansion, width: int, height: int) -> dict:
    across, down = map(int, request.aspect_ratio.split(":"))
    wide, high = max(width, round(height * across / down)), max(height, round(width * down / across))
    size = (wide, height) if wide > width else (width, high)
    if size == (width, height):
        raise HTTPException(422, "the picture has this shape already")
    return {"width": size[0], "height": size[1], "left": (size[0] - width) // 2, "top": (size[1] - height) // 2}


@app.post("/v1/expansions", status_code=202)
async def create_expansion(request: Expansion, who: Annotated[str, Depends(tenant)]) -> dict:
    source = await store.hgetall(f"upload:{who}:{request.image}")
    if not source:
        raise HTTPException(422, "image is no upload of yours")
    width, height = int(source["width"]), int(source["height"])
    now = datetime.now(timezone.utc)
    job = {
        "id": new_id(),
        "tenant": who,
        "tier": request.tier,
        "canvas": canvas(request, width, height),
        "seed": request.seed if request.seed is not None else secrets.randbits(53),
        "source": {"key": source["key"], "sha256": source["sha256"], "width": width, "height": height},
        "created_at": now.isoformat(),
        "deadline": (now + timedelta(seconds=request.deadline)).isoformat(),
        **request.model_dump(exclude={"image", "aspect_ratio", "anchor", "seed", "tier", "deadline"}, exclude_none=True),
    }
    expand.apply_async(args=[job], task_id=job["id"])  # 0.3 ms on the loop: cheaper than a hop to a thread
    return {**job, "state": "queued", "links": {"self": f"/v1/jobs/{job['id']}", "events": f"/v1/jobs/{job['id']}/events"}}
