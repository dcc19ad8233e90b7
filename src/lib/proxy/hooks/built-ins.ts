/**
 * The built-in hooks for hook files: `import { limits } from "s3kit/hooks/built-in"`, then `use(limits({ … }))` of
 * `s3kit/hooks`. Each takes the settings that it has in a proxy's configuration.
 */
export { clamavHooks as clamav, type ClamavConfig } from "./built-in/clamav.js";
export { execHooks as exec, type ExecConfig } from "./built-in/exec.js";
export { limitsHooks as limits, type LimitsConfig } from "./built-in/limits.js";
export { logHooks as log, type LogConfig } from "./built-in/log.js";
export { mimeHooks as mime, type MimeConfig } from "./built-in/mime.js";
export { webhookHooks as webhook, type WebhookConfig } from "./built-in/webhook.js";
