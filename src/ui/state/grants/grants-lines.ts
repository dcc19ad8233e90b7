import type { GrantDocument, LocationDocument } from "../../../lib/grants/documents.js";
import type { GrantsSurvey } from "../../../lib/grants/survey-grants.js";
import { fitEnd, truncateEnd } from "../../text/fit-text.js";
import { targetOf, type GrantsScreen } from "./grants-screen.js";
import { BLANK_LINE, type TonedLine } from "../toned-line.js";

/** All that is shown of S3 Access Grants, each line at most `columns` wide. */
export function grantsLines({ survey, about }: GrantsScreen, columns: number): readonly TonedLine[] {
  if (survey.state !== "ready") return [];
  const target = targetOf(about);
  const lines = target === undefined ? overview(survey.value) : whoReaches(survey.value, target);
  return lines.map(({ tone, text }) => ({ tone, text: truncateEnd(text, columns) }));
}

function overview(survey: GrantsSurvey): readonly TonedLine[] {
  if (survey.seenBy === "grantee") return ownLines(survey, "GRANTED TO YOU");
  const { instance, locations, grants, isCutOff } = survey;
  return [
    { tone: "title", text: "INSTANCE" },
    { tone: "text", text: instance.arn },
    ...section("LOCATIONS", locations.map(locationLine)),
    ...section("GRANTS", [...grants.map(grantLine), ...more(isCutOff)]),
  ];
}

function whoReaches(survey: GrantsSurvey, target: string): readonly TonedLine[] {
  if (survey.seenBy === "grantee") return ownLines(survey, `WHAT YOU HAVE OF ${target}`);
  const { grants, parts, isCutOff } = survey;
  return [
    { tone: "title", text: `WHO REACHES ${target}` },
    ...(grants.length === 0
      ? [{ tone: "quiet", text: "Nobody by a grant" } as const]
      : grants.flatMap(reasonLines)),
    ...section("A PART OF IT", parts.flatMap(reasonLines)),
    ...more(isCutOff),
  ];
}

function section(title: string, lines: readonly TonedLine[]): readonly TonedLine[] {
  return lines.length === 0 ? [] : [BLANK_LINE, { tone: "title", text: title }, ...lines];
}

function ownLines(
  { grants, isCutOff }: Extract<GrantsSurvey, { seenBy: "grantee" }>,
  title: string,
): readonly TonedLine[] {
  const none = { tone: "quiet", text: "Nothing is granted to you here" } as const;
  return [
    { tone: "title", text: title },
    ...(grants.length === 0 ? [none] : []),
    ...grants.map(
      ({ permission, scope }) => ({ tone: "good", text: `${fitEnd(permission, 11)}${scope}` }) as const,
    ),
    ...more(isCutOff),
  ];
}

function locationLine({ id, scope, iamRoleArn }: LocationDocument): TonedLine {
  return { tone: "text", text: `${fitEnd(id, 38)}${scope}   ${iamRoleArn}` };
}

function grantLine(grant: GrantDocument): TonedLine {
  return { tone: "text", text: `${fitEnd(grant.permission, 11)}${grant.scope}   ${granteeOf(grant)}` };
}

/** Who, what, and by which grant. */
function reasonLines(grant: GrantDocument): readonly TonedLine[] {
  return [
    { tone: "good", text: `${fitEnd(grant.permission, 11)}${granteeOf(grant)}` },
    { tone: "faint", text: `           ${reasonOf(grant)} on ${grant.scope}   ${grant.id}` },
  ];
}

/** At a gateway ownership and shares are grants, too; their ids say so. */
function reasonOf({ id, locationId }: GrantDocument): string {
  if (!locationId.startsWith("workspace-")) return "a grant";
  if (id.startsWith("owner-")) return "owns the workspace";
  return id.startsWith("public-") ? "a workspace open to all users" : "a share";
}

function granteeOf({ granteeType, grantee }: GrantDocument): string {
  if (granteeType === "IAM") return grantee;
  return `${granteeType === "DIRECTORY_GROUP" ? "group" : "user"} ${grantee}`;
}

function more(isCutOff: boolean): readonly TonedLine[] {
  return isCutOff ? [{ tone: "warning", text: "… and more: s3kit grants grant list" }] : [];
}
