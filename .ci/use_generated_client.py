"""Makes a picture with the client that a stock generator made of openapi.yaml, and with nothing of ours.

    python3 use_generated_client.py URL KEY PHOTO.jpg
"""

import base64
import hashlib
import itertools
import struct
import sys
from pathlib import Path

import kuotu_client as kuotu


def main(url: str, key: str, photo: Path) -> None:
    settings = kuotu.Configuration(host=url, access_token=key)
    with kuotu.ApiClient(settings) as client:
        submit, jobs = kuotu.SubmitApi(client), kuotu.JobsApi(client)
        image = "data:image/jpeg;base64," + base64.b64encode(photo.read_bytes()).decode()
        request = kuotu.ExpansionRequest(
            image=image,
            margins=kuotu.Margins(left=kuotu.Length(32), right=kuotu.Length("10%")),
            seed=7,
            steps=2,
            metadata={"made-by": "a stranger"},
        )
        job = submit.create_expansion(request)
        assert job.state in ("queued", "running"), job.state
        place, seen = None, []
        while True:  # long polls of its events
            page = jobs.get_job_events(job.id, after=place, wait=30)
            seen += [event.event for event in page.events]
            place = page.last_id or place
            if page.ended:
                break
        assert seen[0] == "queued" and seen[-1] == "succeeded", seen

        job = jobs.get_job(job.id)
        assert job.state == "succeeded" and job.metadata == {"made-by": "a stranger"}, job
        output = job.outputs[0]
        picture = jobs.get_output(job.id, 0, inline=True)
        assert len(picture) == output.bytes, (len(picture), output.bytes)
        assert hashlib.sha256(picture).hexdigest() == output.sha256
        width, height = struct.unpack(">II", picture[16:24])  # of a PNG's header
        assert (width, height) == (output.width, output.height), (width, height)

        assert job.id in [each.id for each in jobs.list_jobs(limit=10).jobs]
        assert jobs.cancel_job(job.id).state == "succeeded"  # it stays as it ended
        assert kuotu.ServiceApi(client).list_models().models

        try:
            submit.create_expansion(kuotu.ExpansionRequest(image=image))
            raise AssertionError("a request for no new pixel was taken")
        except kuotu.ApiException as refused:
            assert refused.status in (400, 422) and "code" in refused.body, refused
        print(f"a generated client made {width}x{height} px, {output.bytes} bytes, events {[kind for kind, _ in itertools.groupby(seen)]}")


main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
