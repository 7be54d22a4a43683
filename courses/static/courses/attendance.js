// Attendance on a bad connection. What is saved is first kept on the device, and sent until the server has answered.
//
// Kept: the numbers of participants, their marks, and what the page was opened with. No name, no free text, and only
// for the reader who wrote it. The server takes the same marks twice without doing anything the second time, and
// refuses to write over what somebody else has saved meanwhile. Without this script the form is an ordinary one.

const PREFIX = "narvaro:";
const PATIENCE = 15000; // milliseconds to wait for an answer
const AGAIN = 10000; // and between tries
const form = document.querySelector("form[data-attendance]");
const reader = document.querySelector("[data-reader]")?.dataset.reader ?? "";
const status = document.querySelector("[data-waiting]");

const isKept = (name) => /^person-\d+$/.test(name) || name === "opened";

function read(key) {
  try {
    const entry = JSON.parse(localStorage.getItem(key));
    return entry?.reader === reader && Array.isArray(entry.fields) ? entry : null;
  } catch {
    return null;
  }
}

function keep(form) {
  const fields = [...new FormData(form)].filter(([name]) => isKept(name));
  try {
    localStorage.setItem(PREFIX + location.pathname, JSON.stringify({ reader, fields }));
  } catch {
    // A device that keeps nothing: then it is as without this script.
  }
}

const forget = (key) => localStorage.removeItem(key);
const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));

// "sent", "refused" when the server wants to say something, "waiting" when nobody answered or one must log in first.
async function send(path, body) {
  try {
    const headers = { "X-Requested-With": "fetch" };
    const answer = await fetch(path, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status === 204) return "sent";
    return answer.status >= 500 || answer.redirected ? "waiting" : "refused";
  } catch {
    return "waiting";
  }
}

function say(text) {
  status.textContent = text;
  status.hidden = !text;
}

let isSending = false;

async function sendForm() {
  if (isSending) return;
  isSending = true;
  const outcome = await send(location.pathname, new FormData(form));
  isSending = false;
  if (outcome === "waiting") {
    say("Ingen förbindelse. Närvaron är sparad på den här enheten och skickas så snart det går. Låt sidan vara öppen.");
    return;
  }
  forget(PREFIX + location.pathname);
  if (outcome === "sent") location.assign(form.dataset.attendance);
  else form.submit(); // the page itself tells what is wrong
}

function takeBack(entry) {
  for (const [name, value] of entry.fields) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value;
  }
}

async function sendKept(key) {
  const entry = read(key);
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!entry || !token) return entry ? undefined : forget(key);
  const body = new FormData();
  for (const [name, value] of [...entry.fields, ["csrfmiddlewaretoken", token]]) body.append(name, value);
  const outcome = await send(key.slice(PREFIX.length), body);
  if (outcome === "sent") {
    forget(key);
    say("Närvaro som låg kvar på enheten är skickad.");
  } else if (outcome === "refused") {
    say("Närvaro som ligger kvar på enheten behöver ses över. Öppna träffens närvaro igen.");
  }
}

function tryAgain() {
  const own = PREFIX + location.pathname;
  for (const key of keys()) if (key !== own || !form) sendKept(key);
  if (form && read(own)) sendForm();
}

if (status) {
  if (form) {
    const left = read(PREFIX + location.pathname);
    if (left) takeBack(left);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      keep(form);
      sendForm();
    });
  }
  addEventListener("online", tryAgain);
  setInterval(tryAgain, AGAIN);
  tryAgain();
}

// Whoever logs out leaves nothing behind.
for (const way of document.querySelectorAll('form[action*="/konto/logga-ut/"]')) {
  way.addEventListener("submit", () => keys().forEach(forget));
}
