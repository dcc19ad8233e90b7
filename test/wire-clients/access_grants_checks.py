"""Administers and uses S3 Access Grants as programs written with boto3 do. Prints one JSON object: what came of each step."""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT, PROXY, ADMIN_KEY, ADMIN_SECRET, USER_KEY, USER_SECRET = sys.argv[1:7]
ACCOUNT = "111122223333"
SEEN = {}


def client(service, key, secret, token=None):
    config = Config(retries={"max_attempts": 1}, proxies={"http": PROXY}, s3={"addressing_style": "path"})
    return boto3.client(service, endpoint_url=ENDPOINT, region_name="eu-west-1", aws_access_key_id=key,
                        aws_secret_access_key=secret, aws_session_token=token, config=config)


def code_of(call, **arguments):
    try:
        call(**arguments)
        return None
    except ClientError as error:
        return error.response["Error"]["Code"]


admin = client("s3control", ADMIN_KEY, ADMIN_SECRET)
user = client("s3control", USER_KEY, USER_SECRET)
account = {"AccountId": ACCOUNT}

SEEN["before"] = code_of(admin.get_access_grants_instance, **account)
SEEN["instance"] = admin.create_access_grants_instance(
    Tags=[{"Key": "team", "Value": "lab"}], **account)["AccessGrantsInstanceArn"]
SEEN["tags"] = admin.list_tags_for_resource(ResourceArn=SEEN["instance"], **account)["Tags"]
admin.tag_resource(ResourceArn=SEEN["instance"], Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}], **account)
admin.untag_resource(ResourceArn=SEEN["instance"], TagKeys=["team", "a"], **account)
SEEN["tags left"] = admin.list_tags_for_resource(ResourceArn=SEEN["instance"], **account)["Tags"]
location = admin.create_access_grants_location(
    LocationScope="s3://", IAMRoleArn=f"arn:aws:iam::{ACCOUNT}:role/s3ag", **account)["AccessGrantsLocationId"]
grant = admin.create_access_grant(
    AccessGrantsLocationId=location, AccessGrantsLocationConfiguration={"S3SubPrefix": "data/bob/*"},
    Grantee={"GranteeType": "IAM", "GranteeIdentifier": f"arn:aws:iam::{ACCOUNT}:user/alice"},
    Permission="READWRITE", **account)
SEEN["scope"] = grant["GrantScope"]
pages = admin.list_access_grants(GranteeType="IAM", MaxResults=1000, **account)
SEEN["grants"] = [one["GrantScope"] for one in pages["AccessGrantsList"]]
SEEN["mine"] = [one["GrantScope"] for one in user.list_caller_access_grants(**account)["CallerAccessGrantsList"]]
SEEN["for prefix"] = user.get_access_grants_instance_for_prefix(S3Prefix="s3://data/bob/", **account)["AccessGrantsInstanceArn"]
access = user.get_data_access(Target="s3://data/bob/*", Permission="READ", DurationSeconds=900, **account)
SEEN["matched"] = access["MatchedGrantTarget"]
SEEN["grantee"] = access["Grantee"]["GranteeIdentifier"]
given = access["Credentials"]
s3 = client("s3", given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
SEEN["read"] = s3.get_object(Bucket="data", Key="bob/x")["Body"].read().decode()
SEEN["write with reading credentials"] = code_of(s3.put_object, Bucket="data", Key="bob/y", Body=b"y")
SEEN["outside"] = code_of(s3.get_object, Bucket="data", Key="other")
SEEN["no grant"] = code_of(user.get_data_access, Target="s3://data/other", Permission="READ", **account)
SEEN["not an administrator"] = code_of(user.list_access_grants, **account)
SEEN["identity center"] = code_of(
    admin.associate_access_grants_identity_center, IdentityCenterArn="arn:aws:sso:::instance/ssoins-1234567890abcdef", **account)
admin.delete_access_grant(AccessGrantId=grant["AccessGrantId"], **account)
SEEN["after the grant is gone"] = code_of(s3.get_object, Bucket="data", Key="bob/x")
admin.delete_access_grants_location(AccessGrantsLocationId=location, **account)
admin.delete_access_grants_instance(**account)
SEEN["after"] = code_of(admin.get_access_grants_instance, **account)
print(json.dumps(SEEN))
