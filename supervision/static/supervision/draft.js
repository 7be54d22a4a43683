// Keeps the log on the server while it is being written. Without this script "Spara utkast" does the same.

const WAIT = 1500;
const form = document.querySelector("form[data-draft]");

if (form) start(form, document.getElementById("draft-status"));

function start(form, status) {
  let timer;
  let request;
  let isLeaving = false;

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  });

  form.addEventListener("submit", () => {
    isLeaving = true;
    clearTimeout(timer);
    request?.abort();
  });

  async function save() {
    request?.abort();
    request = new AbortController();
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body: new FormData(form),
        redirect: "error",
        signal: request.signal,
      });
      const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      say(isJson ? (await answer.json()).message : form.dataset.failed);
    } catch (error) {
      if (error.name !== "AbortError" && !isLeaving) say(form.dataset.failed);
    }
  }

  function say(message) {
    if (status.textContent !== message) status.textContent = message;
  }
}
