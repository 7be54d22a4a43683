// The handbook's only script: marks a page as read when its end was reached, and lets the browser keep the handbook.
// Everything here can be done without it, but for reading offline.
const me = document.querySelector("script[data-worker]");

function whenReadToTheEnd(form) {
  const opened = Date.now();
  const watcher = new IntersectionObserver((entries) => {
    // Who scrolls past in a few seconds has not read it.
    if (!entries.some((entry) => entry.isIntersecting) || Date.now() - opened < 8000) return;
    watcher.disconnect();
    const headers = { "X-Requested-With": "XMLHttpRequest" };
    fetch(form.action, { method: "POST", body: new FormData(form), headers }).then((answer) => {
      if (answer.status !== 204) return;
      const note = document.createElement("p");
      note.className = "meta";
      note.textContent = "Du har läst den här versionen.";
      form.replaceWith(note);
    });
  }, { threshold: 1 });
  watcher.observe(form);
}

// A remark is sent without leaving the page; when anything is wrong the form is sent the ordinary way.
function sendInPlace(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const status = document.createElement("p");
    status.setAttribute("role", "status");
    try {
      const headers = { "X-Requested-With": "XMLHttpRequest" };
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers });
      if (answer.status !== 204) return form.submit();
    } catch {
      status.className = "note note--warning";
      status.textContent = "Det gick inte att skicka nu. Texten finns kvar; försök igen när du har anslutning.";
      form.querySelector('[role="status"]')?.remove();
      return form.append(status);
    }
    status.className = "note";
    status.textContent = "Tack. Det du skrev har kommit till handbokens redaktörer.";
    form.replaceWith(status);
  });
}

async function keep() {
  const registration = await navigator.serviceWorker.register(me.dataset.worker, { scope: "/handbok" });
  await navigator.serviceWorker.ready.catch(() => undefined);
  const worker = registration.active || registration.waiting || registration.installing;
  worker?.postMessage({ type: "keep" });
}

function forgetAtLogout() {
  const form = document.querySelector('form[action$="/logga-ut/"]');
  form?.addEventListener("submit", () => {
    navigator.serviceWorker.controller?.postMessage({ type: "forget" });
  });
}

const unread = document.querySelector("form[data-mark-read]");
if (unread) whenReadToTheEnd(unread);
const remark = document.querySelector(".remark form");
if (remark) sendInPlace(remark);
if ("serviceWorker" in navigator) {
  keep();
  forgetAtLogout();
}
