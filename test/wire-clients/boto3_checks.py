"""Speaks to a store as programs written with boto3 do. Prints one JSON object: check -> null, or what went wrong."""

import hashlib
import io
import json
import os
import socket
import sys
import tempfile
import traceback
import urllib.error
import urllib.request
import uuid

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT, ACCESS_KEY, SECRET_KEY = sys.argv[1:4]
ODD_KEYS = ["plain", "sp ace", "pl+us", "per%cent", "per%2Fcent", "ü/é", "a//b", "a/../b", "../up", "/lead", "tail/",
            "quo\"te'", "<&>", "tilde~*!()", "\u65e5\u672c\u8a9e", "\U0001f600", "tab\tnew\nline", "k" * 1024]
CHECKS = {}


def check(function):
    CHECKS[function.__name__.replace("_", " ")] = function
    return function


def client(**options):
    config = Config(retries={"max_attempts": 1}, **options)
    return boto3.client("s3", endpoint_url=ENDPOINT, region_name="us-east-1", aws_access_key_id=ACCESS_KEY,
                        aws_secret_access_key=SECRET_KEY, config=config)


def new_bucket(s3):
    name = f"boto-{uuid.uuid4()}"
    s3.create_bucket(Bucket=name)
    return name


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error.response["Error"]
        return error.response
    raise AssertionError(f"not refused with {code}")


def fetch(url, method="GET", data=None, headers=None):
    request = urllib.request.Request(url, data=data, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read(), error.headers


@check
def small_empty_and_streamed_objects():
    s3 = client()
    bucket = new_bucket(s3)
    for name, body in [("small", b"hello"), ("empty", b""), ("stream", io.BytesIO(b"x" * 100_000))]:
        s3.put_object(Bucket=bucket, Key=name, Body=body)
    assert s3.get_object(Bucket=bucket, Key="small")["Body"].read() == b"hello"
    assert s3.get_object(Bucket=bucket, Key="empty")["Body"].read() == b""
    assert s3.get_object(Bucket=bucket, Key="stream")["ContentLength"] == 100_000
    part = s3.get_object(Bucket=bucket, Key="small", Range="bytes=1-3")
    assert (part["Body"].read(), part["ContentRange"]) == (b"ell", "bytes 1-3/5")


@check
def every_odd_key_is_listed_and_read():
    s3 = client()
    bucket = new_bucket(s3)
    for key in ODD_KEYS:
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"PageSize": 4})
    listed = [entry["Key"] for page in pages for entry in page["Contents"]]
    assert listed == sorted(ODD_KEYS, key=str.encode), listed
    for key in ODD_KEYS:
        assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == key.encode()
        s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": key})
        assert s3.get_object(Bucket=bucket, Key="copy")["Body"].read() == key.encode()
    deleted = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in ODD_KEYS + ["copy"]]})
    assert "Errors" not in deleted, deleted
    s3.delete_bucket(Bucket=bucket)


@check
def files_go_up_and_down_in_parts():
    s3 = client()
    bucket = new_bucket(s3)
    content = os.urandom(17 * 1024 * 1024)
    config = TransferConfig(multipart_threshold=5 * 1024 * 1024, multipart_chunksize=5 * 1024 * 1024)
    with tempfile.TemporaryDirectory() as folder:
        source, target = os.path.join(folder, "a"), os.path.join(folder, "b")
        with open(source, "wb") as file:
            file.write(content)
        s3.upload_file(source, bucket, "big", Config=config, ExtraArgs={"Metadata": {"colour": "blue"}})
        s3.download_file(bucket, "big", target, Config=config)
        with open(target, "rb") as file:
            assert file.read() == content
    head = s3.head_object(Bucket=bucket, Key="big", ChecksumMode="ENABLED")
    assert head["ETag"].endswith('-4"') and head["Metadata"] == {"colour": "blue"} and head["ChecksumCRC32"], head
    s3.copy({"Bucket": bucket, "Key": "big"}, bucket, "copied in parts", Config=config)
    copied = s3.get_object(Bucket=bucket, Key="copied in parts")["Body"].read()
    assert hashlib.md5(copied).digest() == hashlib.md5(content).digest()


@check
def presigned_urls_of_both_signature_versions():
    for version in ("s3v4", "s3"):
        s3 = client(signature_version=version)
        bucket = new_bucket(s3)
        target = {"Bucket": bucket, "Key": "a b+c/ü"}
        put = s3.generate_presigned_url("put_object", Params=target)
        assert fetch(put, "PUT", b"hello", {"Content-Type": ""})[0] == 200, version
        get = s3.generate_presigned_url("get_object", Params={**target, "ResponseContentType": "text/csv"})
        status, body, headers = fetch(get)
        assert (status, body, headers["content-type"]) == (200, b"hello", "text/csv"), (version, status, body)
        assert fetch(s3.generate_presigned_url("head_object", Params=target), "HEAD")[0] == 200
        assert fetch(get.replace("hello", "x") + "0")[0] == 403, version
        assert fetch(get, "PUT", b"other")[0] == 403, version
        expired = s3.generate_presigned_url("get_object", Params=target, ExpiresIn=-1 if version == "s3" else 1)
        if version == "s3":
            assert fetch(expired)[0] == 403
        assert fetch(s3.generate_presigned_url("delete_object", Params=target), "DELETE")[0] == 204


@check
def forms_of_both_signature_versions():
    for version in ("s3v4", "s3"):
        s3 = client(signature_version=version)
        bucket = new_bucket(s3)
        form = s3.generate_presigned_post(bucket, "up/${filename}", Conditions=[["content-length-range", 1, 10]])
        assert send_form(form, b"hello")[0] == 204, version
        assert s3.get_object(Bucket=bucket, Key="up/notes.txt")["Body"].read() == b"hello"
        assert send_form(form, b"far too long")[0] == 400, version
        assert send_form({**form, "fields": {**form["fields"], "key": "down/a"}}, b"hello")[0] == 403, version


