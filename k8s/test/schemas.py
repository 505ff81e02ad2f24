"""Cuts Kubernetes' OpenAPI description into one JSON schema a kind, as kubeconform reads them.

    python3 schemas.py SWAGGER_JSON FOLDER

Fields that the API does not know are refused, as its server does with fieldValidation=Strict.
"""

import json
import sys
from pathlib import Path


def main(swagger: Path, folder: Path) -> None:
    definitions = json.loads(swagger.read_text())["definitions"]
    for definition in definitions.values():
        if "properties" in definition and "additionalProperties" not in definition:
            definition["additionalProperties"] = False
    # two of the API's types are not what their declaration says: a number or a string
    definitions["io.k8s.apimachinery.pkg.util.intstr.IntOrString"] = {"oneOf": [{"type": "string"}, {"type": "integer"}]}
    definitions["io.k8s.apimachinery.pkg.api.resource.Quantity"] = {"oneOf": [{"type": "string"}, {"type": "number"}]}
    folder.mkdir(parents=True)
    (folder / "_definitions.json").write_text(json.dumps({"definitions": definitions}).replace("#/definitions/", "_definitions.json#/definitions/"))
    for name, definition in definitions.items():
        for kind in definition.get("x-kubernetes-group-version-kind", []):
            parts = [kind["kind"], kind["group"].split(".")[0], kind["version"]]
            suffix = "-".join(part.lower() for part in parts if part)
            schema = {
                "allOf": [
                    {"$ref": f"_definitions.json#/definitions/{name}"},
                    {"required": ["apiVersion", "kind", "metadata"]},
                ]
            }
            (folder / f"{suffix}.json").write_text(json.dumps(schema))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
