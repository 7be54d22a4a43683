// Attendance on a bad connection. What is saved is first kept on the device, and sent until the server has taken it.
//
// Kept: the numbers of participants, their marks, and what the page was opened with. No name, no free text, and only
// for the reader who wrote it: somebody else on the same device neither sees nor sends it, and whoever logs out leaves
// nothing behind. The server takes the same marks twice without doing anything the second time, and refuses to write
// over what somebody else has saved meanwhile. Without this script the form is an ordinary one.

const PREFIX = "narvaro:";
const PATIENCE = 15000; // milliseconds to wait for an answer
const AGAIN = 10000; // and between tries
const SAVED = "Närvaron är sparad i telefonen men inte skickad.";
const form = document.querySelector("form[data-attendance]");
const status = document.querySelector("[data-waiting]");
const reader = status?.dataset.reader ?? "";
const own = PREFIX + location.pathname;

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
    localStorage.setItem(own, JSON.stringify({ reader, fields }));
  } catch {
    // A device that keeps nothing: then it is as without this script.
  }
}

const forget = (key) => localStorage.removeItem(key);
const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
const mine = () => keys().filter(read);

// "sent", "refused" when the server wants to say something about the marks, "closed" when one has to log in (again)
// before it takes any, "waiting" when nobody answered.
async function send(path, body) {
  try {
    const headers = { "X-Requested-With": "fetch" };
    const answer = await fetch(path, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status === 204) return "sent";
    if (answer.redirected || [401, 403, 404].includes(answer.status)) return "closed";
    return answer.status >= 500 || answer.status === 429 ? "waiting" : "refused";
  } catch {
    return "waiting";
  }
}

function say(text, label = "", address = "") {
  status.textContent = text;
  status.hidden = !text;
  if (!address) return;
  const link = document.createElement("a");
  Object.assign(link, { href: address, textContent: label });
  status.append(" ", link);
}

function askToLogIn(key) {
  const back = encodeURIComponent(key.slice(PREFIX.length));
  const help = "Logga in igen, så skickas den. Går det inte, hör av dig till kursadministratören.";
  say(`${SAVED} ${help}`, "Logga in igen", `${status.dataset.login}?next=${back}`);
  status.scrollIntoView({ block: "nearest" });
}

let isSending = false;
let isClosed = false; // nothing is tried again by itself: only somebody who logs in can change the answer

async function sendForm() {
  if (isSending) return;
  isSending = true;
  const outcome = await send(location.pathname, new FormData(form));
  isSending = false;
  isClosed = outcome === "closed";
  if (isClosed) return askToLogIn(own);
  if (outcome === "waiting") {
    say(`Ingen förbindelse. ${SAVED} Den skickas så snart det går. Låt sidan vara öppen.`);
    return;
  }
  forget(own);
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
  if (!entry || !token) return;
  const body = new FormData();
  for (const [name, value] of [...entry.fields, ["csrfmiddlewaretoken", token]]) body.append(name, value);
  const path = key.slice(PREFIX.length);
  const outcome = await send(path, body);
  if (outcome === "sent") {
    forget(key);
    say("Närvaro som låg kvar i telefonen är skickad.");
  } else if (outcome === "refused") {
    say("Närvaro som ligger kvar i telefonen behöver ses över.", "Öppna träffens närvaro", path);
  } else if (outcome === "closed") {
    isClosed = true;
    askToLogIn(key);
  } else {
    say(`${SAVED} Den skickas så snart det går.`);
  }
}

function tryAgain() {
  if (isClosed) return;
  for (const key of mine()) if (key !== own || !form) sendKept(key);
  if (form && read(own)) sendForm();
}

if (status) {
  if (form) {
    const left = read(own);
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

// Whoever logs out leaves nothing behind, but is told once that something would be lost.
let isWarned = false;
for (const way of document.querySelectorAll('form[action*="/konto/logga-ut/"]')) {
  way.addEventListener("submit", (event) => {
    if (status && !isWarned && mine().length) {
      event.preventDefault();
      isWarned = true;
      say(`${SAVED} Om du loggar ut nu försvinner den. Tryck på Logga ut en gång till om du ändå vill det.`);
      status.scrollIntoView({ block: "nearest" });
    } else {
      keys().forEach(forget);
    }
  });
}
