"""Drives the real dtool, as a library: writes a dataset, or tells what it reads in one."""

import json
import os
import sys

import dtoolcore
import dtoolcore.compare


def make(base_uri, folder):
    with dtoolcore.DataSetCreator("by-dtool", base_uri, readme_content="---\nby: dtool\n") as creator:
        for parent, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(parent, name)
                relpath = os.path.relpath(path, folder)
                creator.put_item(path, relpath)
                creator.add_item_metadata(relpath, "length", len(relpath))
        creator.put_annotation("nested", {"a": [1.0, None]})
        creator.put_tag("e.coli")
        return {"uri": creator.uri}


def make_proto(base_uri, folder):
    proto = dtoolcore.create_proto_dataset("proto-by-dtool", base_uri)
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            proto.put_item(path, name)
            proto.add_item_metadata(name, "kind", "file")
    return {"uri": proto.uri}


def freeze(uri):
    proto = dtoolcore.ProtoDataSet.from_uri(uri)
    proto.freeze()
    return read(uri)


def read(uri):
    dataset = dtoolcore.DataSet.from_uri(uri)
    stored = dataset.generate_manifest()["items"]
    manifest = {i: dataset.item_properties(i) for i in dataset.identifiers}
    problems = [
        i
        for i in set(stored) | set(manifest)
        if stored.get(i, {}).get("size_in_bytes") != manifest.get(i, {}).get("size_in_bytes")
        or stored.get(i, {}).get("hash") != manifest.get(i, {}).get("hash")
    ]
    contents = {}
    for i in dataset.identifiers:
        with open(dataset.item_content_abspath(i), "rb") as fh:
            contents[dataset.item_properties(i)["relpath"]] = fh.read().decode("utf-8")
    return {
        "uri": dataset.uri,
        "name": dataset.name,
        "uuid": dataset.uuid,
        "admin": dataset._admin_metadata,
        "problems": problems,
        "contents": contents,
        "readme": dataset.get_readme_content(),
        "overlays": {n: dataset.get_overlay(n) for n in dataset.list_overlay_names()},
        "annotations": {n: dataset.get_annotation(n) for n in dataset.list_annotation_names()},
        "tags": sorted(dataset.list_tags()),
    }


def list_base(base_uri):
    return {"uris": sorted(d.uri for d in dtoolcore.iter_datasets_in_base_uri(base_uri))}


def copy(uri, base_uri):
    return {"uri": dtoolcore.copy(uri, base_uri)}


ACTIONS = {"make": make, "make-proto": make_proto, "freeze": freeze, "read": read, "list": list_base, "copy": copy}
print(json.dumps(ACTIONS[sys.argv[1]](*sys.argv[2:])))