def send_form(form, content):
    boundary = uuid.uuid4().hex
    body = b""
    for name, value in form["fields"].items():
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="notes.txt"\r\n'
    body += head.encode() + b"Content-Type: text/plain\r\n\r\n" + content + f"\r\n--{boundary}--\r\n".encode()
    return fetch(form["url"], "POST", body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})


@check
def buckets_in_the_host_name():
    resolve = socket.getaddrinfo
    socket.getaddrinfo = lambda host, *rest, **more: resolve(
        "127.0.0.1" if str(host).endswith(".localhost") else host, *rest, **more)
    try:
        s3 = boto3.client("s3", endpoint_url=ENDPOINT.replace("127.0.0.1", "localhost"), region_name="us-east-1",
                          aws_access_key_id=ACCESS_KEY, aws_secret_access_key=SECRET_KEY,
                          config=Config(s3={"addressing_style": "virtual"}, retries={"max_attempts": 1}))
        bucket = new_bucket(s3)
        hosts = []
        s3.meta.events.register("before-send.s3", lambda request, **_: hosts.append(request.url))
        s3.put_object(Bucket=bucket, Key="a//b", Body=b"hello")
        assert s3.get_object(Bucket=bucket, Key="a//b")["Body"].read() == b"hello"
        assert [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["a//b"]
        assert all(f"//{bucket}.localhost" in url for url in hosts), hosts
    finally:
        socket.getaddrinfo = resolve


@check
def versions_and_delete_markers():
    s3 = client()
    bucket = new_bucket(s3)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    first = s3.put_object(Bucket=bucket, Key="a", Body=b"1")["VersionId"]
    s3.put_object(Bucket=bucket, Key="a", Body=b"2")
    marker = s3.delete_object(Bucket=bucket, Key="a")
    assert marker["DeleteMarker"] is True
    answer = refused("NoSuchKey", s3.get_object, Bucket=bucket, Key="a")
    assert answer["ResponseMetadata"]["HTTPHeaders"]["x-amz-delete-marker"] == "true"
    refused("MethodNotAllowed", s3.get_object, Bucket=bucket, Key="a", VersionId=marker["VersionId"])
    assert s3.get_object(Bucket=bucket, Key="a", VersionId=first)["Body"].read() == b"1"
    boto3.resource("s3", endpoint_url=ENDPOINT, region_name="us-east-1", aws_access_key_id=ACCESS_KEY,
                   aws_secret_access_key=SECRET_KEY).Bucket(bucket).object_versions.delete()
    s3.delete_bucket(Bucket=bucket)


@check
def conditions_checksums_and_refusals():
    s3 = client()
    bucket = new_bucket(s3)
    put = s3.put_object(Bucket=bucket, Key="a", Body=b"hello", ChecksumAlgorithm="SHA256")
    refused("PreconditionFailed", s3.put_object, Bucket=bucket, Key="a", Body=b"x", IfNoneMatch="*")
    s3.put_object(Bucket=bucket, Key="a", Body=b"hello", IfMatch=put["ETag"], ContentMD5="XUFAKrxLKna5cZ2REBfFkg==")
    refused("BadDigest", s3.put_object, Bucket=bucket, Key="a", Body=b"x", ContentMD5="XUFAKrxLKna5cZ2REBfFkg==")
    refused("NoSuchBucket", s3.list_objects_v2, Bucket=f"none-{uuid.uuid4()}")
    refused("NotImplemented", s3.get_bucket_replication, Bucket=bucket)
    refused("BucketNotEmpty", s3.delete_bucket, Bucket=bucket)
    wrong = boto3.client("s3", endpoint_url=ENDPOINT, region_name="us-east-1", aws_access_key_id=ACCESS_KEY,
                         aws_secret_access_key="wrong", config=Config(retries={"max_attempts": 1}))
    refused("SignatureDoesNotMatch", wrong.list_buckets)


@check
def tags_settings_and_identity():
    s3 = client()
    bucket = new_bucket(s3)
    s3.put_object(Bucket=bucket, Key="a", Body=b"x", Tagging="a=1&b=two%20words")
    assert s3.get_object_tagging(Bucket=bucket, Key="a")["TagSet"] == [
        {"Key": "a", "Value": "1"}, {"Key": "b", "Value": "two words"}]
    rules = [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": rules})
    assert s3.get_bucket_cors(Bucket=bucket)["CORSRules"] == rules
    rule = {"ID": "old", "Filter": {"Prefix": "tmp/"}, "Status": "Enabled", "Expiration": {"Days": 3}}
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [rule]})
    assert s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"] == [rule]
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                                                      "Resource": f"arn:aws:s3:::{bucket}/*"}]}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))
    assert s3.get_bucket_policy_status(Bucket=bucket)["PolicyStatus"] == {"IsPublic": True}
    assert fetch(f"{ENDPOINT}/{bucket}/a")[0] == 200
    s3.delete_bucket_policy(Bucket=bucket)
    assert fetch(f"{ENDPOINT}/{bucket}/a")[0] == 403
    sts = boto3.client("sts", endpoint_url=ENDPOINT, region_name="us-east-1", aws_access_key_id=ACCESS_KEY,
                       aws_secret_access_key=SECRET_KEY)
    assert sts.get_caller_identity()["Account"] == "000000000000"


def outcome(function):
    try:
        function()
    except Exception:  # every failure is reported by name; none hides the others
        return traceback.format_exc()
    return None


print(json.dumps({name: outcome(function) for name, function in CHECKS.items()}))
