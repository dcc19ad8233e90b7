/**
 * The upload page's script. It asks the little server for a form for each file, and posts the file with it straight to
 * the store, a few at a time. XMLHttpRequest, since `fetch` reports no progress of uploads.
 */
export const SCRIPT = String.raw`
"use strict";
const ATONCE = 3;
const config = JSON.parse(document.getElementById("config").textContent);
const list = document.getElementById("list");
const drop = document.getElementById("drop");
const input = document.getElementById("files");
const news = document.getElementById("news");
const waiting = [];
let running = 0;

input.addEventListener("change", () => { add(input.files); input.value = ""; });
for (const type of ["dragenter", "dragover"]) {
  addEventListener(type, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
for (const type of ["dragleave", "drop"]) {
  addEventListener(type, (event) => { event.preventDefault(); drop.classList.remove("over"); });
}
addEventListener("drop", (event) => add(event.dataTransfer.files));
addEventListener("beforeunload", (event) => { if (running + waiting.length > 0) event.preventDefault(); });

function add(files) {
  for (const file of files) {
    const row = makeRow(file);
    const problem = problemOf(file);
    if (problem) { row.end("failed", problem); continue; }
    const job = { file, row, cancelled: false, request: undefined };
    row.onCancel = () => cancel(job);
    waiting.push(job);
  }
  next();
}

function next() {
  while (running < ATONCE && waiting.length > 0) {
    running += 1;
    void run(waiting.shift()).finally(() => { running -= 1; next(); });
  }
}

async function run(job) {
  try {
    job.row.show("preparing…");
    const form = await askServer("form", { name: job.file.name, type: job.file.type, sizeBytes: job.file.size });
    if (job.cancelled) return;
    await send(job, form);
    const { key } = await askServer("done", { key: form.key });
    job.row.end("done", "stored as " + key);
  } catch (error) {
    if (job.cancelled) job.row.end("failed", "cancelled: nothing was stored");
    else job.row.end("failed", error.message);
  }
}

function cancel(job) {
  job.cancelled = true;
  const place = waiting.indexOf(job);
  if (place !== -1) waiting.splice(place, 1);
  if (job.request) job.request.abort();
  job.row.end("failed", "cancelled: nothing was stored");
}

async function askServer(what, body) {
  const response = await fetch(what, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

function send(job, { url, fields }) {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  data.append("file", job.file); // the file must come last
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    job.request = request;
    request.upload.onprogress = ({ loaded, total }) => job.row.progress(loaded, total);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) return resolve();
      const code = /<Code>([^<]*)</.exec(request.responseText);
      reject(new Error("the store refused it: " + (code ? code[1] : request.status)));
    };
    request.onerror = () => reject(new Error("no answer from the store, or its CORS rules do not allow this page"));
    request.onabort = () => reject(new Error("cancelled"));
    request.open("POST", url);
    request.send(data);
  });
}

function problemOf(file) {
  if (file.size > config.maxBytes) return "larger than " + formatSize(config.maxBytes);
  const accepted = config.types.length === 0 || config.types.some((type) => matches(type, file));
  return accepted ? undefined : "not of an accepted type (" + config.types.join(", ") + ")";
}

function matches(type, file) {
  return type.endsWith("*") ? file.type.startsWith(type.slice(0, -1)) : file.type === type;
}

function makeRow(file) {
  const item = document.createElement("li");
  const name = child(item, "span", "name");
  name.textContent = file.name + " (" + formatSize(file.size) + ")";
  const button = child(item, "button", "cancel");
  button.type = "button";
  button.textContent = "Cancel";
  button.setAttribute("aria-label", "Cancel " + file.name);
  const bar = child(item, "progress", "");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", "Progress of " + file.name);
  const state = child(item, "p", "state");
  state.textContent = "waiting";
  list.append(item);
  const row = {
    onCancel: undefined,
    show: (text) => { state.textContent = text; },
    progress: (loaded, total) => {
      bar.value = total === 0 ? 1 : loaded / total;
      state.textContent = Math.round(bar.value * 100) + " %";
    },
    end: (kind, text) => {
      if (item.dataset.state) return;
      item.dataset.state = kind;
      state.textContent = text;
      if (kind === "done") bar.value = 1;
      else bar.remove();
      button.remove();
      news.textContent = file.name + ": " + text;
    },
  };
  button.addEventListener("click", () => row.onCancel && row.onCancel());
  return row;
}

function child(parent, tag, name) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  parent.append(element);
  return element;
}

function formatSize(bytes) {
  const units = ["bytes", "KiB", "MiB", "GiB"];
  let power = 0;
  let size = bytes;
  while (size >= 1024 && power < units.length - 1) { size /= 1024; power += 1; }
  return (power === 0 ? size : size.toFixed(1)) + " " + units[power];
}
`;
